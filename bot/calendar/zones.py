"""What Windows, and so Microsoft's calendars, call the time zones of the world."""

from __future__ import annotations

from collections.abc import Mapping

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON


def windows_zones() -> Mapping[str, str]:
    """'GMT Standard Time': 'Europe/London', and so on. It is London's time, summer time and all."""
    return WINDOWS_TO_OLSON
