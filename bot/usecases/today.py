"""The coordinator's day on one card."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta

from bot.cards.today import Entry, Section, Today
from bot.domain.cohorts import cohort_number
from bot.domain.meetings import Meeting, MeetingState, Side, in_words
from bot.domain.people import Person
from bot.domain.times import LONDON, say, say_clock, say_day, wall
from bot.usecases import asking, attending, matching, registration, sends_news, unsure, worries
from bot.usecases.breaks import STEPPED_OUT
from bot.usecases.erasing import ERASED
from bot.usecases.me import ASKS_TO_DELETE
from bot.usecases.ports import Work
from bot.usecases.ports.sends import Health

WEEK = 8  # days: there is time to book somebody
INTERPRETER = re.compile(r"\b(interpret|bsl|sign language)", re.IGNORECASE)
SHOW = 6  # entries of one sort; the rest is counted
PATIENCE = timedelta(hours=72)  # how long a question may stay open before a coordinator hears of it
INVITED_FOR = timedelta(days=10)  # the person was reminded after five of them
LOOK_BACK = timedelta(days=7)
FORGET_WITHIN = timedelta(days=30)  # a request to delete stays on the list this long: the law gives a month
WAITS_FOR = {
    MeetingState.PLANNED: (Side.BUDDY, "free times"),
    MeetingState.OFFERED: (Side.STUDENT, "a pick"),
    MeetingState.HALF_CONFIRMED: (Side.BUDDY, "a yes"),
    MeetingState.MISSED: (Side.STUDENT, "whether to find a new time"),
}


def today(work: Work, _request: None, now: datetime) -> Today:
    """How things stand, what needs somebody first. A sort with nothing in it is left out."""
    counts, health = work.overview.counts(since=_midnight(now)), work.sends.health(now=now)
    lines = tuple(section for section in _sections(work, counts, health, now) if section)
    stuck = " ".join(sends_news.troubled(health, now))
    return Today(
        day=say_day(wall(now).date()),
        people=counts["people"],
        pairs=counts["pairs"],
        held=counts["held"],
        reflections=counts["reflections"],
        lines=lines,
        stuck=stuck,
        sending="" if stuck else "All messages are going out.",
        nothing=not lines and not stuck,
    )


def _sections(work: Work, counts: Mapping[str, int], health: Health, now: datetime) -> Iterator[Section | None]:
    total, asked = worries.today_lines(work, now, at_most=SHOW)
    yield _section("note asks for a call", "notes ask for a call", asked, total)
    for one, many, entries in attending.sections(work, now):
        yield _section(one, many, entries)
    meetings = work.overview.starting(since=_midnight(now), until=_midnight(now, days=WEEK))
    tonight = _midnight(now, days=1)
    yield _section("meeting today", "meetings today", [_when(one) for one in meetings if not _later(one, tonight)])
    planned = [_with_needs(one) for one in meetings if _later(one, tonight) and _needs(one)]
    yield _section("meeting in the next week has needs", "meetings in the next week have needs", planned)
    total, waiting = work.overview.unsettled(before=now - PATIENCE, at_most=SHOW)
    yield _section(
        "meeting waits for an answer", "meetings wait for an answer", [_waits(one) for one in waiting], total
    )
    yield _section("meeting moved today", "meetings moved today", (), counts["moved"])
    for one, many, entries in unsure.sections(work, now):
        yield _section(one, many, entries)
    total, matches = matching.today_lines(work, now, at_most=SHOW)
    yield _section("match needs you", "matches need you", matches, total)
    total, waiting_pairs = asking.today_lines(work, now, at_most=SHOW)
    yield _section("pair can't be asked yet", "pairs can't be asked yet", waiting_pairs, total)
    total, lapses = registration.today_lines(work, now, at_most=SHOW)
    yield _section("registration runs out", "registrations run out", lapses, total)
    yield from _comings(work, now)
    if waiting_notes := len(work.ending.notes_waiting()):
        title = ("thank-you note to look at. Type: thanks", "thank-you notes to look at. Type: thanks")
        yield _section(*title, (), waiting_notes)
    yield _section("cohort has ended by its date", "cohorts have ended by their date", _past_their_end(work, now))
    late = work.reflections.waiting(before=now - LOOK_BACK)
    yield _section("reflection has waited a week", "reflections have waited a week", (), late)
    total, unreached = sends_news.unreached_lines(work, at_most=SHOW)
    yield _section("person I can't reach", "people I can't reach", unreached, total)
    links = work.overview.without_link(now=now)
    yield _section("meeting has no link to join", "meetings have no link to join", (), links)
    yield from _sends(work, health)


def _sends(work: Work, health: Health) -> Iterator[Section | None]:
    """What did not arrive, and what is held back."""
    yield _section("message did not arrive. Type: sends", "messages did not arrive. Type: sends", (), health.failed)
    unsure = ("message may not have arrived. Type: sends", "messages may not have arrived. Type: sends")
    yield _section(*unsure, (), health.unsure)
    held = tuple(Entry(say=one) for one in sends_news.held_words(work, health))
    yield Section(title="Held back. To let them go, type: sends resume", more=0, entries=held) if held else None


def _comings(work: Work, now: datetime) -> Iterator[Section | None]:
    """Who would like to come, has said nothing yet, takes a break, waits once more, or asks to be forgotten."""
    total, names = work.presence.asked_in(at_most=SHOW)
    yield _section("person would like to take part", "people would like to take part", names, total)
    total, silent = work.presence.unanswered(before=now - INVITED_FOR, at_most=SHOW)
    yield _section("invitation has no answer", "invitations have no answer", map(_name, silent), total)
    total, resting = work.presence.to_plan(at_most=SHOW)
    yield _section("person on a break has meetings", "people on a break have meetings", map(_name, resting), total)
    total, first = work.presence.first_in_line(at_most=SHOW)
    yield _section("student needs a new Buddy", "students need a new Buddy", map(_name, first), total)
    total, gone = work.presence.noted(STEPPED_OUT, settled="came back", since=now - LOOK_BACK, at_most=SHOW)
    yield _section(
        "person has left a group that goes on", "people have left a group that goes on", map(_name, gone), total
    )
    total, deleting = work.presence.noted(ASKS_TO_DELETE, settled=ERASED, since=now - FORGET_WITHIN, at_most=SHOW)
    forget = [f"{_name(one)}. Talk first. Then type: data erase {one.number}" for one in deleting]
    yield _section("person asks to delete their data", "people ask to delete their data", forget, total)


def _past_their_end(work: Work, now: datetime) -> Iterator[str]:
    """Until a cohort is closed, the reflections of those who did not finish are kept."""
    for one in work.cohorts.all():
        if one.ends and one.ends < wall(now).date():
            number = cohort_number(one.id)
            yield f"{number} {one.name}: its last day was {say_day(one.ends)}. Type: cohort close {number}"


def _section(one: str, many: str, entries: Iterable[str], total: int | None = None) -> Section | None:
    shown = tuple(entries)
    total = len(shown) if total is None else total
    if not total:
        return None
    lines = tuple(Entry(say=entry) for entry in shown[:SHOW])
    return Section(
        title=f"{total} {one if total == 1 else many}", more=total - len(lines) if lines else 0, entries=lines
    )


def _midnight(now: datetime, *, days: int = 0) -> datetime:
    day = wall(now).date() + timedelta(days=days)
    return datetime.combine(day, time(0), tzinfo=LONDON)


def _name(person: Person) -> str:
    return f"{person.first_name} {person.surname}".strip()


def _pair(meeting: Meeting) -> str:
    return f"{meeting.names(Side.STUDENT)} with {meeting.names(Side.BUDDY)}, meeting {meeting.number}"


def _when(meeting: Meeting) -> str:
    clock = say_clock(wall(meeting.start).time()) if meeting.start else ""
    return f"{clock}: {_pair(meeting)}" + (f". {_needs(meeting)}" if _needs(meeting) else "")


def _later(meeting: Meeting, than: datetime) -> bool:
    return meeting.start is not None and meeting.start >= than


def _needs(meeting: Meeting) -> str:
    """What would help each of its people: for the coordinator, who hosts or tells the host."""
    told = [f"{one.person.first_name} needs: {one.person.needs}" for one in meeting.members if one.person.needs]
    return ". ".join(told)


def _with_needs(meeting: Meeting) -> str:
    needs = _needs(meeting)
    book = " An interpreter has to be booked." if INTERPRETER.search(needs) else ""
    return f"{say(meeting.start) if meeting.start else ''}: {_pair(meeting)}. {needs}.{book}"


def _waits(meeting: Meeting) -> str:
    side, what = WAITS_FOR[meeting.state]
    missing = [one.person.first_name or "" for one in meeting.members if one.person.id in meeting.to_agree]
    half = meeting.state is MeetingState.HALF_CONFIRMED
    return f"{_pair(meeting)}: {what} from {in_words(missing) if half else meeting.names(side)}"
