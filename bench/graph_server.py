"""Stands in for Graph: the same whole event, and the same hours of twenty people, as fast as aiohttp can say them."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from bench.listening import serve

MOMENT = {"dateTime": "2026-12-01T14:00:00.0000000", "timeZone": "UTC"}
LATER = {"dateTime": "2026-12-01T15:00:00.0000000", "timeZone": "UTC"}
NEVER = {"response": "none", "time": "0001-01-01T00:00:00Z"}
PEOPLE = [f"person{number}@university.example" for number in range(20)]
EVENT: dict[str, Any] = {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users('x')/events/$entity",
    "@odata.etag": 'W/"abc"',
    "id": "AAMk" + "A" * 120 + "=",
    "createdDateTime": "2026-11-30T09:00:00.1234567Z",
    "lastModifiedDateTime": "2026-11-30T09:00:01.1234567Z",
    "changeKey": "abc",
    "categories": [],
    "transactionId": "key",
    "originalStartTimeZone": "Europe/London",
    "originalEndTimeZone": "Europe/London",
    "iCalUId": "04" * 56,
    "reminderMinutesBeforeStart": 15,
    "isReminderOn": True,
    "hasAttachments": False,
    "subject": "Buddy Scheme meeting",
    "bodyPreview": "Join in Teams " * 12,
    "importance": "normal",
    "sensitivity": "private",
    "isAllDay": False,
    "isCancelled": False,
    "isOrganizer": True,
    "responseRequested": True,
    "seriesMasterId": None,
    "showAs": "busy",
    "type": "singleInstance",
    "webLink": "https://outlook.office365.com/owa/?itemid=x",
    "onlineMeetingUrl": None,
    "isOnlineMeeting": True,
    "onlineMeetingProvider": "teamsForBusiness",
    "allowNewTimeProposals": True,
    "hideAttendees": True,
    "recurrence": None,
    "responseStatus": {"response": "organizer", "time": "0001-01-01T00:00:00Z"},
    "body": {"contentType": "html", "content": "<html>" + "<p>Join in Teams</p>" * 60 + "</html>"},
    "start": MOMENT,
    "end": LATER,
    "location": {"displayName": "Online", "locationType": "default", "uniqueIdType": "unknown"},
    "locations": [],
    "attendees": [
        {"type": "required", "status": NEVER, "emailAddress": {"name": one, "address": one}} for one in PEOPLE[:2]
    ],
    "organizer": {"emailAddress": {"name": "Meetings", "address": "buddy.meetings@trust.example"}},
    "onlineMeeting": {"joinUrl": "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0"},
}
HOURS: dict[str, Any] = {
    "value": [
        {
            "scheduleId": one,
            "availabilityView": "0002" * 8,
            "scheduleItems": [{"status": "busy", "start": MOMENT, "end": LATER} for _ in range(4)],
            "workingHours": {
                "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
                "startTime": "08:00:00.0000000",
                "endTime": "17:00:00.0000000",
                "timeZone": {"name": "GMT Standard Time"},
            },
        }
        for one in PEOPLE
    ]
}
BODIES = {"events": json.dumps(EVENT).encode(), "getSchedule": json.dumps(HOURS).encode()}


async def answer(request: web.Request) -> web.Response:
    """Whatever was asked."""
    await request.read()
    name = request.path.rpartition("/")[2]
    return web.Response(body=BODIES[name], status=201 if name == "events" else 200, content_type="application/json")


if __name__ == "__main__":
    app = web.Application()
    app.router.add_post("/v1.0/users/{user}/events", answer)
    app.router.add_post("/v1.0/users/{user}/calendar/getSchedule", answer)
    serve(app)
