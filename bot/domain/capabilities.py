"""What Microsoft Graph may be used for: each switches on by itself, and everything works without any of them."""

from __future__ import annotations

from enum import StrEnum


class Capability(StrEnum):
    """One use of Graph, each with grants of its own."""

    CALENDAR = "calendar"  # meetings are booked in the service mailbox's calendar
    FREE_BUSY = "free_busy"  # times that clash with people's calendars are not offered
    NOTIFICATIONS = "notifications"  # Graph says when an event changes; else it is looked at now and then
    ATTENDANCE = "attendance"  # how long a meeting really was
    INSTALLATION = "installation"  # the app comes to people by itself
    ROSTER = "roster"  # people of a team or a group


OF_MAILBOX = frozenset({Capability.CALENDAR, Capability.FREE_BUSY, Capability.NOTIFICATIONS, Capability.ATTENDANCE})
