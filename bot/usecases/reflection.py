"""A student's reflection: written on the card or in a dialog, sealed, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.meetings import NothingToDo
from bot.cards.reflection import (
    ReadField,
    ReadReflection,
    ReflectionDialog,
    ReflectionSaved,
    SavedInDialog,
    WriteField,
    WriteReflection,
)
from bot.domain.due import Due, Kind
from bot.domain.errors import BadInput, NotThere, NotYours
from bot.domain.meetings import Meeting, MeetingId, Side
from bot.domain.reflections import DUE, Model, Reflection, ReflectionState, saved_state, written
from bot.domain.times import say
from bot.usecases.ports import Work
from bot.usecases.showing import card_now, side, theme

SHOWN_FOR = timedelta(days=3)  # how long it is worth a try to replace an old card in the chat
MARK = "w_"  # before a field's key, so that it can never be taken for a field of ours
Keep = Callable[[Meeting, Reflection, Mapping[str, str]], Card]
DONE = frozenset({ReflectionState.SAVED, ReflectionState.SAVED_LATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Which meeting. `card`: the channel's id of the card in the chat from which a dialog was opened."""

    meeting: int
    card: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write(About):
    """What was written, by the name of the input."""

    words: Mapping[str, str] = field(default_factory=dict)


def write_card(work: Work, meeting: Meeting, now: datetime, *, respect: bool = False) -> Card:
    """Asks for the reflection; the answer to one that is saved already. The words never stand on this card."""
    model = work.site.library.models[meeting.model]
    end = meeting.end or now
    mine = work.reflections.open(meeting.id, model=model.key, due_at=end + DUE)
    if mine.state in DONE:
        return saved_card(work, meeting, mine)
    return WriteReflection(
        meeting=meeting.id,
        title=theme(work, meeting).title,
        due=say(mine.due_at),
        fields=_fields(model, {}),
        has_draft=mine.state is ReflectionState.DRAFT,
        respect=respect,
    )


def saved_card(work: Work, meeting: Meeting, mine: Reflection) -> ReflectionSaved:
    """It is saved, and none of its words are here."""
    late = mine.state is ReflectionState.SAVED_LATE
    return ReflectionSaved(meeting=meeting.id, title=theme(work, meeting).title, late=late)


def save(work: Work, request: Write, now: datetime) -> Card:
    """Saves what was written on the card in the chat, which is replaced by 'Saved'."""
    meeting, mine = _mine(work, request)
    words = written(_model(work, mine), _unmarked(request.words))
    if mine.state is not ReflectionState.OPEN:  # the card cannot show what was written before, so nothing of it goes
        before = work.reflections.read(meeting.id, now=now) or mine
        words = written(_model(work, mine), _both(before.words or {}, words))
    return saved_card(work, meeting, _save(work, mine, words, now))


def open_dialog(work: Work, request: Write, now: datetime) -> Card:
    """The dialog, with the draft in it; what was typed on the card goes along, and is kept from now on."""
    meeting, mine = _mine(work, request)
    words = (work.reflections.read(meeting.id, now=now) or mine).words or {}
    asked = {one.key for one in _model(work, mine).fields}
    if typed := {key: text for key, text in _unmarked(request.words).items() if text and key in asked}:
        words = _both(words, typed)
        work.reflections.save(mine, words, ReflectionState.DRAFT, now=now)
    return _dialog(work, meeting, mine, request.card, words=words)


def save_dialog(work: Work, request: Write, now: datetime) -> Card:
    """Saves what was written in the dialog; the card in the chat is replaced too. A fault keeps every word."""

    def keep(meeting: Meeting, mine: Reflection, words: Mapping[str, str]) -> Card:
        if request.card:
            work.due.record([_replaced(work, request, now)], now=now)
        saved = saved_card(work, meeting, _save(work, mine, words, now))
        return SavedInDialog(title=saved.title, late=saved.late)

    return _from_dialog(work, request, keep)


def keep_draft(work: Work, request: Write, now: datetime) -> Card:
    """Keeps what was written so far, sealed, and shows it again."""

    def keep(meeting: Meeting, mine: Reflection, words: Mapping[str, str]) -> Card:
        work.reflections.save(mine, words, ReflectionState.DRAFT, now=now)
        work.audit("draft kept", meeting.id, now=now)
        return _dialog(work, meeting, mine, request.card, words=words, draft_kept=True)

    return _from_dialog(work, request, keep)


def _from_dialog(work: Work, request: Write, keep: Keep) -> Card:
    """What `keep` answers to the words; the dialog again, with every word in it, if they cannot be used."""
    meeting, mine = _mine(work, request)
    typed = _unmarked(request.words)
    try:
        words = written(_model(work, mine), typed)
    except BadInput as fault:
        return _dialog(work, meeting, mine, request.card, words=typed, problem=str(fault))
    return keep(meeting, mine, words)


def _replaced(work: Work, request: Write, now: datetime) -> Due:
    return Due(
        key=f"{Kind.SAVED}:{request.meeting}:{work.actor.id}:{int(now.timestamp() * 1000)}",
        kind=Kind.SAVED,
        person=work.actor.id,
        subject=request.meeting,
        due_at=now,
        until=now + SHOWN_FOR,
        card_id=request.card,
    )


def read(work: Work, request: About, now: datetime) -> Card:
    """The author reads it again, in a dialog."""
    meeting, mine = _mine(work, request)
    words = (work.reflections.read(meeting.id, now=now) or mine).words or {}
    fields = [
        ReadField(label=one.label, text=words[one.key]) for one in _model(work, mine).fields if words.get(one.key)
    ]
    return ReadReflection(title=theme(work, meeting).title, fields=tuple(fields))


def latest(work: Work, _request: None, now: datetime) -> Card:
    """The reflection that waits for the actor, the newest first; before that, how the meeting went."""
    for meeting in reversed(work.meetings.of(work.actor.id)):
        mine = work.reflections.get(meeting.id)
        if mine and mine.state not in DONE:
            return write_card(work, meeting, now)
        if not mine and side(work, meeting) is Side.STUDENT and meeting.end and meeting.end <= now:
            card = card_now(work, meeting, now)
            if not isinstance(card, NothingToDo):
                return card
    return NothingToDo(number=0, title="", other="", no_reflection=True)


def _mine(work: Work, request: About) -> tuple[Meeting, Reflection]:
    meeting = work.meetings.get(MeetingId(request.meeting))
    if side(work, meeting) is not Side.STUDENT:
        raise NotYours
    mine = work.reflections.get(meeting.id)
    if mine is None:
        raise NotThere
    return meeting, mine


def _both(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """What was written before with what is new below it; the same words are there once."""
    return {key: _joined(before.get(key, ""), after.get(key, "")) for key in before.keys() | after.keys()}


def _joined(before: str, after: str) -> str:
    if before in after:
        return after
    return before if after in before else f"{before}\n\n{after}"


def _model(work: Work, mine: Reflection) -> Model:
    return work.site.library.models[mine.model]


def _save(work: Work, mine: Reflection, words: Mapping[str, str], now: datetime) -> Reflection:
    state = mine.state if mine.state in DONE else saved_state(mine.due_at, now)
    work.reflections.save(mine, words, state, now=now)
    work.audit("reflection saved", mine.meeting, now=now)
    return work.reflections.get(MeetingId(mine.meeting)) or mine


def _dialog(
    work: Work,
    meeting: Meeting,
    mine: Reflection,
    card: str,
    *,
    words: Mapping[str, str],
    problem: str = "",
    draft_kept: bool = False,
) -> ReflectionDialog:
    return ReflectionDialog(
        meeting=meeting.id,
        card=card,
        title=theme(work, meeting).title,
        due=say(mine.due_at),
        problem=problem,
        fields=_fields(_model(work, mine), words),
        draft_kept=draft_kept,
    )


def _fields(model: Model, words: Mapping[str, str]) -> tuple[WriteField, ...]:
    return tuple(
        WriteField(id=f"{MARK}{one.key}", label=one.label, prompt=one.prompt, draft=words.get(one.key, ""))
        for one in model.fields
    )


def _unmarked(words: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(MARK): text for name, text in words.items() if name.startswith(MARK)}
