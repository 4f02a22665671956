"""The assistant finds times by itself: free times that a Buddy gave before answer the question when they are free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce

from bot.cards import Card
from bot.cards.times import AskConfirm, AskFree, AskPick
from bot.domain import due, offers
from bot.domain.due import Due, Kind
from bot.domain.free import common
from bot.domain.meetings import Meeting, MeetingId, MeetingState, Side, Window
from bot.domain.offers import NUDGE, NUDGED_AFTER, Spacing, Taken, iso_week
from bot.domain.times import cells
from bot.usecases.content import content_of
from bot.usecases.free import windows_of
from bot.usecases.ports import Work
from bot.usecases.saying import Prompt, wait_since
from bot.usecases.showing import confirm_card, free_card, pick_card
from bot.usecases.times import tell

WAITING = frozenset({MeetingState.OFFERED, MeetingState.HALF_CONFIRMED})


def offer_free_times(work: Work, meeting: Meeting, now: datetime) -> Meeting | None:
    """A planned meeting goes straight to its students when the stored free times give times for it; else None.

    For those who may see the free times of all its Buddies: coordinators and the assistant.
    """
    if meeting.state is not MeetingState.PLANNED or meeting.held_back:
        return None
    starts = free_starts(work, meeting, now)
    if not starts:
        return None
    after = work.meetings.change(meeting, MeetingState.OFFERED, now=now)
    work.meetings.offer(after.id, starts)
    tell(work, after, now)
    work.audit("times offered", after.id, now=now)
    return after


def free_starts(work: Work, meeting: Meeting, now: datetime) -> tuple[datetime, ...]:
    """The times to offer from this instant on: of the stored free times, without what did not suit before."""
    spacing, last = spacing_of(work, meeting), last_start(work, meeting)
    since, until = offers.span(spacing, last=last, now=now)
    windows = windows_of_all(work, meeting, since, until)
    if not windows:
        return ()
    tried = frozenset(number for start in _tried(work, meeting) for number in cells(start, meeting.minutes))
    taken = taken_in(work, meeting, windows, tried=tried, now=now)
    return offers.choose(windows, minutes=meeting.minutes, spacing=spacing, taken=taken, last=last, now=now)


def _tried(work: Work, meeting: Meeting) -> Sequence[datetime]:
    """The times that did not suit; of those that led to a time, the others may suit when that one is lost."""
    starts = [start for start, _ in work.meetings.slots(meeting.id)]
    had = work.meetings.last_start(meeting.id) if starts else None
    return [had] if had in starts else starts


def windows_of_all(work: Work, meeting: Meeting, since: datetime, until: datetime) -> tuple[Window, ...]:
    """When all Buddies of the meeting are free, on days that their registration reaches."""
    each = [windows_of(work, person, since, until) for person in meeting.people(Side.BUDDY)]
    return tuple(one for one in reduce(common, each) if meeting.can_be(one.start))


def taken_in(
    work: Work,
    meeting: Meeting,
    windows: Sequence[Window],
    *,
    now: datetime,
    tried: frozenset[int] = frozenset(),
) -> Taken:
    """What of these windows cannot be: hours that are booked or were `tried`, and weeks that are full."""
    numbers = {
        number for one in windows for number in cells(one.start, int((one.end - one.start) / timedelta(minutes=1)))
    }
    weeks = {iso_week(one.start) for one in windows} | {iso_week(one.end) for one in windows}
    return Taken(
        cells=work.meetings.taken(meeting.people(), numbers) | tried,
        weeks=work.meetings.full_weeks(meeting, weeks, now=now),
        days=work.meetings.rest_days(meeting, [one.start for one in windows]) | meeting.breaks,
    )


def spacing_of(work: Work, meeting: Meeting) -> Spacing:
    """How far apart the meetings of its series are."""
    series = content_of(work, meeting).series
    return Spacing(least=series.gap_days_min, best=series.gap_days_target, most=series.gap_days_max)


def last_start(work: Work, meeting: Meeting) -> datetime | None:
    """When the meeting before it in the series was, or will be."""
    before = [one.start for one in work.meetings.of_link(meeting.link) if one.number < meeting.number and one.start]
    return max(before, default=None)


def passed(work: Work, _since: datetime, until: datetime) -> Iterator[Due]:
    """New times are due as soon as the last one on offer, or picked, has come without an answer."""
    for meeting, last in work.free.passed(until=until):
        for person in meeting.people(Side.BUDDY):
            key = f"{Kind.FREE}:{meeting.id}:v{meeting.version}:{person}"
            yield Due(
                key=key,
                kind=Kind.FREE,
                person=person,
                subject=meeting.id,
                due_at=max(last, meeting.since),
                until=last + timedelta(days=366),
            )


def settle(work: Work, dues: Sequence[Due], now: datetime) -> list[Due]:
    """What of it is still to be said, after the stored free times have answered what they can.

    One transaction with the writing down, so that a question is asked or answered, once.
    """
    asked = {one.subject for one in dues if one.kind is Kind.FREE}
    settled = {number: _settled(work, MeetingId(number), now) for number in sorted(asked)}
    return [one for one in dues if one.kind is not Kind.FREE or not settled[one.subject]]


def _settled(work: Work, number: MeetingId, now: datetime) -> bool:
    """Whether nobody needs to be asked by these messages: new ones stand in for them."""
    meeting = work.meetings.get(number)
    missed = meeting.state is MeetingState.MISSED  # nobody has said what next, so the same number is planned anew
    again = missed or (meeting.state in WAITING and not still_open(work, meeting, now))
    if missed:
        work.meetings.unbook(meeting.id)
    if again:
        meeting = work.meetings.change(meeting, MeetingState.PLANNED, now=now)
    if offer_free_times(work, meeting, now):
        return True
    if again:
        work.due.record(due.derive([meeting], now, closed=work.site.closed), now=now)
    return again


def still_open(work: Work, meeting: Meeting, now: datetime) -> bool:
    """Whether a time that waits for an answer is still to come."""
    picked_only = meeting.state is MeetingState.HALF_CONFIRMED
    return any(start > now and (picked or not picked_only) for start, picked in work.meetings.slots(meeting.id))


def nudge(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    """The same question once more, two days after it was really asked."""
    if meeting.state not in NUDGE or prompt.key.split(":")[2] != f"v{meeting.version}":
        return None
    kind, question, _ = NUDGE[meeting.state]
    answered = meeting.state is MeetingState.HALF_CONFIRMED and work.actor.id not in meeting.to_agree
    if kind is not prompt.kind or answered:
        return None
    asked = work.due.said(prompt.key.replace(kind, question, 1))
    wait_since(asked, now, work.site.closed, wait=NUDGED_AFTER)
    return _again(work, meeting, now)


def _again(work: Work, meeting: Meeting, now: datetime) -> Card | None:
    match meeting.state:
        case MeetingState.PLANNED:
            card: AskFree | AskPick | AskConfirm | None = free_card(work, meeting, now)
        case MeetingState.OFFERED:
            card = pick_card(work, meeting, now)
        case _:
            card = confirm_card(work, meeting, now)
    return replace(card, again=True) if card else None
