"""What the fake Graph knows of calendars: events, free and busy hours, and the meetings behind the events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakes import graph_shapes as shapes
from tests.fakes.graph import TENANT_WIDE, Asked, FakeGraph, Json, Refused, Served

ZONES = {"GMT Standard Time": "Europe/London", "UTC": "UTC", "Europe/London": "Europe/London"}
DIGIT = {"free": "0", "tentative": "1", "busy": "2", "oof": "3", "workingElsewhere": "4"}
NO_ANSWER = {"response": "none", "time": "0001-01-01T00:00:00Z"}
PREFER_UTC = 'outlook.timezone="UTC"'
PREFER_IDS = 'IdType="ImmutableId"'
CHOSEN = ("id", "changeKey", "start", "end", "isCancelled", "onlineMeeting", "attendees", "transactionId")


def instant(moment: Json) -> datetime:
    """The instant that {dateTime, timeZone} names."""
    if moment["timeZone"] not in ZONES:
        raise Refused(400, "TimeZoneNotSupportedException")
    return datetime.fromisoformat(moment["dateTime"]).replace(tzinfo=ZoneInfo(ZONES[moment["timeZone"]]))


def _moment(at: datetime, fake: FakeGraph) -> Json:
    zone = fake.zone or "UTC"
    local = at.astimezone(ZoneInfo(ZONES.get(zone, "UTC")))
    return {"dateTime": f"{local:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": zone}


def _checked(asked: Asked) -> None:
    if not {PREFER_UTC, PREFER_IDS} <= asked.prefer:
        raise Refused(400, "TestsWantTheirPreferences")


def _book(fake: FakeGraph, asked: Asked) -> tuple[int, Json]:
    _checked(asked)
    if not instant(asked.body["start"]) < instant(asked.body["end"]):
        raise Refused(400, "ErrorPropertyValidationFailure")
    for known in fake.events.values():
        if known["transactionId"] == asked.body["transactionId"] and not fake.forgets:
            return 201, _shown(fake, known)
    number = len(fake.events) + 1
    event: dict[str, Any] = asked.body | {"id": f"AAMk*{number}/=={number}+", "changeKey": "k1", "isCancelled": False}
    event |= {
        "start": instant(asked.body["start"]),
        "end": instant(asked.body["end"]),
        "organizer": True,
        "gone": False,
    }
    event["attendees"] = [one | {"status": NO_ANSWER} for one in asked.body["attendees"]]
    fake.events[event["id"]] = event
    fake.mails.append(("invited", event["id"], ""))
    link = f"{fake.link}{number}"
    fake.meetings[f"MSp*{number}"] = {"id": f"MSp*{number}", "joinWebUrl": link}
    event["link"] = link
    return 201, _shown(fake, event)


def _shown(fake: FakeGraph, event: dict[str, Any]) -> Json:
    ready = fake.links_after is not None and fake.looks[event["id"]] >= fake.links_after
    fake.looks[event["id"]] += 1
    shown = {name: event[name] for name in (*CHOSEN, "subject", "sensitivity", "hideAttendees") if name in event}
    shown |= {"start": _moment(event["start"], fake), "end": _moment(event["end"], fake)}
    shown["attendees"] = [_attendee(one, fake) for one in event["attendees"]]
    shown["onlineMeeting"] = {"joinUrl": event["link"]} if ready else None
    return shown


def _attendee(one: Json, fake: FakeGraph) -> Json:
    if "proposed" not in one:
        return one
    rest = {name: value for name, value in one.items() if name != "proposed"}
    start, end = one["proposed"]
    return rest | {"proposedNewTime": {"start": _moment(start, fake), "end": _moment(end, fake)}}


def _event(fake: FakeGraph, asked: Asked) -> dict[str, Any]:
    _checked(asked)
    event = fake.events.get(asked.values["event"])
    if event is None or event["gone"]:
        raise Refused(404, "ErrorItemNotFound")
    return event


def _look(fake: FakeGraph, asked: Asked) -> tuple[int, Json]:
    return 200, _shown(fake, _event(fake, asked))


def _move(fake: FakeGraph, asked: Asked) -> tuple[int, Json]:
    event = _event(fake, asked)
    if "attendees" in asked.body:
        _invite(fake, event, asked.body["attendees"])
    if "start" in asked.body:
        event |= {"start": instant(asked.body["start"]), "end": instant(asked.body["end"]), "changeKey": "k2"}
        fake.mails.append(("moved", event["id"], ""))
    return 200, _shown(fake, event)


def _invite(fake: FakeGraph, event: dict[str, Any], people: list[Json]) -> None:
    """The list takes the place of the one before; only who goes or comes is written to."""
    before, after = ({one["emailAddress"]["address"]: one for one in found} for found in (event["attendees"], people))
    fake.mails += [("let go", event["id"], who) for who in before if who not in after]
    fake.mails += [("invited", event["id"], who) for who in after if who not in before]
    event["attendees"] = [before.get(who, one | {"status": NO_ANSWER}) for who, one in after.items()]


def _cancel(fake: FakeGraph, asked: Asked) -> tuple[int, None]:
    event = _event(fake, asked)
    if not event["organizer"]:
        raise Refused(400, "ErrorInvalidRequest")
    event |= {"gone": True, "isCancelled": True}
    words = next(value for name, value in asked.body.items() if name.lower() == "comment")
    fake.mails.append(("cancelled", event["id"], words))
    return 202, None


def _find(fake: FakeGraph, asked: Asked) -> tuple[int, Json]:
    _checked(asked)
    since, until = (datetime.fromisoformat(asked.query[name]) for name in ("startDateTime", "endDateTime"))
    found = [one for one in fake.events.values() if not one["gone"] and one["start"] < until and one["end"] > since]
    skip = int(asked.query.get("$skip", "0"))
    page = found[skip : skip + fake.page]
    body: Json = {"value": [_shown(fake, one) for one in page]}
    if skip + fake.page < len(found):
        query = {"startDateTime": asked.query["startDateTime"], "endDateTime": asked.query["endDateTime"]}
        words = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in query.items())
        body["@odata.nextLink"] = f"{fake.url}/users/{asked.user}/calendarView?{words}&$skip={skip + fake.page}"
    return 200, body


def _schedule(fake: FakeGraph, asked: Asked) -> tuple[int, Json]:
    _checked(asked)
    body: Any = shapes.lowered(asked.body)
    since, until = instant(body["starttime"]), instant(body["endtime"])
    if until - since >= timedelta(days=42):
        raise Refused(400, "TimeIntervalTooBig")
    step = timedelta(minutes=body["availabilityviewinterval"])
    return 200, {"value": [_hours(fake, who, since, until, step) for who in body["schedules"]]}


def _hours(fake: FakeGraph, who: str, since: datetime, until: datetime, step: timedelta) -> Json:
    if who.lower() not in fake.busy:
        error = {"message": "Mail recipient not found", "responseCode": "ErrorMailRecipientNotFound"}
        return {"scheduleId": who, "error": error}
    busy = [
        (datetime.fromisoformat(start), datetime.fromisoformat(end), status)
        for start, end, status in fake.busy[who.lower()]
    ]
    view, at = "", since
    while at < until:
        here = at
        view += max((DIGIT.get(s, "9") for a, b, s in busy if a < here + step and b > here), default="0")
        at += step
    items = [{"status": s, "start": _moment(a, fake), "end": _moment(b, fake)} for a, b, s in busy]
    return {"scheduleId": who, "availabilityView": view, "scheduleItems": items}


def _calendar(fake: FakeGraph, _asked: Asked) -> tuple[int, Json]:
    return 200, {"id": "AQMk", "allowedOnlineMeetingProviders": list(fake.providers)}


def _find_meeting(fake: FakeGraph, asked: Asked) -> tuple[int, Json]:
    wanted = asked.query["$filter"].removeprefix("JoinWebUrl eq '").removesuffix("'")
    return 200, {"value": [one for one in fake.meetings.values() if one["joinWebUrl"] == wanted]}


def _set_meeting(fake: FakeGraph, asked: Asked) -> tuple[int, Json]:
    meeting = fake.meetings.get(asked.values["meeting"])
    if meeting is None:
        raise Refused(404, "NotFound")
    meeting |= asked.body
    return 200, meeting


WRITES = frozenset({TENANT_WIDE})
FREE_BUSY = frozenset({"Calendars.ReadBasic.All", "Calendars.Read", TENANT_WIDE})
MEETINGS = frozenset({"OnlineMeetings.ReadWrite.All"})
EVENT_PATH = "/users/{user}/events/{event}"
CALENDAR_CALLS = (
    Served(
        name="calendar",
        method="GET",
        path="/users/{user}/calendar",
        needs=FREE_BUSY,
        takes=None,
        gives=shapes.CALENDAR,
        do=_calendar,
        answered_as="calendar",
    ),
    Served(
        name="book",
        method="POST",
        path="/users/{user}/events",
        needs=WRITES,
        takes=shapes.BOOKING,
        gives=shapes.EVENT,
        do=_book,
        asked_as="event",
        answered_as="event",
    ),
    Served(
        name="look",
        method="GET",
        path=EVENT_PATH,
        needs=FREE_BUSY,
        takes=None,
        gives=shapes.EVENT,
        do=_look,
        answered_as="event",
    ),
    Served(
        name="move",
        method="PATCH",
        path=EVENT_PATH,
        needs=WRITES,
        takes=shapes.CHANGES,
        gives=shapes.EVENT,
        do=_move,
        asked_as="event",
        answered_as="event",
    ),
    Served(
        name="cancel",
        method="POST",
        path=f"{EVENT_PATH}/cancel",
        needs=WRITES,
        takes=shapes.COMMENT,
        gives=None,
        do=_cancel,
        action=True,
        asked_as="event.cancel.body",
    ),
    Served(
        name="find",
        method="GET",
        path="/users/{user}/calendarView",
        needs=FREE_BUSY,
        takes=None,
        gives=shapes.values(shapes.EVENT),
        do=_find,
        answered_as="event",
    ),
    Served(
        name="free_busy",
        method="POST",
        path="/users/{user}/calendar/getSchedule",
        needs=FREE_BUSY,
        takes=shapes.ASK_SCHEDULE,
        gives=shapes.values(shapes.SCHEDULE),
        do=_schedule,
        action=True,
        asked_as="calendar.getSchedule.body",
        answered_as="scheduleInformation",
    ),
    Served(
        name="find_meeting",
        method="GET",
        path="/users/{user}/onlineMeetings",
        needs=MEETINGS | {"OnlineMeetings.Read.All"},
        takes=None,
        gives=shapes.values(shapes.MEETING),
        do=_find_meeting,
        answered_as="onlineMeeting",
    ),
    Served(
        name="set_meeting",
        method="PATCH",
        path="/users/{user}/onlineMeetings/{meeting}",
        needs=MEETINGS,
        takes=shapes.SETTINGS,
        gives=shapes.MEETING,
        do=_set_meeting,
        asked_as="onlineMeeting",
        answered_as="onlineMeeting",
    ),
)


# What people do in Outlook.


def answered(fake: FakeGraph, event: str, who: str, response: str) -> None:
    """Somebody answers the invitation."""
    for one in fake.events[event]["attendees"]:
        if one["emailAddress"]["address"] == who:
            one["status"] = {
                "response": response,
                "time": f"{datetime(2026, 11, 30, 12, tzinfo=UTC):%Y-%m-%dT%H:%M:%SZ}",
            }


def proposed(fake: FakeGraph, event: str, who: str, start: datetime) -> None:
    """Somebody proposes another time."""
    answered(fake, event, who, "tentativelyAccepted")
    for one in fake.events[event]["attendees"]:
        if one["emailAddress"]["address"] == who:
            one["proposed"] = (start, start + timedelta(hours=1))


def deleted(fake: FakeGraph, event: str) -> None:
    """Somebody deletes it from the service mailbox's calendar."""
    fake.events[event]["gone"] = True


def edited(fake: FakeGraph, event: str, start: datetime) -> None:
    """Somebody drags it to another time there."""
    was = fake.events[event]
    was |= {"start": start, "end": start + (was["end"] - was["start"]), "changeKey": "k9"}
