"""Whether a meeting can be at a time that a coordinator names, and if not, when it could."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from bot.domain.errors import BadInput
from bot.domain.free import good_times
from bot.domain.links import Link, LinkState, link_number
from bot.domain.meetings import MAX_AHEAD, Meeting, MeetingState, meeting_number
from bot.domain.offers import iso_week
from bot.domain.quiet import is_working_day
from bot.domain.times import MIN_NOTICE, cells, say, say_day, wall
from bot.usecases.ports import Work
from bot.usecases.times import ASKING

TRIES = 20  # working days that are looked through for the next good time


def open_meeting(work: Work, link: Link, number: int) -> Meeting:
    """The meeting of this number that still needs a time; raises BadInput."""
    if link.state is not LinkState.ACTIVE or link.frozen:
        raise BadInput(f"{link_number(link.id)} is not active now, so nothing can be planned for it.")
    found = work.meetings.of_link(link.id)
    meeting = next((one for one in found if one.number == number), None)
    if meeting is None:
        last = max((one.number for one in found), default=0)
        raise BadInput(f"Meeting {number} is not open yet. {link_number(link.id)} is at meeting {last}.")
    if meeting.state is MeetingState.CONFIRMED and meeting.start:
        command = f"meet move {meeting_number(meeting.id)}"
        raise BadInput(
            f"Meeting {number} is set for {say(meeting.start)}. To move it, type: {command}, the day, the time."
        )
    if meeting.state not in ASKING:
        raise BadInput(f"Meeting {number} of {link_number(link.id)} is over. Please choose a later one.")
    if meeting.held_back:
        raise BadInput("This cohort is paused, so nothing can be planned now.")
    return meeting


def check(work: Work, meeting: Meeting, start: datetime, now: datetime) -> None:
    """Raises BadInput, with the next good time, when the meeting cannot be at this instant."""
    why = _why_not(work, meeting, start, now)
    if why:
        good = next_good(work, meeting, start, now)
        then = f" The next good time is {say(good)}." if good else " Please choose another day."
        raise BadInput(why + then)


def _why_not(work: Work, meeting: Meeting, start: datetime, now: datetime) -> str:
    if start < now:
        return f"{say(start)} has already passed."
    if start < now + MIN_NOTICE:
        return f"{say(start)} is very soon: people need at least two hours."
    if start > now + MAX_AHEAD:
        return f"{say(start)} {start.year} is more than a year away."
    day = wall(start).date()
    if not is_working_day(day, work.site.closed):
        return f"{say_day(day)} is a day off: a weekend or a bank holiday."
    if not _free(work, meeting, [start], now):
        return _no_room(meeting, start)
    return ""


def _no_room(meeting: Meeting, start: datetime) -> str:
    if meeting.can_be(start):
        return f"{say(start)} is taken, or the Buddy has no room that day or week."
    return f"The Buddy's registration does not last until {say_day(wall(start).date())}. To see it: reg show."


def next_good(work: Work, meeting: Meeting, start: datetime, now: datetime) -> datetime | None:
    """The next instant at the same time of day at which everybody could meet."""
    tries = list(islice(good_times(start, now=now, closed=work.site.closed), TRIES))
    return next(iter(_free(work, meeting, tries, now)), None)


def _free(work: Work, meeting: Meeting, starts: Iterable[datetime], now: datetime) -> list[datetime]:
    """Those at which nobody in the meeting is booked elsewhere, in weeks that are not full."""
    wanted = [one for one in starts if meeting.can_be(one)]
    numbers = {number for start in wanted for number in cells(start, meeting.minutes)}
    taken = work.meetings.taken(meeting.people(), numbers)
    full = work.meetings.full_weeks(meeting, {iso_week(start) for start in wanted}, now=now)
    if meeting.start:  # its own time is free for it
        taken -= frozenset(cells(meeting.start, meeting.minutes))
        full -= {iso_week(meeting.start)}
    rest = work.meetings.rest_days(meeting, wanted)
    return [
        one
        for one in wanted
        if taken.isdisjoint(cells(one, meeting.minutes)) and iso_week(one) not in full
        if wall(one).date() not in rest
    ]
