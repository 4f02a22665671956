"""A coordinator makes a cohort, changes its days, lets it rest and go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.cards import Card
from bot.cards.staff import Note, notes
from bot.content.library import Library
from bot.domain import due
from bot.domain.breaks import read_breaks, say_breaks
from bot.domain.cohorts import Cohort, CohortId, CohortState, check_days, cohort_number, days_off, last_safe_start
from bot.domain.due import Kind
from bot.domain.errors import BadInput
from bot.domain.links import LinkState
from bot.domain.times import say_day, wall
from bot.usecases import cohort_places
from bot.usecases.content import content_of
from bot.usecases.finding import a_cohort
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, ask_first

LONGEST_NAME = 60
RESTS = "While it is paused, I ask and remind nobody about its meetings. Meetings that are set stay set."
TELL_THEM = "Please tell people yourself why. Buttons and help go on working."
OTHER = "Please give another --start, --end, --closed or --places. For example: cohort set C-3 --end 2026-12-18"
BREAKS = "In a break nobody is offered times or reminded. What is asked waits. A meeting that is set stays."


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A cohort to be: its name, and what it follows."""

    name: str
    series: str = ""
    model: str = ""
    discipline: str = ""
    university: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """A cohort as a coordinator writes it: 'C-3', or the beginning of its name."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """A cohort, and its days: those that are not given stay as they are.

    `closed`: the breaks of its university. `places`: how many of a university or course it takes.
    """

    cohort: str
    start: date | None = None
    end: date | None = None
    closed: str = ""
    places: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaks:
    """The breaks of a cohort's university, as they are kept."""

    cohort: int
    breaks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A cohort by its number, how it is to stand, and its days from then on."""

    cohort: int
    state: CohortState
    starts: date | None
    ends: date | None
    paused_at: datetime | None = None


def new(work: Work, request: New, now: datetime) -> Card:
    """What it would be, with the days on which nothing happens, and the last day on which a series can begin."""
    wanted = _filled(work.site.library, request)
    check_days(request.start, request.end, today=wall(now).date())
    if any(one.name.casefold() == request.name.casefold() for one in work.cohorts.named(request.name)):
        raise BadInput(f"There is a cohort called '{request.name}' already. Please choose another name.")
    series = work.site.library.series[wanted.series]
    what = f"I make the cohort '{wanted.name}': {series.title}."
    facts = _days(work, request.start, request.end, meetings=len(series.themes), gap_days=series.gap_days_target)
    return ask_first(work, Deed(name="cohort_new", request=wanted), what=what, notes=notes(*facts), now=now)


def make(work: Work, request: New, now: datetime) -> Result:
    """Makes it; it keeps today's words from now on."""
    made = work.cohorts.add(
        request.name,
        series=request.series,
        model=request.model,
        discipline=request.discipline,
        university=request.university,
        starts=request.start,
        ends=request.end,
    )
    work.audit("cohort made", made.id, now=now)
    back = Deed(name="cohort_remove", request=Turned(cohort=made.id, state=made.state, starts=None, ends=None))
    hint = Note(say=f'To add somebody: person add "First Last" --role student --cohort {cohort_number(made.id)}')
    return Result(what=f"{made.title} is there.", notes=(hint,), back=back)


def remove(work: Work, request: Turned, now: datetime) -> Result:
    """Takes it back while nobody is in it."""
    work.cohorts.remove(CohortId(request.cohort))
    work.audit("cohort taken back", request.cohort, now=now)
    return Result(what=f"{cohort_number(request.cohort)} is gone.")


def set_days(work: Work, request: Days, now: datetime) -> Card:
    """Other first and last days."""
    one = an_open_cohort(work, request.cohort)
    if request.closed or request.places:
        return _set_one(work, one, request, now)
    starts, ends = request.start or one.starts, request.end or one.ends
    if (starts, ends) == (one.starts, one.ends):
        raise BadInput(OTHER)
    check_days(starts, ends, today=wall(now).date())
    series = content_of(work, one).series
    facts = _days(work, starts, ends, meetings=len(series.themes), gap_days=series.gap_days_target)
    turned = Turned(cohort=one.id, state=one.state, starts=starts, ends=ends, paused_at=one.paused_at)
    what = f"{one.title} gets other days."
    return ask_first(work, Deed(name="cohort_turn", request=turned), what=what, notes=notes(*facts), now=now)


def _set_one(work: Work, one: Cohort, request: Days, now: datetime) -> Card:
    if request.start or request.end or (request.closed and request.places):
        raise BadInput(f"Please set {'the breaks' if request.closed else 'the places'} alone, without other days.")
    if request.places:
        return cohort_places.propose(work, one, request.places, now)
    return _set_breaks(work, one, request, now)


def _set_breaks(work: Work, one: Cohort, request: Days, now: datetime) -> Card:
    """These breaks take the place of those that were there."""
    breaks = read_breaks(request.closed)
    if breaks == one.breaks:
        raise BadInput("That changes nothing.")
    what = f"{one.title} has breaks: {say_breaks(breaks)}." if breaks else f"{one.title} has no breaks any more."
    was = f"It had: {say_breaks(one.breaks)}." if one.breaks else ""
    deed = Deed(name="cohort_breaks", request=Breaks(cohort=one.id, breaks=breaks))
    return ask_first(work, deed, what=what, notes=notes(was, BREAKS if breaks else ""), now=now)


def turn_breaks(work: Work, request: Breaks, now: datetime) -> Result:
    """From now on they count."""
    one = work.cohorts.get(CohortId(request.cohort))
    work.cohorts.change(one.id, breaks=request.breaks)
    work.audit("cohort breaks set", one.id, now=now)
    said = say_breaks(request.breaks) or "none"
    back = Deed(name="cohort_breaks", request=Breaks(cohort=one.id, breaks=one.breaks))
    return Result(what=f"{one.title}: breaks are now {said}.", back=back)


def pause(work: Work, request: Which, now: datetime) -> Card:
    """Everything that nobody asked for stops, for all in it."""
    one = an_open_cohort(work, request.words)
    if one.state is CohortState.PAUSED:
        raise BadInput(f"{one.title} is paused already. To go on: cohort resume {cohort_number(one.id)}")
    turned = Turned(cohort=one.id, state=CohortState.PAUSED, starts=one.starts, ends=one.ends, paused_at=now)
    what = f"I pause {one.title}."
    deed = Deed(name="cohort_turn", request=turned)
    return ask_first(work, deed, what=what, notes=notes(RESTS, TELL_THEM), now=now)


def resume(work: Work, request: Which, now: datetime) -> Card:
    """It goes on, and its last day moves by as long as it rested."""
    one = a_cohort(work, request.words)
    if one.state is not CohortState.PAUSED:
        raise BadInput(f"{one.title} is not paused.")
    rested = (wall(now).date() - wall(one.paused_at or now).date()).days
    ends = one.ends + timedelta(days=rested) if one.ends else None
    later = f"It rested for {rested} days. Its last day moves to {say_day(ends)}." if ends and rested else ""
    times = "Questions, reminders and the times for reflections move on by as long." if rested else ""
    turned = Turned(cohort=one.id, state=CohortState.OPEN, starts=one.starts, ends=ends)
    what = f"{one.title} goes on. What waits is asked now."
    return ask_first(work, Deed(name="cohort_turn", request=turned), what=what, notes=notes(later, times), now=now)


def turn(work: Work, request: Turned, now: datetime) -> Result:
    """How it stands from now on; what it was before can come back."""
    one = work.cohorts.get(CohortId(request.cohort))
    if one.state is CohortState.CLOSED:
        raise BadInput(f"{one.title} is closed by now.")
    values = {"state": request.state, "starts": request.starts, "ends": request.ends, "paused_at": request.paused_at}
    work.cohorts.change(one.id, **values)
    work.audit(f"cohort {request.state}", one.id, now=now)
    back = Turned(cohort=one.id, state=one.state, starts=one.starts, ends=one.ends, paused_at=one.paused_at)
    if one.paused_at and request.state is CohortState.OPEN:
        _go_on(work, one.id, one.paused_at, now)
        back = replace(back, ends=request.ends, paused_at=now)  # all has moved on, so another rest begins now
    words = {CohortState.PAUSED: "is paused", CohortState.OPEN: "is open"}[request.state]
    return Result(what=f"{one.title} {words}.", back=Deed(name="cohort_turn", request=back))


def _go_on(work: Work, cohort: CohortId, paused_at: datetime, now: datetime) -> None:
    """What waited moves on; who met while the cohort rested is asked how it went."""
    work.cohorts.go_on(cohort, paused_at=paused_at, now=now)
    links = {one.id for one in work.links.in_cohort(cohort, LinkState.ACTIVE, LinkState.ENDED)}
    met = [one for one in work.meetings.live(since=paused_at - due.AFTER_FOR, until=now) if one.link in links]
    asked = [one for meeting in met for one in due.plan(meeting) if one.kind is Kind.AFTER and one.due_at <= now]
    work.due.record([replace(one, until=now + due.AFTER_FOR) for one in asked], now=now)


def an_open_cohort(work: Work, words: str) -> Cohort:
    """The one that is meant; raises BadInput for one that is closed."""
    one = a_cohort(work, words)
    if one.state is CohortState.CLOSED:
        raise BadInput(f"{one.title} is closed. Please choose one that is open: cohort list")
    return one


def in_days(one: Cohort) -> str:
    """'Mon 5 Oct to Fri 18 Dec', as far as it is known."""
    if one.starts and one.ends:
        return f"{say_day(one.starts)} to {say_day(one.ends)} {one.ends.year}"
    return f"until {say_day(one.ends)} {one.ends.year}" if one.ends else ""


def _filled(library: Library, request: New) -> New:
    """With today's usual series and model where none is named."""
    if not request.name.strip() or len(request.name) > LONGEST_NAME:
        raise BadInput(f"Please give the cohort a name of at most {LONGEST_NAME} letters.")
    return New(
        name=" ".join(request.name.split()),
        series=_known("series", request.series or library.default_series, library.series),
        model=_known("model", request.model or library.default_model, library.models),
        discipline=request.discipline,
        university=request.university,
        start=request.start,
        end=request.end,
    )


def _known(kind: str, key: str, there: Iterable[str]) -> str:
    if key not in there:
        raise BadInput(f"There is no {kind} called '{key[:40]}'. These are there: {', '.join(there)}.")
    return key


def _days(work: Work, starts: date | None, ends: date | None, *, meetings: int, gap_days: int) -> Iterable[str]:
    """Its days in words."""
    if starts and ends:
        yield f"From {say_day(starts)} to {say_day(ends)} {ends.year}."
        off = [say_day(day) for day in days_off(starts, ends, work.site.closed)]
        yield f"Bank holidays inside: {', '.join(off)}." if off else "No bank holidays inside."
    if ends:
        last = last_safe_start(ends, meetings=meetings, gap_days=gap_days)
        yield f"The last safe day to start a series is {say_day(last)}: {meetings} meetings, {gap_days} days apart."
        if starts and last < starts:
            yield "That is before it starts. Please think about a later end, or a shorter series."
