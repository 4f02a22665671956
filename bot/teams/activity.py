"""Reading and writing the channel's activities: strict about what we need, and a good deal faster than msrest."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from botbuilder.schema import (
    Activity,
    ChannelAccount,
    ConversationAccount,
)

from bot.front.turn import Json

# Other types are taken and ignored, so nothing is asked of their shape.
HANDLED = frozenset({"message", "invoke", "conversationUpdate", "installationUpdate", "event"})
LONGEST_ID = 2_048
EVENT = "event"  # what the channel tells by itself has no id at times


class Received(Activity):  # type: ignore[misc]  # the SDK ships no types
    """The SDK's activity, in which what we need is always there."""

    type: str
    id: str
    service_url: str
    channel_id: str
    from_property: ChannelAccount
    recipient: ChannelAccount
    conversation: ConversationAccount
    text: str | None
    text_format: str | None
    entities: list[Json] | None
    attachments: list[Json] | None
    members_added: list[ChannelAccount] | None
    members_removed: list[ChannelAccount] | None
    action: str | None
    reply_to_id: str | None
    name: str | None
    value: Json
    tenant: str
    meeting: str  # the channel's id of the meeting in which it happened, '' for none
    targeted: bool  # written so that in a channel or group only the bot sees it


class BadActivity(Exception):
    """What was sent cannot be read as an activity; `str(error)` names the field, never its value."""


def _no_such_number(name: str) -> NoReturn:
    raise ValueError(name)


DECODER = json.JSONDecoder(parse_constant=_no_such_number)


def parse(body: bytes) -> dict[str, Json]:
    """The JSON object in a request's body."""
    try:
        raw: Json = DECODER.decode(body.decode())
    except (ValueError, RecursionError) as error:
        raise BadActivity("the body is not JSON") from error
    if not isinstance(raw, dict):
        raise BadActivity("the body is not a JSON object")
    # NUL and half a surrogate pair fit in no database: they are rare, so the walk is made only when they may be there.
    if b"\\u0000" in body or b"\\ud" in body.lower():
        _refuse_unstorable(raw)
    return raw


def _refuse_unstorable(raw: Json) -> None:
    waiting = [raw]
    while waiting:
        match waiting.pop():
            case str(text):
                if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
                    raise BadActivity("the body holds characters that are not text")
            case list(items):
                waiting.extend(items)
            case dict(entries):
                waiting.extend(entries)
                waiting.extend(entries.values())


def tenant_of(raw: dict[str, Json]) -> str | None:
    """The tenant that an activity says it comes from, in lower case."""
    conversation, channel = raw.get("conversation"), raw.get("channelData")
    tenant = conversation.get("tenantId") if isinstance(conversation, dict) else None
    match channel:
        case {"tenant": {"id": other}} if tenant is None:
            tenant = other
    return tenant.lower() if isinstance(tenant, str) and tenant else None


def read(raw: dict[str, Json]) -> Received:
    """The activity, with every field that we use present or None, and of the right type."""
    tenant = tenant_of(raw)
    if tenant is None:
        raise BadActivity("the tenant is missing")
    sender = _account(raw.get("from"), "from")
    if not sender.id:
        raise BadActivity("from.id is missing")
    received = Received(
        type=_id(raw, "type"),
        id="" if raw.get("type") == EVENT and "id" not in raw else _id(raw, "id"),
        service_url=_id(raw, "serviceUrl"),
        channel_id=_id(raw, "channelId"),
        from_property=sender,
        recipient=_account(raw.get("recipient") or {}, "recipient"),
        conversation=_conversation(raw.get("conversation"), tenant),
        text=_maybe(raw, "text", str),
        text_format=_maybe(raw, "textFormat", str),
        entities=_maybe(raw, "entities", list),
        attachments=_maybe(raw, "attachments", list),
        members_added=_accounts(raw, "membersAdded"),
        members_removed=_accounts(raw, "membersRemoved"),
        action=_maybe(raw, "action", str),
        reply_to_id=_maybe(raw, "replyToId", str),
        name=_maybe(raw, "name", str),
        locale=_maybe(raw, "locale", str),
        value=raw.get("value"),
    )
    received.tenant = tenant
    received.meeting = _meeting(raw)
    received.targeted = _targeted(raw)
    return received


def _meeting(raw: dict[str, Json]) -> str:
    match raw.get("channelData"):
        case {"meeting": {"id": str(meeting)}} if len(meeting) <= LONGEST_ID:
            return meeting
    return ""


def _targeted(raw: dict[str, Json]) -> bool:
    match raw.get("recipient"):
        case {"isTargeted": True}:
            return True
    return False


def _id(raw: dict[str, Json], field: str) -> str:
    value = raw.get(field)
    if not isinstance(value, str) or not value:
        raise BadActivity(f"{field} is missing")
    if len(value) > LONGEST_ID:
        raise BadActivity(f"{field} is too long")
    return value


def _maybe(raw: dict[str, Json], field: str, kind: type) -> Any:  # noqa: ANN401  # the SDK says str and means str | None
    value = raw.get(field)
    if value is None or isinstance(value, kind):
        return value
    raise BadActivity(f"{field} is not a {kind.__name__}")


def _account(raw: Json, field: str) -> ChannelAccount:
    if not isinstance(raw, dict):
        raise BadActivity(f"{field} is missing")
    return ChannelAccount(
        id=_maybe(raw, "id", str), name=_maybe(raw, "name", str), aad_object_id=_maybe(raw, "aadObjectId", str)
    )


def _accounts(raw: dict[str, Json], field: str) -> list[ChannelAccount] | None:
    members = _maybe(raw, field, list)
    return None if members is None else [_account(member, field) for member in members]


def _conversation(raw: Json, tenant: str) -> ConversationAccount:
    if not isinstance(raw, dict):
        raise BadActivity("conversation is missing")
    return ConversationAccount(
        id=_id(raw, "id"),
        tenant_id=tenant,
        conversation_type=_maybe(raw, "conversationType", str),
        is_group=_maybe(raw, "isGroup", bool),
    )


def write(model: Any) -> Any:  # noqa: ANN401  # JSON, and models of the SDK in any depth
    """The JSON of one of the SDK's models; what is None is left out, plain JSON is passed through as it is."""
    if isinstance(model, list):
        return [write(item) for item in model]
    names = getattr(model, "_attribute_map", None)
    if names is None:
        return model
    filled = model.__dict__
    return {
        name["key"]: write(value) for attribute, name in names.items() if (value := filled.get(attribute)) is not None
    }
