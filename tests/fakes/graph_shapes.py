"""The part of Graph's contract that we use, as small strict schemas: no unknown property passes."""

from __future__ import annotations

from typing import Any

from jsonschema_rs import Draft202012Validator

Shape = dict[str, Any]
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$"}
BARE = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?$"}
WORD = {"type": "string", "minLength": 1}


def strict(required: Shape, **optional: Shape) -> Shape:
    """An object with these properties, all of the first, and besides only names with an @."""
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "patternProperties": {"@": {}},
        "additionalProperties": False,
    }


def one_of(*words: str) -> Shape:
    return {"enum": list(words)}


def list_of(shape: Shape, most: int = 1000) -> Shape:
    return {"type": "array", "items": shape, "maxItems": most}


def maybe(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


BOOL = {"type": "boolean"}
TRUE = {"const": True}
MOMENT = strict({"dateTime": BARE, "timeZone": WORD})
ADDRESS = strict({"address": WORD}, name=WORD)
RESPONSE = one_of("none", "organizer", "tentativelyAccepted", "accepted", "declined", "notResponded")
INVITED = strict({"emailAddress": ADDRESS, "type": one_of("required", "optional", "resource")})
ATTENDEE = strict(
    {"emailAddress": ADDRESS, "type": WORD},
    status=strict({"response": WORD, "time": INSTANT}),  # an enumeration may have a value that nobody knows yet
    proposedNewTime=maybe(strict({"start": MOMENT, "end": MOMENT})),
)
BOOKING = strict(
    {
        "subject": {"const": "Buddy Scheme meeting"},
        "start": MOMENT,
        "end": MOMENT,
        "attendees": list_of(INVITED),
        "isOnlineMeeting": TRUE,
        "onlineMeetingProvider": {"const": "teamsForBusiness"},
        "hideAttendees": TRUE,
        "sensitivity": {"const": "private"},
        "transactionId": WORD,
    },
    allowNewTimeProposals=BOOL,
)
EVENT = strict(
    {"id": WORD, "start": MOMENT, "end": MOMENT, "isCancelled": BOOL},
    changeKey=WORD,
    subject=WORD,
    isOrganizer=BOOL,
    isOnlineMeeting=BOOL,
    onlineMeetingProvider=one_of("unknown", "teamsForBusiness", "skypeForBusiness", "skypeForConsumer"),
    onlineMeeting=maybe(strict({"joinUrl": maybe(WORD)})),
    attendees=list_of(ATTENDEE),
    hideAttendees=BOOL,
    sensitivity=one_of("normal", "personal", "private", "confidential"),
    transactionId=maybe(WORD),
    allowNewTimeProposals=BOOL,
)
CHANGES = strict({}, start=MOMENT, end=MOMENT, attendees=list_of(INVITED)) | {
    "minProperties": 1,
    "dependentRequired": {"start": ["end"], "end": ["start"]},
}
COMMENT = strict({"comment": {"type": "string"}})
ASK_SCHEDULE = strict(
    {
        "schedules": list_of({"type": "string", "pattern": "@"}, most=20) | {"minItems": 1},
        "starttime": MOMENT,
        "endtime": MOMENT,
        "availabilityviewinterval": {"type": "integer", "minimum": 5, "maximum": 1440},
    }
)
SCHEDULE = strict(
    {"scheduleId": WORD},
    availabilityView={"type": "string"},
    scheduleItems=list_of(
        strict(
            {"status": WORD, "start": MOMENT, "end": MOMENT}, isPrivate=BOOL, subject=maybe(WORD), location=maybe(WORD)
        )
    ),
    workingHours=strict({}, daysOfWeek=list_of(WORD), startTime=WORD, endTime=WORD, timeZone={"type": "object"}),
    error=strict({"message": WORD, "responseCode": WORD}),
)
CALENDAR = strict({}, id=WORD, name=WORD, allowedOnlineMeetingProviders=list_of(WORD))
LOBBY = strict({"scope": one_of("invited")}, isDialInBypassEnabled=BOOL)
SETTINGS = strict(
    {"allowRecording": {"const": False}, "allowTranscription": {"const": False}},
    allowMeetingChat=one_of("enabled", "disabled", "limited"),
    lobbyBypassSettings=LOBBY,
)
MEETING = strict({"id": WORD, "joinWebUrl": WORD}, **{name: {} for name in SETTINGS["properties"]})
ERROR = strict({"error": strict({"code": WORD, "message": {"type": "string"}}, innerError={"type": "object"})})


def values(shape: Shape) -> Shape:
    """A page of a collection; a name with an @ may lead to the next one."""
    return strict({"value": list_of(shape)})


def wrong(shape: Shape | None, found: object) -> str:
    """What is wrong with it, '' when nothing is. No shape: there must be nothing."""
    if shape is None:
        return "" if found in (None, b"", {}) else "there must be no body"
    return "; ".join(
        f"{'/'.join(map(str, one.instance_path))}: {one.message}" for one in _validator(shape).iter_errors(found)
    )


KNOWN: dict[int, tuple[Shape, Draft202012Validator]] = {}


def _validator(shape: Shape) -> Draft202012Validator:
    if id(shape) not in KNOWN:
        KNOWN[id(shape)] = (shape, Draft202012Validator(shape))
    return KNOWN[id(shape)][1]


def lowered(body: object) -> object:
    """The parameters of an action, whose names are the same in capitals and small letters."""
    return {name.lower(): value for name, value in body.items()} if isinstance(body, dict) else body
