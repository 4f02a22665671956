"""The list of notes, for those who take them, and how one is closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.staff import Listing, Row, notes
from bot.domain.duty import Source, Worry, WorryId, worry_number
from bot.domain.errors import BadInput
from bot.domain.times import say
from bot.usecases import duty
from bot.usecases.duty import who
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, ask_first
from bot.usecases.untaken import ABOUT

NUMBER = re.compile(r"(?:w-?)?0*(\d{1,12})", re.IGNORECASE)
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/.-]{0,39}")
SHOWN = 20
LOOK_BACK = timedelta(days=30)
CLOSED = "It is closed already. Type 'worry list' to see the others."


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNotes:
    """Which notes: all of the last month, or the open ones alone."""

    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeNote:
    """A note as it is typed: 'W-7'."""

    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseNote:
    """The same, with the Trust's own number if there is one."""

    note: str
    ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """The note to close, and the number under which the Trust keeps it."""

    worry: int
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """The note that is not done after all."""

    worry: int


def list_notes(work: Work, request: ListNotes, now: datetime) -> Card:
    """What waits for somebody first."""
    total, found = work.duty.notes(since=now - LOOK_BACK, only_open=request.open, at_most=SHOWN)
    return Listing(
        title="Notes that ask for a call",
        rows=tuple(Row(say=_what(one), more=". ".join(_how(one))) for one in found),
        more=total - len(found),
        nothing="" if found else "There is no note just now.",
        hint="Type 'worry take W-7' to have one, and 'worry close W-7' when you have talked." if found else "",
    )


def today_lines(work: Work, now: datetime, *, at_most: int) -> tuple[int, tuple[str, ...]]:
    """How many notes there are for the actor to take or to close, and the first of them."""
    total, found = work.duty.notes(since=now - LOOK_BACK, only_open=True, at_most=at_most)
    return total, tuple(f"{_what(one)}. {'. '.join(_how(one))}. Type: {_then(one)}" for one in found)


def _then(note: Worry) -> str:
    """What comes next for a note that is open."""
    return f"worry {'take' if note.waits else 'close'} {worry_number(note.id)}"


def _what(note: Worry) -> str:
    return f"{worry_number(note.id)}: {who(note.person)}, about {ABOUT[note.kind]}"


def _how(note: Worry) -> Iterator[str]:
    yield f"Sent on {say(note.sent_at)}"
    if note.apart:
        yield "Not for coordinators"
    if note.source is Source.RESPECT:
        yield "A call was offered, not asked for"
    elif note.soon and note.asked:
        yield "The next few days are early enough"
    if note.seen_at:
        yield f"{note.seen_as} has it since {say(note.seen_at)}"
    elif not note.closed_at:
        yield "Nobody has it yet"
    if note.closed_at:
        yield f"Closed on {say(note.closed_at)}" + (f", number {note.reference}" if note.reference else "")


def take(work: Work, request: TakeNote, now: datetime) -> Card:
    """The same as 'I have it'."""
    return duty.take(work, duty.Ref(worry=_number(request.note)), now)


def ask_to_close(work: Work, request: CloseNote, now: datetime) -> Card:
    """Asks before a note is closed; its sender is not told, since somebody has talked with them."""
    if request.ref and not REFERENCE.fullmatch(request.ref):
        raise BadInput(
            "Please give the Trust's number alone, without words. For example: worry close W-7 --ref INC-1234"
        )
    note = work.duty.get(WorryId(_number(request.note)))
    if note.closed_at:
        raise BadInput(CLOSED)
    what = f"Close {worry_number(note.id)}, {who(note.person)}, about {ABOUT[note.kind]}"
    kept = f"What stays: the kind, the times{', and the number ' + request.ref if request.ref else ''}."
    alone = (
        ""
        if note.seen_at
        else "Nobody has taken this note yet. Please close it only when somebody has talked with them."
    )
    deed = Deed(name="worry_close", request=Close(worry=note.id, reference=request.ref))
    return ask_first(work, deed, what=what, notes=notes(kept, alone), now=now)


def close(work: Work, request: Close, now: datetime) -> Result:
    """Closes a note."""
    note = work.duty.get(WorryId(request.worry))
    if not work.duty.close(note.id, reference=request.reference, now=now):
        raise BadInput(CLOSED)
    _log(work, "note closed", note, now)
    back = Deed(name="worry_reopen", request=Reopen(worry=note.id))
    return Result(what=f"{worry_number(note.id)} is closed.", back=back)


def reopen(work: Work, request: Reopen, now: datetime) -> Result:
    """Opens it again."""
    note = work.duty.get(WorryId(request.worry))
    work.duty.reopen(note.id)
    _log(work, "note opened again", note, now)
    return Result(what=f"{worry_number(note.id)} is open again.")


def _log(work: Work, what: str, note: Worry, now: datetime) -> None:
    """The log is for coordinators: what is not for their eyes is not in it."""
    if not note.apart:
        work.audit(what, note.id, now=now)


def _number(words: str) -> WorryId:
    if found := NUMBER.fullmatch(words.strip()):
        return WorryId(int(found[1]))
    raise BadInput(f"I can't read '{words[:40]}'. Please write the number of the note, for example W-7.")
