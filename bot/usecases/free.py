"""A Buddy says when they are free or away, once for many meetings; a coordinator can write it down for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from bot.cards import Card
from bot.cards.free import AwayKept, FreeKept, Kept, MyTimes, Then, WhenAway, WhenFree, WhenUsual
from bot.domain.cohorts import EnrolmentState
from bot.domain.due import Due, Kind
from bot.domain.errors import BadInput
from bot.domain.free import DRY, DRY_AGAIN, MOST, WEEKLY_FOR, Free, FreeKind, check, dry_days, say_free, windows
from bot.domain.meetings import OPEN, Meeting, MeetingState, Side, Window
from bot.domain.people import GIVERS, PersonId
from bot.domain.times import at_wall, say, say_day, wall
from bot.usecases.ports import Work
from bot.usecases.saying import Prompt

ASKED_AT = time(9)
ASKED_FOR = timedelta(days=6)
TAKES_PART = frozenset({EnrolmentState.WAITING, EnrolmentState.LINKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Give:
    """The card's fields as they come: weekday numbers joined by commas, times as 14:00, days as 2026-12-01."""

    days: str
    from_time: str
    to_time: str
    repeat: Literal["", "weekly", "once"]
    until: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoAway:
    """The first and the last day away, as the card sends them."""

    from_day: str
    to_day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOut:
    """One of the actor's own times."""

    number: int


def windows_of(work: Work, person: PersonId, since: datetime, until: datetime) -> tuple[Window, ...]:
    """When this person is free; never, while they take a break or have left. Raises NotYours."""
    standing = work.people.get(person).standing
    if standing and (standing.rests_since or standing.left_at):
        return ()
    return windows(work.free.of(person), since=since, until=until, closed=work.site.closed)


def ask(work: Work, _request: object, now: datetime) -> Card:
    """Asks when the actor is free; who only learns, when they usually are."""
    return _asking(work, now)


def _asking(work: Work, now: datetime, *, dry: str = "", nothing_last: bool = False) -> Card:
    today = wall(now).date()
    if not work.actor.is_a(GIVERS):
        return WhenUsual(earliest=today.isoformat(), until=(today + WEEKLY_FOR).isoformat())
    return WhenFree(
        earliest=today.isoformat(),
        until=(today + WEEKLY_FOR).isoformat(),
        dry=dry,
        has_last=bool(_run_out(work, work.actor.id, today)),
        nothing_last=nothing_last,
    )


def give(work: Work, request: Give, now: datetime) -> Card:
    """Keeps the times on the card."""
    start, end = _minute(request.from_time), _minute(request.to_time)
    kind = FreeKind.ONCE if request.repeat == "once" else FreeKind.WEEKLY
    days = [int(one) for one in request.days.split(",") if one in set("0123456")]
    times = list(_given(kind, days, request, wall(now).date()))
    if not times:
        raise BadInput("Please tick at least one day.")
    return keep(work, [replace(one, from_minute=start, to_minute=end) for one in times], now)


def _given(kind: FreeKind, days: Sequence[int], request: Give, today: date) -> Iterator[Free]:
    if kind is FreeKind.WEEKLY:
        until = _day(request.until) if request.until else today + WEEKLY_FOR
        yield from (Free(kind=kind, weekday=weekday, until=until) for weekday in days)
    elif request.day:
        yield Free(kind=kind, day=_day(request.day), until=_day(request.day))
    else:
        for weekday in days:
            ahead = (weekday - today.weekday()) % 7 or 7
            day = today + timedelta(days=ahead)
            yield Free(kind=kind, day=day, until=day)


def _minute(clock: str) -> int:
    if not clock:
        raise BadInput("Please give a time from and a time to.")
    try:
        found = time.fromisoformat(clock)
    except ValueError:
        raise BadInput("I can't read that time. Please choose it again.") from None
    return found.hour * 60 + found.minute


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise BadInput("I can't read that day. Please choose it again.") from None


def given(work: Work, times: tuple[Free, ...], now: datetime) -> Card:
    """The same, typed. No times given: the card that asks for them."""
    return keep(work, times, now) if times else ask(work, None, now)


def keep(work: Work, times: Sequence[Free], now: datetime) -> FreeKept:
    """Keeps these times of the actor; a meeting that waits for a time is looked at again."""
    me = work.actor.id
    add(work, me, times, now)
    waiting = look_again(work, me, now)
    said = tuple(Kept(number=one.id, say=say_free(one)) for one in times)
    return FreeKept(times=said, student=waiting[0].names(Side.STUDENT) if waiting else "")


def add(work: Work, person: PersonId, times: Sequence[Free], now: datetime) -> Sequence[int]:
    """Keeps what is not kept yet, and lets go of what has passed; the numbers of what is new. Raises BadInput."""
    known = work.free.of(person)
    same = {replace(one, id=0, entered_by=None) for one in known}
    new = [one for one in times if check(one, now=now, closed=work.site.closed) not in same]
    today = wall(now).date()
    gone = [one.id for one in known if one.until < today and one.kind is not FreeKind.WEEKLY]
    if len(known) - len(gone) + len(new) > MOST:
        raise BadInput(f"There is room for {MOST} times. Please take some out first: type 'my times'.")
    if gone:
        work.free.remove(person, gone)
    work.audit("free times given", person, now=now)
    ends = {one.until for one in new if one.kind is FreeKind.WEEKLY}
    asked = [due for last in ends for due in _dry(person, last) if due.due_at <= now]
    work.due.record(asked, now=now, answered=person)  # who gives times only now knows when they end
    return work.free.add(person, new) if new else ()


def look_again(work: Work, person: PersonId, now: datetime) -> list[Meeting]:
    """The person's meetings that wait for free times: with a new version, the assistant looks for times anew.

    A group is looked at when the last of its Buddies has given times: until then nobody is asked once more.
    """
    waiting = [one for one in work.meetings.of(person) if one.state is MeetingState.PLANNED and one.since <= now]
    mine = [one for one in waiting if one.side_of(person) is Side.BUDDY]
    return [work.meetings.change(one, MeetingState.PLANNED, now=now) for one in mine if _all_gave(work, one, now)]


def _all_gave(work: Work, meeting: Meeting, now: datetime) -> bool:
    alone = len(meeting.people(Side.BUDDY)) == 1
    return alone or work.free.given_by_all(meeting, on=wall(now).date())


def same_again(work: Work, _request: None, now: datetime) -> Card:
    """The weekly times that ran out, or soon will, once more for as long."""
    me, today = work.actor.id, wall(now).date()
    last = _run_out(work, me, today)
    if not last:
        return _asking(work, now, nothing_last=True)
    work.free.remove(me, [one.id for one in last])
    again = [replace(one, until=today + WEEKLY_FOR, id=0, entered_by=None) for one in last]
    return keep(work, again, now)


def _run_out(work: Work, person: PersonId, today: date) -> list[Free]:
    """The weekly times that ended, or end within days, and that the person has not given anew."""
    weekly = [one for one in work.free.of(person) if one.kind is FreeKind.WEEKLY]
    return [one for one in weekly if dry_days(one.until)[0] <= today]


def my_times(work: Work, _request: None, now: datetime) -> Card:
    """All that is kept and still to come."""
    return _mine(work, now)


def _mine(work: Work, now: datetime, *, taken_out: str = "") -> MyTimes:
    times = tuple(Kept(number=one.id, say=say_free(one)) for one in current(work, work.actor.id, now))
    return MyTimes(times=times, none=not times, taken_out=taken_out, giver=work.actor.is_a(GIVERS))


def current(work: Work, person: PersonId, now: datetime) -> list[Free]:
    """The person's times that have not passed."""
    return [one for one in work.free.of(person) if one.until >= wall(now).date()]


def take_out(work: Work, request: TakeOut, now: datetime) -> Card:
    """Takes one out; pressed twice, it is gone all the same."""
    gone = work.free.remove(work.actor.id, [request.number])
    if gone:
        work.audit("free time taken out", work.actor.id, now=now)
    return _mine(work, now, taken_out=say_free(gone[0]) if gone else "")


def when_away(_work: Work, _request: None, now: datetime) -> Card:
    """Asks for the days."""
    return WhenAway(earliest=wall(now).date().isoformat())


def go_away(work: Work, request: GoAway, now: datetime) -> Card:
    """Keeps the days on the card; one day, if only the first is given."""
    if not request.from_day:
        raise BadInput("Please give the first day and the last day.")
    first = _day(request.from_day)
    last = _day(request.to_day) if request.to_day else first
    return away(work, Free(kind=FreeKind.AWAY, day=first, until=last), now)


def away(work: Work, days: Free | None, now: datetime) -> Card:
    """Keeps days away, takes times on them off offer, and shows what is set on them. None given: asks for them."""
    if days is None:
        return when_away(work, None, now)
    me = work.actor.id
    add(work, me, [days], now)
    mine = [one for one in work.meetings.of(me) if one.state in OPEN]
    for one in mine:
        if one.state is MeetingState.OFFERED and one.side_of(me) is Side.BUDDY:
            _leave_out(work, one, days, now)
    then = tuple(
        Then(meeting=one.id, version=one.version, say=f"{say(one.start)} with {one.names(Side.STUDENT)}")
        for one in mine
        if one.start and one.side_of(me) is Side.BUDDY and days.covers(wall(one.start).date(), ())
    )
    return AwayKept(days=say_free(days), meetings=then, has_meetings=bool(then))


def _leave_out(work: Work, meeting: Meeting, days: Free, now: datetime) -> None:
    """Where nothing is left on offer, new times are looked for."""
    starts = [start for start, _ in work.meetings.slots(meeting.id)]
    left = [start for start in starts if not days.covers(wall(start).date(), ())]
    if len(left) < len(starts):
        work.meetings.offer(meeting.id, left)
    if not left:
        work.meetings.change(meeting, MeetingState.PLANNED, now=now)


def running_dry(work: Work, since: datetime, until: datetime) -> Iterator[Due]:
    """Asks whose weekly times end soon for more: ten days ahead, and once more a week later."""
    first, last = wall(since).date() + DRY - DRY_AGAIN, wall(until).date() + DRY
    for person, ends in work.free.ending(since=first, until=last):
        yield from _dry(person, ends)


def _dry(person: PersonId, ends: date) -> Iterator[Due]:
    for turn, day in enumerate(dry_days(ends), 1):
        at = at_wall(day, ASKED_AT)
        key = f"{Kind.FREE_DRY}:{person}:{ends}:{turn}"
        yield Due(key=key, kind=Kind.FREE_DRY, person=person, subject=person, due_at=at, until=at + ASKED_FOR)


def dry_card(work: Work, prompt: Prompt, now: datetime) -> Card | None:
    """Asks for more, while it is still so and the reader takes part as a Buddy or carer."""
    me = work.actor.id
    if not work.actor.is_a(GIVERS):
        return None
    last = max((one.until for one in work.free.of(me) if one.kind is FreeKind.WEEKLY), default=None)
    if last is None or prompt.key.split(":")[2] != last.isoformat() or not _takes_part(work):
        return None
    return _asking(work, now, dry=say_day(last))


def _takes_part(work: Work) -> bool:
    me = work.actor.id
    if any(one.state in TAKES_PART for one in work.cohorts.enrolments(me)):
        return True
    return any(one.state in OPEN and one.side_of(me) is Side.BUDDY for one in work.meetings.of(me))
