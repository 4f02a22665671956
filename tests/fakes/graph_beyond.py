"""What the fake Graph knows besides calendars: subscriptions, reports on meetings, installed apps, teams."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientSession, ClientTimeout

from tests.fakes import graph_shapes as shapes
from tests.fakes.graph import MAILBOX, TENANT_WIDE, Asked, FakeGraph, Json, Refused, Served
from tests.fakes.graph_shapes import INSTANT, WORD, list_of, maybe, strict

CATALOGUE = "0a1b2c3d-catalogue"
TOKEN = "Validation: Testing client application reachability <& so on>"
LONGEST = timedelta(minutes=10_080)  # that a subscription to events lives
ASK = strict(
    {
        "changeType": WORD,
        "notificationUrl": {"type": "string", "pattern": "^http"},
        "lifecycleNotificationUrl": {"type": "string", "pattern": "^http"},
        "resource": {"const": f"users/{MAILBOX}/events"},
        "expirationDateTime": INSTANT,
        "clientState": {"type": "string", "minLength": 1, "maxLength": 128},
    }
)
SUBSCRIPTION = strict(
    {"id": WORD, "expirationDateTime": INSTANT},
    **{name: {} for name in ASK["properties"] if name != "expirationDateTime"},
)
WHO = strict({"displayName": WORD}, id=maybe(WORD), tenantId=maybe(WORD))
RECORD = strict(
    {"totalAttendanceInSeconds": {"type": "integer"}, "role": WORD},
    emailAddress=maybe(WORD),
    identity=WHO,
    attendanceIntervals=list_of(
        strict({"joinDateTime": INSTANT, "leaveDateTime": INSTANT, "durationInSeconds": {"type": "integer"}})
    ),
)
REPORT = strict(
    {
        "id": WORD,
        "totalParticipantCount": {"type": "integer"},
        "meetingStartDateTime": INSTANT,
        "meetingEndDateTime": INSTANT,
    },
    attendanceRecords=list_of(RECORD),
)
BIND = strict({"teamsApp@odata.bind": {"type": "string", "pattern": "^https://graph.microsoft.com/v1.0/appCatalogs/"}})
APP = strict({"id": WORD, "teamsApp": strict({"id": WORD}, externalId=WORD, displayName=WORD, distributionMethod=WORD)})
MEMBER = strict(
    {"id": WORD, "displayName": WORD},
    roles=list_of(WORD),
    userId=WORD,
    email=maybe(WORD),
    tenantId=WORD,
    visibleHistoryStartDateTime=INSTANT,
)


async def _shakes_hands(_fake: FakeGraph, raw: bytes) -> bool:
    """Both addresses must give back what they were sent, as plain text, in time."""
    body = json.loads(raw)
    async with ClientSession(timeout=ClientTimeout(total=10)) as session:
        for url in (body["notificationUrl"], body["lifecycleNotificationUrl"]):
            async with session.post(url, params={"validationToken": TOKEN}) as response:
                said = await response.text()
                plain = response.content_type == "text/plain" and "<&" not in said
                if response.status != 200 or not plain or said.replace("&lt;&amp;", "<&").replace("&gt;", ">") != TOKEN:
                    return False
    return True


def _until(fake: FakeGraph, body: Json) -> str:
    until = datetime.fromisoformat(body["expirationDateTime"])
    if not fake.now < until <= fake.now + LONGEST:
        raise Refused(400, "ExtensionError")
    return f"{until:%Y-%m-%dT%H:%M:%S}.0000000Z"


def _subscribe(fake: FakeGraph, asked: Asked) -> tuple[int, Json]:
    name = f"subscription-{len(fake.subscriptions) + 1}"
    made = asked.body | {"id": name, "expirationDateTime": _until(fake, asked.body)}
    fake.subscriptions[name] = made
    return 201, made


def _renew(fake: FakeGraph, asked: Asked) -> tuple[int, Json]:
    known = fake.subscriptions.get(asked.values["subscription"])
    if known is None:
        raise Refused(404, "ExtensionError")
    known["expirationDateTime"] = _until(fake, asked.body)
    return 200, known


def _reports(fake: FakeGraph, asked: Asked) -> tuple[int, Json]:
    found = fake.reports.get(asked.values["meeting"], [])
    return 200, {"value": [{k: v for k, v in one.items() if k != "attendanceRecords"} for one in found]}


def _report(fake: FakeGraph, asked: Asked) -> tuple[int, Json]:
    for one in fake.reports.get(asked.values["meeting"], []):
        if one["id"] == asked.values["report"] and asked.query.get("$expand") == "attendanceRecords":
            return 200, one
    raise Refused(404, "NotFound")


def _install(fake: FakeGraph, asked: Asked) -> tuple[int, None]:
    person = asked.values["person"].lower()
    if person in fake.installed:
        raise Refused(409, "Conflict")
    if not asked.body["teamsApp@odata.bind"].endswith(f"/{CATALOGUE}"):
        raise Refused(404, "NotFound")
    fake.installed[person] = {"id": f"app-{person}", "teamsApp": {"id": CATALOGUE}}
    return 201, None


def _installed(fake: FakeGraph, asked: Asked) -> tuple[int, Json]:
    found = fake.installed.get(asked.values["person"].lower())
    return 200, {"value": [found] if found else []}


def _team(fake: FakeGraph, asked: Asked) -> tuple[int, Json]:
    found = fake.teams.get(asked.values["team"])
    if found is None:
        raise Refused(403, "Forbidden")  # the team has not agreed
    skip = int(asked.query.get("$skip", "0"))
    body: Json = {"value": found[skip : skip + fake.page]}
    if skip + fake.page < len(found):
        body["@odata.nextLink"] = f"{fake.url}/teams/{asked.values['team']}/members?$skip={skip + fake.page}"
    return 200, body


MEETING_PATH = "/users/{user}/onlineMeetings/{meeting}"
APPS = "/users/{person}/teamwork/installedApps"
INSTALLS = frozenset({"TeamsAppInstallation.ReadWriteSelfForUser.All"})
EVENTS = frozenset({TENANT_WIDE, "Calendars.Read"})
ARTIFACTS = frozenset({"OnlineMeetingArtifact.Read.All"})


def _served(name: str, method: str, path: str, **parts: Any) -> Served:  # noqa: ANN401  # a Served's own
    return Served(**({"name": name, "method": method, "path": path, "takes": None, "gives": None} | parts))


BEYOND_CALLS = (
    _served(
        "subscribe",
        "POST",
        "/subscriptions",
        needs=EVENTS,
        takes=ASK,
        gives=SUBSCRIPTION,
        do=_subscribe,
        first=_shakes_hands,
        asked_as="subscription",
        answered_as="subscription",
    ),
    _served(
        "renew",
        "PATCH",
        "/subscriptions/{subscription}",
        needs=EVENTS,
        takes=strict({"expirationDateTime": INSTANT}),
        gives=SUBSCRIPTION,
        do=_renew,
        asked_as="subscription",
        answered_as="subscription",
    ),
    _served(
        "reports",
        "GET",
        f"{MEETING_PATH}/attendanceReports",
        needs=ARTIFACTS,
        gives=shapes.values(REPORT),
        do=_reports,
        answered_as="meetingAttendanceReport",
    ),
    _served(
        "report",
        "GET",
        f"{MEETING_PATH}/attendanceReports/{{report}}",
        needs=ARTIFACTS,
        gives=REPORT,
        do=_report,
        answered_as="meetingAttendanceReport",
    ),
    _served("install", "POST", APPS, needs=INSTALLS, takes=BIND, do=_install),
    _served(
        "installed",
        "GET",
        APPS,
        needs=INSTALLS | {"TeamsAppInstallation.ReadForUser.All"},
        gives=shapes.values(APP),
        do=_installed,
        answered_as="userScopeTeamsAppInstallation",
    ),
    _served(
        "team",
        "GET",
        "/teams/{team}/members",
        needs=frozenset({"TeamMember.Read.Group", "TeamMember.Read.All"}),
        gives=shapes.values(MEMBER),
        do=_team,
        answered_as="aadUserConversationMember",
    ),
)


# What Graph does by itself.


def told(fake: FakeGraph, event: str, *, change: str = "updated", **other: object) -> Json:
    """What Graph says of a change of an event."""
    name, known = list(fake.subscriptions.items())[-1]
    etag = fake.events[event]["changeKey"] if event in fake.events else "k0"
    return {
        "subscriptionId": name,
        "subscriptionExpirationDateTime": known["expirationDateTime"],
        "clientState": known["clientState"],
        "changeType": change,
        "resource": f"Users/u@t/Events/{event}",
        "tenantId": "84bd8158-6d4d-4958-8b9f-9d6445542f95",
        "resourceData": {"@odata.type": "#Microsoft.Graph.Event", "@odata.etag": f'W/"{etag}"', "id": event},
    } | other


def lived(fake: FakeGraph, what: str) -> Json:
    """What Graph says of a subscription's own life."""
    whole = told(fake, "none")
    kept = {"subscriptionId", "subscriptionExpirationDateTime", "clientState", "tenantId"}
    return {name: value for name, value in whole.items() if name in kept} | {"lifecycleEvent": what}


def attended(who: str | None, *stays: tuple[datetime, int]) -> Json:
    """Somebody's part of a report: from when, for how many minutes each time."""
    intervals = [
        {
            "joinDateTime": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.1234567Z",
            "leaveDateTime": f"{since + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%S}.1234567Z",
            "durationInSeconds": minutes * 60,
        }
        for since, minutes in stays
    ]
    total = sum(minutes for _, minutes in stays) * 60
    identity = {"displayName": "Somebody", "id": None, "tenantId": None}
    return {
        "emailAddress": who,
        "totalAttendanceInSeconds": total,
        "role": "Attendee",
        "identity": identity,
        "attendanceIntervals": intervals,
    }


def report(name: str, start: datetime, *records: Json) -> Json:
    """One report of a meeting."""
    end = start + timedelta(hours=1)
    return {
        "id": name,
        "totalParticipantCount": len(records),
        "meetingStartDateTime": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "meetingEndDateTime": f"{end:%Y-%m-%dT%H:%M:%SZ}",
        "attendanceRecords": list(records),
    }
