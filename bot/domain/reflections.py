"""A student's reflection on one meeting: theirs, private, in the words of the model that the cohort chose."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.due import Due, Kind
from bot.domain.errors import BadInput
from bot.domain.people import PersonId
from bot.domain.quiet import LATEST, is_working_day
from bot.domain.times import at_wall, wall
from bot.domain.working_days import working_day_from

DUE = timedelta(hours=48)
NOON = time(12)
FIRST_NUDGE, SECOND_NUDGE = timedelta(hours=24), timedelta(hours=44)
NUDGED_FOR = timedelta(days=5)  # after the time by which it was asked for; then nobody is reminded any more
MAX_CHARS = 4000  # a field; what a long page of writing takes
OPEN_BOX = "own_words"  # the model with one box and no questions
NAMELESS, FIRST_NAMELESS = "my Buddy", "My Buddy"  # the second where a sentence begins
# First names that are everyday words too: they count as a name only with a capital letter.
WORDS_TOO = frozenset(
    {
        "art",
        "bill",
        "daisy",
        "dawn",
        "drew",
        "faith",
        "frank",
        "grace",
        "guy",
        "hope",
        "ivy",
        "jack",
        "joy",
        "mark",
        "may",
        "pat",
        "ray",
        "rich",
        "rob",
        "rose",
        "sky",
        "sue",
        "will",
    }
)


class ReflectionState(StrEnum):
    """Where a reflection stands: late is late, never missing."""

    OPEN = "open"
    DRAFT = "draft"
    SAVED = "saved"
    SAVED_LATE = "saved_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelField:
    """One question of a reflection model."""

    key: str
    label: str
    prompt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A reflection model: a list of questions in order, and about how many minutes it takes."""

    key: str
    title: str
    minutes: int
    fields: tuple[ModelField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection:
    """One reflection. The words are None for everybody but the author, who asked for them.

    `due_at` and `saved_at` are instants in UTC. `words` maps a field's key to what was written: the saved text,
    or the draft while nothing is saved.
    """

    meeting: int
    author: PersonId
    model: str
    state: ReflectionState
    due_at: datetime
    saved_at: datetime | None = None
    has_draft: bool = False
    words: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwritten:
    """A reflection that is not saved: whose, when its meeting ended, and by when it was asked for (UTC)."""

    meeting: int
    author: PersonId
    ended_at: datetime
    due_at: datetime


def due_by(end: datetime, closed: Container[date]) -> datetime:
    """48 hours after the meeting's end; noon of the next working day when that is a weekend or a bank holiday."""
    due = end + DUE
    day = wall(due).date()
    return due if is_working_day(day, closed) else at_wall(working_day_from(day, closed), NOON)


def nudges(one: Unwritten, closed: Container[date] = ()) -> Iterator[Due]:
    """Two reminders and then none; the first is left out when the second has come before it could be sent.

    They come as much later as the time by which it is asked for has moved.
    """
    began = one.ended_at + max(timedelta(), one.due_at - due_by(one.ended_at, closed))
    first, second = began + FIRST_NUDGE, began + SECOND_NUDGE
    for kind, due_at, until in (
        (Kind.REFLECT_1, first, second),
        (Kind.REFLECT_2, second, one.due_at + NUDGED_FOR),
    ):
        key = f"{kind}:{one.meeting}:{one.author}:{one.ended_at:%Y%m%d%H%M}"
        yield Due(key=key, kind=kind, person=one.author, subject=one.meeting, due_at=due_at, until=until)


def later_today(now: datetime, quiet_from: int) -> datetime:
    """Some hours from now, and before the person's quiet hours of that day begin if that leaves half an hour."""
    last = at_wall(wall(now).date(), time(*divmod(min(quiet_from, LATEST), 60))) - timedelta(minutes=30)
    return max(min(now + timedelta(hours=4), last), now + timedelta(minutes=30))


def names_in(words: Mapping[str, str], names: Collection[str]) -> bool:
    """Whether one of these first names stands in the words, as a whole word."""
    return any(pattern.search(text) for pattern in _patterns(names) for text in words.values())


def without_names(words: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    """The words with 'my Buddy' in place of each of these names."""
    kept = dict(words)
    for pattern in _patterns(names):
        kept = {key: pattern.sub(_nameless, text) for key, text in kept.items()}
    return kept


def _nameless(name: re.Match[str]) -> str:
    before = name.string[: name.start()].rstrip()
    return FIRST_NAMELESS if before[-1:] in {"", *".!?"} else NAMELESS


def _patterns(names: Collection[str]) -> list[re.Pattern[str]]:
    return [
        re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", 0 if name.casefold() in WORDS_TOO else re.IGNORECASE)
        for name in sorted(names, key=len, reverse=True)
        if name.strip()
    ]


def written(model: Model, fields: Mapping[str, str]) -> dict[str, str]:
    """What was written, by field, without empty fields.

    Raises BadInput when nothing was written or a field is too long; other fields are not looked at.
    """
    words = {field.key: fields.get(field.key, "").strip() for field in model.fields}
    for field in model.fields:
        if (length := len(words[field.key])) > MAX_CHARS:
            raise BadInput(f"'{field.label}' has {length} letters. There is room for {MAX_CHARS}. Please shorten it.")
    kept = {key: text for key, text in words.items() if text}
    if not kept:
        raise BadInput("Nothing is written yet. A few words in one box are enough.")
    return kept


def saved_state(due_at: datetime, now: datetime) -> ReflectionState:
    """Saved, or saved late: both count."""
    return ReflectionState.SAVED if now <= due_at else ReflectionState.SAVED_LATE
