"""Which permission of an application each call needs, as Microsoft documents it: any of these, the least one first.

Exchange and Teams narrow some of them to one mailbox, one account or one team: see bot/domain/tiers.py.
"""

from __future__ import annotations

from typing import Final

NEEDS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("POST", "/users/{user}/calendar/getSchedule"): (
        "Calendars.ReadBasic.All",
        "Calendars.Read",
        "Calendars.ReadWrite",
    ),
    ("GET", "/users/{user}/calendar"): ("Calendars.ReadBasic.All", "Calendars.Read", "Calendars.ReadWrite"),
    ("POST", "/users/{user}/events"): ("Calendars.ReadWrite",),
    ("PATCH", "/users/{user}/events/{event}"): ("Calendars.ReadWrite",),
    ("POST", "/users/{user}/events/{event}/cancel"): ("Calendars.ReadWrite",),
    ("GET", "/users/{user}/events/{event}"): ("Calendars.ReadBasic.All", "Calendars.Read", "Calendars.ReadWrite"),
    ("GET", "/users/{user}/calendarView"): ("Calendars.ReadBasic.All", "Calendars.Read", "Calendars.ReadWrite"),
    ("GET", "/users/{user}/onlineMeetings"): ("OnlineMeetings.Read.All", "OnlineMeetings.ReadWrite.All"),
    ("PATCH", "/users/{user}/onlineMeetings/{meeting}"): ("OnlineMeetings.ReadWrite.All",),
    ("GET", "/users/{user}/onlineMeetings/{meeting}/attendanceReports"): ("OnlineMeetingArtifact.Read.All",),
    ("GET", "/users/{user}/onlineMeetings/{meeting}/attendanceReports/{report}"): ("OnlineMeetingArtifact.Read.All",),
    ("POST", "/users/{person}/teamwork/installedApps"): ("TeamsAppInstallation.ReadWriteSelfForUser.All",),
    ("GET", "/users/{person}/teamwork/installedApps"): (
        "TeamsAppInstallation.ReadForUser.All",
        "TeamsAppInstallation.ReadWriteSelfForUser.All",
    ),
    ("GET", "/teams/{team}/members"): ("TeamMember.Read.Group", "TeamMember.Read.All"),
    # Not in the table of permissions: what reading the thing itself needs.
    ("POST", "/subscriptions"): ("Calendars.Read", "Calendars.ReadWrite"),
    ("PATCH", "/subscriptions/{subscription}"): ("Calendars.Read", "Calendars.ReadWrite"),
}
