"""A student's thank-you to the Buddy. A coordinator looks first, for names and contact details and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.cards import Card
from bot.cards.ending import AskNote, LookAtNote, NoteForYou, NoteSent, NoteSettled, NotesWaiting, ReadNote, WaitingNote
from bot.domain.due import Due, Kind
from bot.domain.ending import MAX_WORDS, Note, NoteState, mark
from bot.domain.errors import BadInput, NotThere, NotYours
from bot.domain.links import Link, link_number
from bot.domain.meetings import LinkId, Side
from bot.domain.people import PersonId
from bot.usecases.ending import link_of
from bot.usecases.finding import full_name
from bot.usecases.ports import Work
from bot.usecases.saying import Prompt

TOLD_FOR = timedelta(days=30)
Why = Literal["name", "contact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteNote:
    """A note as it was typed."""

    link: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoNote:
    """No note, this time."""

    link: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OneNote:
    """Which note."""

    link: int
    author: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass(OneNote):
    """Which note, and which words were looked at."""

    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBack(OneNote):
    """Which note, and what should change in it."""

    why: Why


def say_ask_note(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Unless there is one."""
    link = link_of(work, prompt)
    if work.ending.note(link.id, work.actor.id):
        return None
    return AskNote(link=link.id, buddy=link.names(Side.BUDDY))


def send(work: Work, request: WriteNote, now: datetime) -> Card:
    """Keeps it until a coordinator has looked. One that the Buddy can read already stays as it is."""
    link = _mine(work, request.link, Side.STUDENT)
    buddy = link.names(Side.BUDDY)
    before = work.ending.note(link.id, work.actor.id)
    if before and before.state is NoteState.PASSED:
        return NoteSent(buddy=buddy, passed=True)
    if not request.note:
        raise BadInput("Nothing is written yet. A few words are enough, or press 'Not this time'.")
    if len(request.note) > MAX_WORDS:
        raise BadInput(f"That is {len(request.note)} letters. There is room for {MAX_WORDS}. Please shorten it.")
    work.ending.write_note(link.id, request.note, now=now)
    work.audit("note written", link.id, now=now)
    return NoteSent(buddy=buddy, sent=True)


def none(work: Work, request: NoNote, _now: datetime) -> Card:
    """Nobody hears of it."""
    return NoteSent(buddy=_mine(work, request.link, Side.STUDENT).names(Side.BUDDY), skipped=True)


def waiting(work: Work, _request: None, _now: datetime) -> Card:
    """The notes that wait for a coordinator's look, without their words."""
    rows = tuple(_row(one) for one in work.ending.notes_waiting())
    return NotesWaiting(rows=rows, none=not rows)


def look(work: Work, request: OneNote, now: datetime, *, changed: bool = False) -> Card:
    """One note with its words, in a dialog."""
    found = _seen(work, request)
    if found is None or found.state is not NoteState.WAITING:
        return NoteSettled(before=True)
    work.audit("note looked at", found.link, now=now)
    row = _row(found)
    return LookAtNote(
        link=row.link, author=row.author, say=row.say, words=found.words, mark=mark(found.words), changed=changed
    )


def pass_on(work: Work, request: Pass, now: datetime) -> Card:
    """The Buddies can read it, and hear that it is there. Words that were changed meanwhile are looked at first."""
    found = _seen(work, request)
    if found and request.mark != mark(found.words):
        return look(work, request, now, changed=True)
    link = work.links.get(LinkId(request.link))
    if not _settle(work, found, NoteState.PASSED):
        return NoteSettled(before=True)
    work.due.record((_due(Kind.NOTE, request, one, now) for one in link.people(Side.BUDDY)), now=now)
    work.audit("note passed on", link.id, now=now)
    return NoteSettled(passed=True)


def give_back(work: Work, request: GiveBack, now: datetime) -> Card:
    """The student is asked to change it."""
    link = work.links.get(LinkId(request.link))
    if not _settle(work, _seen(work, request), NoteState.BACK):
        return NoteSettled(before=True)
    work.due.record([_due(Kind.NOTE_BACK, request, PersonId(request.author), now, why=request.why)], now=now)
    work.audit("note given back", link.id, now=now)
    return NoteSettled(back=True)


def say_note(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Tells a Buddy that there is a note."""
    link, author = link_of(work, prompt), PersonId(int(prompt.key.split(":")[2]))
    found = work.ending.note(link.id, author)
    if found is None:
        return None
    return NoteForYou(link=link.id, author=author, student=found.author.first_name or "Your student")


def say_back(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Asks a student to change the note, unless that was done."""
    link, why = link_of(work, prompt), prompt.key.split(":")[4]
    found = work.ending.note(link.id, work.actor.id)
    if found is None or found.state is not NoteState.BACK:
        return None
    buddy = link.names(Side.BUDDY)
    return AskNote(link=link.id, buddy=buddy, name=why == "name", contact=why == "contact", fresh=False)


def read(work: Work, request: OneNote, now: datetime) -> Card:
    """A Buddy reads the note, in a dialog."""
    link = _mine(work, request.link, Side.BUDDY)
    found = work.ending.note(link.id, PersonId(request.author))
    if found is None:
        return ReadNote(gone=True)
    work.audit("note read", link.id, now=now)
    return ReadNote(student=found.author.first_name or "", words=found.words)


def _mine(work: Work, number: int, side: Side) -> Link:
    link = work.links.get(LinkId(number))
    if link.side_of(work.actor.id) is not side:
        raise NotYours
    return link


def _seen(work: Work, request: OneNote) -> Note | None:
    try:
        return work.ending.note(work.links.get(LinkId(request.link)).id, PersonId(request.author))
    except NotThere:
        return None


def _settle(work: Work, note: Note | None, state: NoteState) -> bool:
    """Whether it waited until now, with these words."""
    return note is not None and work.ending.settle_note(note, state)


def _row(one: Note) -> WaitingNote:
    return WaitingNote(
        link=one.link, author=one.author.id, say=f"From {full_name(one.author)}, {link_number(one.link)}"
    )


def _due(kind: Kind, request: OneNote, person: PersonId, now: datetime, *, why: str = "") -> Due:
    key = f"{kind}:{request.link}:{request.author}:{person}:{why}:{int(now.timestamp())}"
    return Due(key=key, kind=kind, person=person, subject=request.link, due_at=now, until=now + TOLD_FOR)
