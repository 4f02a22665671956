"""What we read from raw answers: a few fields, each checked; what is not as it should be counts as absent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.booking import Entry, Reply, Said, is_join_url
from bot.front.beyond import MayBeDone
from bot.front.turn import Json

LONGEST_ID = 400
SAID = {"accepted": Said.YES, "organizer": Said.YES, "tentativelyaccepted": Said.MAYBE, "declined": Said.NO}
Zones = Mapping[str, str]
Object = Mapping[str, Json]


def an_object(value: Json) -> Object:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: Json) -> Iterator[Object]:
    """The objects of a list, or nothing."""
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def words(value: Json) -> str:
    """The words, or ''."""
    return value if isinstance(value, str) else ""


def instant(value: Json, zones: Zones) -> datetime | None:
    """The instant of {dateTime, timeZone}, in UTC; `zones` knows the names of Windows."""
    moment = an_object(value)
    name = words(moment.get("timeZone"))
    try:
        local = datetime.fromisoformat(words(moment.get("dateTime")))
        zone = ZoneInfo(zones.get(name, name or "UTC"))
        return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError, ZoneInfoNotFoundError):
        return None


def entry(body: Object, zones: Zones) -> Entry:
    """The event; raises MayBeDone for an answer that is none."""
    start, end = instant(body.get("start"), zones), instant(body.get("end"), zones)
    event = words(body.get("id"))
    if start is None or end is None or not 0 < len(event) <= LONGEST_ID:
        raise MayBeDone("unreadable event")
    url = words(an_object(body.get("onlineMeeting")).get("joinUrl"))
    good = is_join_url(url)
    return Entry(
        id=event,
        start=start,
        end=end,
        join_url=url if good else None,
        foreign=bool(url) and not good,
        cancelled=body.get("isCancelled") is True,
        replies=dict(_replies(body.get("attendees"), zones)),
    )


def _replies(value: Json, zones: Zones) -> Iterator[tuple[str, Reply]]:
    for one in objects(value):
        address = words(an_object(one.get("emailAddress")).get("address")).lower()
        if address:
            said = words(an_object(one.get("status")).get("response")).lower()
            proposed = instant(an_object(one.get("proposedNewTime")).get("start"), zones)
            yield address, Reply(said=SAID.get(said, Said.NOTHING), proposed=proposed)


def has_key(body: Object, key: str) -> bool:
    """Whether the event was booked with this key."""
    return words(body.get("transactionId")) == key


def schedules(body: Object) -> dict[str, str]:
    """Each person's view, by address in small letters; who comes with an error, or with no view, is not there."""
    found: dict[str, str] = {}
    for one in objects(body.get("value")):
        view = words(one.get("availabilityView"))
        if view and not one.get("error"):
            found[words(one.get("scheduleId")).lower()] = view
    return found
