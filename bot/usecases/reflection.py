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
from bot.domain.breaks import Either
from bot.domain.due import Due, Kind
from bot.domain.errors import BadInput, NotThere, NotYours
from bot.domain.meetings import Meeting, MeetingId, MeetingState, Side
from bot.domain.reflections import (
    OPEN_BOX,
    Model,
    Reflection,
    ReflectionState,
    due_by,
    names_in,
    saved_state,
    without_names,
    written,
)
from bot.domain.times import say
from bot.usecases.content import content_of, model_of
from bot.usecases.ports import Work
from bot.usecases.showing import card_now, side, theme

SHOWN_FOR = timedelta(days=3)  # how long it is worth a try to replace an old card in the chat
MARK = "w_"  # before a field's key, so that it can never be taken for a field of ours
Keep = Callable[[Meeting, Reflection, Mapping[str, str]], Card]
MAY_BE_HELD = frozenset({MeetingState.CONFIRMED, MeetingState.HELD, MeetingState.HELD_SHORT})
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
    due = due_by(meeting.end or now, Either(work.site.closed, meeting.breaks))
    mine = work.reflections.open(meeting.id, model=content_of(work, meeting).model.key, due_at=due)
    if mine.state in DONE:
        return saved_card(work, meeting, mine)
    return _write_card(work, meeting, mine, respect=respect)


def _write_card(work: Work, meeting: Meeting, mine: Reflection, *, respect: bool = False) -> WriteReflection:
    return WriteReflection(
        meeting=meeting.id,
        title=theme(work, meeting).title,
        due=say(mine.due_at),
        fields=_fields(model_of(work, meeting, mine.model), {}),
        questions=mine.model != OPEN_BOX,
        has_draft=mine.state is ReflectionState.DRAFT,
        respect=respect,
    )


def saved_card(work: Work, meeting: Meeting, mine: Reflection, *, names: bool = False) -> ReflectionSaved:
    """It is saved, and none of its words are here. `names`: the Buddy's name is in it, and it could be left out."""
    late = mine.state is ReflectionState.SAVED_LATE
    title = theme(work, meeting).title
    return ReflectionSaved(meeting=meeting.id, title=title, late=late, names=names, plain=not names)


def save(work: Work, request: Write, now: datetime) -> Card:
    """Saves what was written on the card in the chat, which is replaced by 'Saved'."""
    meeting, mine = _mine(work, request)
    words = written(model_of(work, meeting, mine.model), _unmarked(request.words))
    if mine.state is not ReflectionState.OPEN:  # the card cannot show what was written before, so nothing of it goes
        before = work.reflections.read(meeting.id, now=now) or mine
        words = written(model_of(work, meeting, mine.model), _both(before.words or {}, words))
    return saved_card(work, meeting, _save(work, mine, words, now), names=_named(meeting, words))


def write(work: Work, request: About, now: datetime) -> Card:
    """The card that asks for it, from a reminder."""
    meeting, _ = _mine(work, request)
    return write_card(work, meeting, now)


def one_box(work: Work, request: Write, now: datetime) -> Card:
    """One open box in place of the questions. What was written so far goes into it, and is kept as the draft."""
    meeting, mine = _mine(work, request)
    if mine.state in DONE or mine.model == OPEN_BOX:
        return write_card(work, meeting, now)
    model = model_of(work, meeting, mine.model)
    before = (work.reflections.read(meeting.id, now=now) or mine).words or {}
    words = _both(before, _asked(model, request))
    mine = work.reflections.use_model(mine, OPEN_BOX)
    if so_far := "\n\n".join(words[one.key] for one in model.fields if words.get(one.key)):
        box = work.site.library.models[OPEN_BOX].fields[0].key
        work.reflections.save(mine, {box: so_far}, ReflectionState.DRAFT, now=now)
    return _write_card(work, meeting, work.reflections.get(meeting.id) or mine)


def leave_out_name(work: Work, request: About, now: datetime) -> Card:
    """'my Buddy' in place of the Buddy's name; every other word stays."""
    meeting, mine = _no_names(work, request, now)
    return saved_card(work, meeting, mine)


def leave_out_name_in_dialog(work: Work, request: About, now: datetime) -> Card:
    """The same, asked in the dialog in which it was written."""
    meeting, mine = _no_names(work, request, now)
    return _saved_in_dialog(work, meeting, mine)


def keep_name(work: Work, request: About, _now: datetime) -> Card:
    """The words stay as they are."""
    meeting, mine = _mine(work, request)
    return saved_card(work, meeting, mine)


def keep_name_in_dialog(work: Work, request: About, _now: datetime) -> Card:
    """The same, in the dialog."""
    meeting, mine = _mine(work, request)
    return _saved_in_dialog(work, meeting, mine)


def buddies(meeting: Meeting) -> tuple[str, ...]:
    """The first names of those who teach in this meeting."""
    return tuple(one.person.first_name or "" for one in meeting.members if one.side is Side.BUDDY)


def _named(meeting: Meeting, words: Mapping[str, str]) -> bool:
    return names_in(words, buddies(meeting))


def _no_names(work: Work, request: About, now: datetime) -> tuple[Meeting, Reflection]:
    meeting, mine = _mine(work, request)
    found = work.reflections.read(meeting.id, now=now)
    if mine.state in DONE and found and found.words:
        state = ReflectionState.DRAFT if mine.has_draft else mine.state
        work.reflections.save(mine, without_names(found.words, buddies(meeting)), state, now=now)
        work.audit("name left out", meeting.id, now=now)
    return meeting, mine


def open_dialog(work: Work, request: Write, now: datetime) -> Card:
    """The dialog, with the draft in it; what was typed on the card goes along, and is kept from now on."""
    meeting, mine = _mine(work, request)
    words = (work.reflections.read(meeting.id, now=now) or mine).words or {}
    if typed := _asked(model_of(work, meeting, mine.model), request):
        words = _both(words, typed)
        work.reflections.save(mine, words, ReflectionState.DRAFT, now=now)
    return _dialog(work, meeting, mine, request.card, words=words)


def save_dialog(work: Work, request: Write, now: datetime) -> Card:
    """Saves what was written in the dialog; the card in the chat is replaced too. A fault keeps every word."""

    def keep(meeting: Meeting, mine: Reflection, words: Mapping[str, str]) -> Card:
        if request.card:
            work.due.record([_replaced(work, request, now)], now=now)
        return _saved_in_dialog(work, meeting, _save(work, mine, words, now), names=_named(meeting, words))

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
        words = written(model_of(work, meeting, mine.model), typed)
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
        ReadField(label=one.label, text=words[one.key])
        for one in model_of(work, meeting, mine.model).fields
        if words.get(one.key)
    ]
    return ReadReflection(title=theme(work, meeting).title, fields=tuple(fields))


def latest(work: Work, _request: None, now: datetime) -> Card:
    """The reflection that waits for the actor, the newest first; before that, how the meeting went."""
    for meeting in reversed(work.meetings.of(work.actor.id)):
        mine = work.reflections.get(meeting.id)
        if mine and mine.state not in DONE:
            return write_card(work, meeting, now)
        over = meeting.state in MAY_BE_HELD and meeting.end and meeting.end <= now
        if not mine and over and side(work, meeting) is Side.STUDENT:
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


def _asked(model: Model, request: Write) -> dict[str, str]:
    """What was typed into the boxes of this model, without empty ones."""
    asked = {one.key for one in model.fields}
    return {key: text for key, text in _unmarked(request.words).items() if text and key in asked}


def _saved_in_dialog(work: Work, meeting: Meeting, mine: Reflection, *, names: bool = False) -> SavedInDialog:
    saved = saved_card(work, meeting, mine, names=names)
    return SavedInDialog(meeting=meeting.id, title=saved.title, late=saved.late, names=names)


def _both(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """What was written before with what is new below it; the same words are there once."""
    return {key: _joined(before.get(key, ""), after.get(key, "")) for key in before.keys() | after.keys()}


def _joined(before: str, after: str) -> str:
    if before in after:
        return after
    return before if after in before else f"{before}\n\n{after}"


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
        fields=_fields(model_of(work, meeting, mine.model), words),
        draft_kept=draft_kept,
    )


def _fields(model: Model, words: Mapping[str, str]) -> tuple[WriteField, ...]:
    return tuple(
        WriteField(id=f"{MARK}{one.key}", label=one.label, prompt=one.prompt, draft=words.get(one.key, ""))
        for one in model.fields
    )


def _unmarked(words: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(MARK): text for name, text in words.items() if name.startswith(MARK)}
