"""What the channel says when a meeting begins or ends in a chat of which the bot is."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog

from bot.front.turn import Json
from bot.front.voice import MayHaveArrived, NotNow, Unreachable
from bot.teams.activity import Received
from bot.teams.connector import Connector
from bot.usecases.rooms import RoomSeen

PREFIX = "application/vnd.microsoft.meeting"
LONGEST_URL = 2_000

log = structlog.get_logger(__name__)


def happened_in_room(activity: Received) -> RoomSeen | None:
    """That a meeting began or ended; None for every other event.

    Versions differ in capital letters and in blanks before a name, so both are passed over.
    """
    value = _lowered(activity.value)
    join_url, thread = _url(value.get("joinurl")), activity.conversation.id
    match (activity.name or "").strip().lower().removeprefix(PREFIX):
        case "start":
            return RoomSeen(what="entered", at=_instant(value.get("starttime")), join_url=join_url, thread=thread)
        case "end":
            return RoomSeen(what="left", at=_instant(value.get("endtime")), join_url=join_url, thread=thread)
    return None


async def join_url_of(connector: Connector, activity: Received) -> str:
    """The address to join, as the channel knows it; '' where that is not granted, or not to be had now."""
    # The id in the event's own value is another one; the channel's stands in its data.
    if not activity.meeting:
        return ""
    try:
        found = await connector.meeting(activity.service_url, activity.meeting)
    except (NotNow, Unreachable, MayHaveArrived) as error:
        log.info("teams.meeting_not_known", why=str(error))
        return ""
    match _lowered(found.get("details")):
        case {"joinurl": str(url)}:
            return _url(url)
    return ""


def _lowered(value: Json) -> dict[str, Json]:
    return {name.lower(): one for name, one in value.items()} if isinstance(value, dict) else {}


def _url(value: Json) -> str:
    return value if isinstance(value, str) and len(value) <= LONGEST_URL else ""


def _instant(value: Json) -> datetime | None:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC) if at else None
    except (ValueError, OverflowError):
        return None
