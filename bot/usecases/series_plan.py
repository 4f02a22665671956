"""A coordinator looks at a whole series in a Buddy's free times, and starts it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.cards import Card
from bot.cards.staff import Listing, Note, Row, Telling
from bot.domain import offers
from bot.domain.errors import BadInput
from bot.domain.links import Link, LinkState, link_number
from bot.domain.meetings import OPEN, Meeting, MeetingState, Side, meeting_number
from bot.domain.offers import Planned
from bot.domain.quiet import SATURDAY
from bot.domain.times import at_wall, say, say_day, wall
from bot.usecases.content import content_of
from bot.usecases.finding import a_link
from bot.usecases.offering import free_starts, last_start, spacing_of, taken_in, windows_of_all
from bot.usecases.planning_meetings import as_shown
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, ask_first
from bot.usecases.showing import theme
from bot.usecases.times import tell

WEEKS, MOST_WEEKS = 6, 52
LATER = "The later dates are a plan. Each meeting is offered when the one before it has taken place."


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSeries:
    """Which pair, from which day on, and how many weeks to look at (0: as many as the series may take)."""

    pair: str
    first: date | None = None
    weeks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The next meeting as it stood, and from when on it may be."""

    meeting: int
    version: int
    since: datetime


def propose(work: Work, request: PlanSeries, now: datetime) -> Card:
    """Shows the dates that the free times give; on a yes the next meeting is offered, and nothing else happens."""
    link = a_link(work, request.pair)
    meeting = _next(work, link)
    since = max(now, at_wall(request.first, time())) if request.first else now
    if meeting.state is MeetingState.CONFIRMED and meeting.start:
        since = max(since, meeting.start)
    weeks = min(request.weeks or WEEKS, MOST_WEEKS)
    plan = _plan(work, meeting, since, since + timedelta(weeks=weeks))
    rows = [Note(say=line) for line in _lines(work, plan, since)]
    if meeting.state is not MeetingState.PLANNED:
        return _only_shown(link, meeting, rows)
    title, student = theme(work, meeting).title, meeting.names(Side.STUDENT)
    words = f"Meeting {meeting.number}: {title}. These times work for {meeting.names(Side.BUDDY)}."
    return ask_first(
        work,
        Deed(name="meet_plan", request=Start(meeting=meeting.id, version=meeting.version, since=since)),
        what=f"Offer meeting {meeting.number} of {link_number(link.id)} to {student} now.",
        notes=(*rows, Note(say=LATER)),
        telling=[Telling(who=student, words=f"{words} Pick up to three that work for you. Times are UK time.")],
        now=now,
    )


def _next(work: Work, link: Link) -> Meeting:
    if link.state is not LinkState.ACTIVE or link.frozen:
        raise BadInput(f"{link_number(link.id)} is not active now, so nothing can be planned for it.")
    meeting = next((one for one in work.meetings.of_link(link.id) if one.state in OPEN), None)
    if meeting is None:
        raise BadInput(f"{link_number(link.id)} has no meeting to come.")
    return meeting


def _plan(work: Work, meeting: Meeting, since: datetime, until: datetime) -> tuple[Planned, ...]:
    windows = windows_of_all(work, meeting, since, until)
    is_set, series = meeting.state is MeetingState.CONFIRMED, content_of(work, meeting).series
    numbers = [meeting.number] * (not is_set) + [*range(meeting.next_number, len(series.themes) + 1)]
    plan = offers.lay_out(
        windows,
        numbers,
        minutes=series.minutes if meeting.short_first else meeting.minutes,
        spacing=spacing_of(work, meeting),
        taken=taken_in(work, meeting, windows, now=since),
        last=meeting.start if is_set else last_start(work, meeting),
        now=since,
    )
    if not plan:
        who = meeting.names(Side.BUDDY)
        raise BadInput(f"I found no free time of {who} in those weeks. Type 'free show' and the name to see them all.")
    return plan


def _lines(work: Work, plan: Sequence[Planned], since: datetime) -> Iterator[str]:
    for one in plan:
        noted = f" ({', '.join(one.notes)})" if one.notes else ""
        yield f"Meeting {one.number}: {say(one.start)}{noted}"
    day, last = wall(since).date(), wall(plan[-1].start).date()
    while day < last:
        if day in work.site.closed and day.weekday() < SATURDAY:
            yield f"{say_day(day)} is a bank holiday: nothing is planned on it."
        day += timedelta(days=1)


def _only_shown(link: Link, meeting: Meeting, rows: Sequence[Note]) -> Listing:
    settled = "is set" if meeting.state is MeetingState.CONFIRMED else "waits for an answer"
    return Listing(
        title=f"A plan for {link_number(link.id)}",
        rows=tuple(Row(say=one.say) for one in rows),
        hint=f"{meeting_number(meeting.id)} {settled}, so nothing is sent. {LATER}",
    )


def start(work: Work, request: Start, now: datetime) -> Result:
    """Offers the next meeting to its students."""
    meeting = as_shown(work, request.meeting, request.version)
    starts = free_starts(work, meeting, max(now, request.since))
    if not starts:
        raise BadInput("The free times have changed since. Please type the command again.")
    after = work.meetings.change(meeting, MeetingState.OFFERED, now=now)
    work.meetings.offer(after.id, starts)
    tell(work, after, now)
    work.audit("times offered", after.id, now=now)
    what = f"{meeting_number(after.id)} is offered to {after.names(Side.STUDENT)}, at {len(starts)} times."
    return Result(what=what, notes=(Note(say=LATER),))
