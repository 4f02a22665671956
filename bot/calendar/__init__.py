"""Calendars without Microsoft Graph."""
