"""A student shows one reflection to the tutor: chooses what, sees it first, and can take it back at any time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.reflection import (
    ChooseField,
    MyReflections,
    ReadField,
    ReadShared,
    ShareChoose,
    SharedList,
    ShareDone,
    SharedRow,
    SharedWithYou,
    SharePreview,
)
from bot.domain.due import Due, Kind
from bot.domain.errors import NotThere, NotYours
from bot.domain.meetings import Meeting, MeetingId, Side
from bot.domain.people import Person, PersonId
from bot.domain.reflections import Model, Reflection, names_in, without_names
from bot.domain.times import say_day, wall
from bot.usecases.content import model_of
from bot.usecases.ports import Work
from bot.usecases.reflection import DONE, About, buddies
from bot.usecases.reminding import list_card
from bot.usecases.saying import Prompt
from bot.usecases.showing import side, theme

MARK = "s_"  # before the key of a field that may be shown
TOLD_FOR = timedelta(days=30)
NOTHING_CHOSEN = "Nothing is chosen yet. Please choose at least one part."


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(About):
    """What was ticked, by the name of the tick."""

    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Send(About):
    """What was shown before it is shared: the fields, the text as it was saved then, and to whom."""

    chosen: str
    stamp: str
    tutor_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a tutor opens."""

    meeting: int
    author: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """A saved reflection of the actor's own, with its words, and the tutor who may be shown it."""

    meeting: Meeting
    mine: Reflection
    model: Model
    tutor: Person

    @property
    def stamp(self) -> str:
        """Which saved text this is."""
        return self.mine.saved_at.isoformat() if self.mine.saved_at else ""

    def shown(self, chosen: frozenset[str]) -> dict[str, str]:
        """The chosen words, without the Buddy's name: that somebody is a Buddy is theirs to tell."""
        words = {key: text for key, text in (self.mine.words or {}).items() if key in chosen}
        return without_names(words, buddies(self.meeting))


def choose(work: Work, request: About, now: datetime) -> Card:
    """Which parts the tutor shall see."""
    found = _own(work, request, now)
    return found if isinstance(found, Card) else _choose_card(work, found)


def preview(work: Work, request: Choose, now: datetime) -> Card:
    """Exactly what the tutor will see."""
    found = _own(work, request, now)
    if isinstance(found, Card):
        return found
    chosen = frozenset(
        name.removeprefix(MARK) for name, value in request.words.items() if name.startswith(MARK) and value == "true"
    )
    if not found.shown(chosen):
        return _choose_card(work, found, problem=NOTHING_CHOSEN)
    return _preview_card(found, chosen)


def send(work: Work, request: Send, now: datetime) -> Card:
    """Shares just what was seen; if it has changed since, it is shown again first."""
    found = _own(work, request, now)
    if isinstance(found, Card):
        return found
    chosen = frozenset(request.chosen.split(","))
    words = found.shown(chosen)
    if not words:
        return _choose_card(work, found, problem=NOTHING_CHOSEN)
    if (found.stamp, found.tutor.id) != (request.stamp, request.tutor_id):
        return _preview_card(found, chosen, changed=True)
    if work.sharing.share(found.meeting.id, found.tutor.id, words, now=now):
        work.due.record([_told(work, found, now)], now=now)
        work.audit("reflection shared", found.meeting.id, now=now)
    return ShareDone(meeting=found.meeting.id, tutor=found.tutor.first_name or "", shared=True)


def take_back(work: Work, request: About, now: datetime) -> MyReflections:
    """The tutor can't read it any more."""
    _take_back(work, request, now)
    return list_card(work, taken_back=True)


def take_back_in_dialog(work: Work, request: About, now: datetime) -> Card:
    """The same, in the dialog."""
    _take_back(work, request, now)
    return ShareDone(meeting=request.meeting)


def say_shared(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Tells the tutor, unless it was taken back meanwhile."""
    author = PersonId(int(prompt.key.split(":")[2]))
    found = work.sharing.is_shared(MeetingId(prompt.subject), author)
    if found is None:
        return None
    return SharedWithYou(meeting=found.meeting, author=author, student=found.author.first_name or "A student")


def read_shared(work: Work, request: Opened, now: datetime) -> Card:
    """The tutor reads it; when it was taken back, that is what is said."""
    found = work.sharing.read(MeetingId(request.meeting), PersonId(request.author), now=now)
    if found is None:
        return ReadShared(gone=True)
    model, words = work.site.library.models.get(found.model), found.words or {}
    labels = {one.key: one.label for one in model.fields} if model else {}
    fields = tuple(ReadField(label=labels.get(key, key), text=text) for key, text in words.items())
    return ReadShared(student=found.author.first_name or "A student", fields=fields)


def with_me(work: Work, _request: None, _now: datetime) -> SharedList:
    """What students share with the tutor; nothing else can be shown."""
    rows = tuple(
        SharedRow(
            meeting=one.meeting,
            author=one.author.id,
            student=one.author.first_name or "A student",
            day=say_day(wall(one.at).date()),
        )
        for one in work.sharing.with_me()
    )
    return SharedList(rows=rows[:12], none=not rows)


def _own(work: Work, request: About, now: datetime) -> _Own | ShareDone:
    """What may be shared, and to whom; or the words on why it can't be."""
    meeting = work.meetings.get(MeetingId(request.meeting))
    if side(work, meeting) is not Side.STUDENT:
        raise NotYours
    mine = work.reflections.read(meeting.id, now=now, saved=True)
    if mine is None:
        raise NotThere
    if mine.state not in DONE:
        return ShareDone(meeting=meeting.id, not_saved=True)
    tutor = work.sharing.tutor()
    if tutor is None:
        return ShareDone(meeting=meeting.id, no_tutor=True, contact=work.site.contact)
    return _Own(meeting=meeting, mine=mine, model=model_of(work, meeting, mine.model), tutor=tutor)


def _choose_card(work: Work, found: _Own, *, problem: str = "") -> ShareChoose:
    words = found.mine.words or {}
    fields = tuple(
        ChooseField(id=f"{MARK}{one.key}", label=one.label) for one in found.model.fields if words.get(one.key)
    )
    return ShareChoose(
        meeting=found.meeting.id,
        title=theme(work, found.meeting).title,
        tutor=found.tutor.first_name or "",
        fields=fields,
        problem=problem,
    )


def _preview_card(found: _Own, chosen: frozenset[str], *, changed: bool = False) -> SharePreview:
    words = found.shown(chosen)
    fields = [ReadField(label=one.label, text=words[one.key]) for one in found.model.fields if one.key in words]
    return SharePreview(
        meeting=found.meeting.id,
        tutor=found.tutor.first_name or "",
        tutor_id=found.tutor.id,
        chosen=",".join(sorted(words)),
        stamp=found.stamp,
        fields=tuple(fields),
        names=names_in(found.mine.words or {}, buddies(found.meeting)),
        changed=changed,
    )


def _take_back(work: Work, request: About, now: datetime) -> None:
    if work.sharing.take_back(MeetingId(request.meeting)):
        work.audit("reflection taken back", request.meeting, now=now)


def _told(work: Work, found: _Own, now: datetime) -> Due:
    key = f"{Kind.SHARED}:{found.meeting.id}:{work.actor.id}:{found.tutor.id}:{int(now.timestamp())}"
    return Due(
        key=key,
        kind=Kind.SHARED,
        person=found.tutor.id,
        subject=found.meeting.id,
        due_at=now,
        until=now + TOLD_FOR,
    )
