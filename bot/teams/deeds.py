"""What a person did, read from the payloads of the channel's buttons and dialogs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.front.turn import File, Happened, Json
from bot.teams.activity import BadActivity

OURS = frozenset({"verb", "msteams"})  # how a button is addressed; everything else is a field
RENEWING = frozenset({"plan_look"})  # buttons that only read: their cards may press them by themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What a person did, without who and where."""

    happened: Happened
    words: str = ""
    verb: str = ""
    fields: Mapping[str, Json] = field(default_factory=dict)
    files: tuple[File, ...] = ()


def submitted(value: Json) -> Deed:
    """A press on Action.Submit: the verb stands among the fields."""
    return _deed(Happened.PRESSED, verb=_dict(value, "value").get("verb"), fields=value)


def executed(value: Json) -> Deed:
    """A press on Action.Execute: the verb stands beside the data."""
    action = _dict(_dict(value, "value").get("action"), "value.action")
    return _deed(Happened.PRESSED, verb=action.get("verb"), fields=action.get("data"))


def is_automatic(value: Json) -> bool:
    """Whether the client asks by itself, without a person, and not for a card that renews itself."""
    if not isinstance(value, dict) or value.get("trigger") != "automatic":
        return False
    action = value.get("action")
    return not (isinstance(action, dict) and action.get("verb") in RENEWING)


def opened(value: Json) -> Deed:
    """A dialog was asked for."""
    return _dialog(Happened.OPENED, value)


def sent_in(value: Json) -> Deed:
    """A dialog's form was sent in."""
    return _dialog(Happened.SENT_IN, value)


def _dialog(happened: Happened, value: Json) -> Deed:
    entries = _dict(_dict(value, "value").get("data"), "value.data")
    return _deed(happened, verb=entries.get("verb"), fields=entries)


def _deed(happened: Happened, *, verb: Json, fields: Json) -> Deed:
    if not isinstance(verb, str) or not verb:
        raise BadActivity("the verb is missing")
    entries = {} if fields is None else _dict(fields, "the data")
    return Deed(
        happened=happened, verb=verb, fields={name: entry for name, entry in entries.items() if name not in OURS}
    )


def _dict(value: Json, name: str) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise BadActivity(f"{name} is not an object")
    return value
