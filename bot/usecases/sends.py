"""What a coordinator sees of messages on their way, and does about those that do not arrive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards.sends import Group, Sends, Waiting
from bot.cards.staff import notes
from bot.domain.errors import BadInput, HasChanged
from bot.domain.people import Person, PersonId
from bot.domain.sends import Shelf, reach_of
from bot.domain.times import say
from bot.usecases.finding import full_name
from bot.usecases.ports import Work
from bot.usecases.ports.sends import Message, Unreached
from bot.usecases.sends_news import held_words, home, troubled
from bot.usecases.sends_words import BY_MYSELF, KINDS, REACH, ROUTE, STEP, WHY

FEW, PAGE = 5, 10  # rows of one sort: on the first look, and on a page of their own
UNREACHED = "unreached"
FIRST = (Shelf.UNSURE, Shelf.FAILED, Shelf.LATE)  # what needs somebody; what waits for its time is only counted
TITLES: Mapping[str, tuple[str, str]] = {
    Shelf.UNSURE: ("message may not have arrived", "messages may not have arrived"),
    Shelf.FAILED: ("message did not arrive", "messages did not arrive"),
    Shelf.LATE: ("message is late", "messages are late"),
    Shelf.WAITING: ("message waits for its time", "messages wait for their time"),
    UNREACHED: ("person I can't reach in Teams", "people I can't reach in Teams"),
}
OWN_TIME = "It waits for its time, or for the hours of its reader."
SETTLED = "That message is settled already, or it is too late for it now."


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Which messages: '' for what needs somebody, or one sort of them, by page."""

    words: str
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """A message by its number."""

    message: int


def look(work: Work, request: Look, now: datetime) -> Sends:
    """How sending goes, or one sort of messages."""
    which = request.words.strip().lower()
    if which and which not in TITLES:
        raise BadInput(
            f"I don't know '{which[:40]}'. Please type one of: {', '.join(f'sends {one}' for one in TITLES)}."
        )
    if which:
        groups = [_group(work, which, now, at_most=PAGE, page=max(1, request.page))]
        return Sends(notes=(), groups=tuple(one for one in groups if one) or (_nothing(),))
    return overview(work, None, now)


def overview(work: Work, _request: None, now: datetime) -> Sends:
    """What needs somebody first, then who cannot be reached; the rest is counted."""
    health = work.sends.health(now=now)
    counts = {Shelf.UNSURE: health.unsure, Shelf.FAILED: health.failed, Shelf.LATE: health.late}
    found = [_group(work, one, now, at_most=FEW) for one in (*(one for one in FIRST if counts[one]), UNREACHED)]
    troubles = tuple(troubled(health, now))
    said = notes(*troubles, *held_words(work, health), _counted(health.waiting, TITLES[Shelf.WAITING]) + ".")
    well = not (troubles or health.unsure or health.failed or health.late)
    return Sends(notes=said, groups=tuple(one for one in found if one), well=well)


def again(work: Work, request: One, now: datetime) -> Sends:
    """It is tried once more: whether it is still true is asked in that moment."""
    return _settle(work, request.message, work.sends.again(request.message, now=now), "I send it again.", now=now)


def settled(work: Work, request: One, now: datetime) -> Sends:
    """It arrived after all, or its reader was told."""
    return _settle(
        work, request.message, work.sends.settled(request.message, now=now), "Thank you. It is settled.", now=now
    )


def _settle(work: Work, message: int, done: bool, words: str, *, now: datetime) -> Sends:
    if not done:
        raise HasChanged(SETTLED)
    work.audit("message settled", message, now=now)
    return replace(overview(work, None, now), done=words)


def _group(work: Work, which: str, now: datetime, *, at_most: int, page: int = 1) -> Group | None:
    skip = (page - 1) * at_most
    if which == UNREACHED:
        total, absent = work.sends.unreached(at_most=at_most, skip=skip)
        rows = _absent_rows(work, absent)
    else:
        total, messages = work.sends.shelf(Shelf(which), now=now, at_most=at_most, skip=skip)
        rows = _message_rows(work, Shelf(which), messages)
    if not rows:
        return None
    more = total > skip + len(rows)
    next_page = f" --page {page + 1}" if at_most == PAGE else ""
    hint = f"To see more, type: sends {which}{next_page}" if more else ""
    return Group(title=_counted(total, TITLES[which]), rows=rows, hint=hint)


def _nothing() -> Group:
    return Group(title="There is nothing here just now.", rows=())


def _message_rows(work: Work, which: Shelf, messages: Sequence[Message]) -> tuple[Waiting, ...]:
    people = work.people.several({one.person for one in messages}) if messages else {}
    return tuple(_row(which, one, people) for one in messages)


def _row(which: Shelf, one: Message, people: Mapping[PersonId, Person]) -> Waiting:
    stuck = which in {Shelf.UNSURE, Shelf.FAILED}
    detail = f" (for them: {one.detail})" if one.detail and which is Shelf.FAILED else ""
    why = WHY[one.trouble] if one.trouble else OWN_TIME if which is Shelf.WAITING else ""
    step = f"{STEP[one.trouble]}{detail}" if stuck and one.trouble else BY_MYSELF if which is Shelf.LATE else ""
    return Waiting(
        say=f"{full_name(people[one.person])}: {KINDS[one.kind]}. Since {say(one.since)}.",
        why=why,
        step=step,
        message=one.id if stuck else 0,
        unsure=which is Shelf.UNSURE,
        failed=which is Shelf.FAILED,
    )


def _absent_rows(work: Work, absent: Sequence[Unreached]) -> tuple[Waiting, ...]:
    people = work.people.several([one.person for one in absent]) if absent else {}
    return tuple(_absent_row(work, one, people[one.person]) for one in absent)


def _absent_row(work: Work, one: Unreached, person: Person) -> Waiting:
    reach = reach_of(one.known, home(work))
    since = f" since {say(one.since)}" if one.since else ""
    ways = {"email": "They wished for e-mail.", "phone": "They wished for a call.", "post": "They wished for a letter."}
    address = f"E-mail: {one.known.email}." if one.known.email else "I know no e-mail address."
    return Waiting(
        say=f"{full_name(person)} {REACH[reach]}{since}.",
        why=f"{_counted(one.waiting, ('message waits', 'messages wait'))} for them." if one.waiting else "",
        step=" ".join(part for part in (ROUTE[reach], ways.get(one.known.contact, ""), address) if part),
    )


def _counted(count: int, words: tuple[str, str]) -> str:
    return f"{count or 'No'} {words[0] if count == 1 else words[1]}"
