"""Breaks and leaving: at once, at any time, and without a reason that anybody could read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from bot.cards import Card
from bot.cards.profile import AskLeave, AskRest, Back, BreakOver, Resting, SureToLeave
from bot.domain import due
from bot.domain.cohorts import EnrolmentState
from bot.domain.errors import BadInput
from bot.domain.links import Link, LinkState, stepped_out
from bot.domain.meetings import OPEN, Meeting, MeetingState
from bot.domain.people import Person, PersonId, Role, Standing
from bot.domain.quiet import allowed_from
from bot.domain.times import say_day, wall
from bot.usecases.farewells import goes_on
from bot.usecases.joining import left_card
from bot.usecases.matching import end
from bot.usecases.meetings import tell_moved
from bot.usecases.ports import Work
from bot.usecases.profile_cards import has_left, standing_of
from bot.usecases.saying import HeldBack, Prompt
from bot.usecases.times import tell

PARKED = timedelta(days=3650)  # a meeting of somebody who is away is asked about when they come back
LONG = {"week": timedelta(days=7), "month": timedelta(days=30), "three_months": timedelta(days=91)}
LAST = "There is no other coordinator. Please add one first. Type: person add, the address, --role coordinator"
STEPPED_OUT = "left a group"  # that goes on without them
GOING_ON = (LinkState.SUGGESTED, LinkState.ASKED, LinkState.AGREED, LinkState.ACTIVE)
FINISHED = frozenset({EnrolmentState.COMPLETE, EnrolmentState.LEFT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """How long until the next question."""

    until: Literal["week", "month", "three_months", "never"]


def take_break(work: Work, person: PersonId, *, until: date | None, silent: bool, now: datetime) -> None:
    """The person takes a break from now on; on `until` they are asked again.

    Meetings that need them lose their time, and the others hear only that they move. `silent`: nothing automatic is
    said to anybody in their links, and a coordinator speaks to them.
    """
    standing = work.people.get(person).standing or Standing()
    since = standing.rests_since or now
    work.people.change(person, rests_since=since, rests_until=until, silent=silent)
    if silent:
        work.links.hush(person)
    else:
        _park(work, person, now)
    work.audit("takes a break", person, now=now)


def come_back(work: Work, person: PersonId, *, now: datetime) -> None:
    """The break is over: what waited for the person goes on, and their meetings are asked about anew."""
    standing = work.people.get(person).standing or Standing()
    if standing.rests_since is None:
        return
    work.people.change(person, rests_since=None, rests_until=None, silent=False)
    if standing.silent:
        work.links.wake(person)
    _bring_up(work, person, standing.rests_since, now)
    work.due.release(person, now=now)
    work.audit("came back", person, now=now)


def leave(work: Work, person: PersonId, *, now: datetime) -> None:
    """The person leaves the scheme. A link that cannot go on without them ends, in kind words to the others."""
    standing = work.people.get(person).standing or Standing()
    if standing.left_at:
        return
    check_others_stay(work, work.people.get(person))
    for link in work.links.of(person, *GOING_ON):
        if not goes_on(link, person):
            end(work, link, now, rematch=True, told=not standing.silent)
            continue
        _ask_the_others(work, link, person, now)
        work.audit(STEPPED_OUT, person, now=now)
        if not standing.silent:
            work.due.record(stepped_out(link, person, now), now=now)
    for enrolment in work.cohorts.enrolments(person):
        if enrolment.state not in FINISHED:
            work.cohorts.set_state(enrolment.cohort, person, EnrolmentState.LEFT, now=now)
    work.people.change(person, left_at=now, rests_since=None, rests_until=None)
    work.audit("left", person, now=now)


def _ask_the_others(work: Work, link: Link, person: PersonId, now: datetime) -> None:
    """A time that waits for this person's yes alone: the others are asked once more, so that it is set by theirs."""
    for meeting in work.meetings.of(person):
        waits = meeting.state is MeetingState.HALF_CONFIRMED and meeting.to_agree == {person}
        if meeting.link == link.id and waits:
            tell(work, work.meetings.change(meeting, meeting.state, now=now), now)


def check_others_stay(work: Work, person: Person) -> None:
    """Raises BadInput for the last coordinator: nobody could bring in another."""
    if Role.COORDINATOR in person.roles and work.people.with_role(Role.COORDINATOR) == 1:
        raise BadInput(LAST)


def ask_rest(work: Work, _request: None, _now: datetime) -> Card:
    """How long would be good; how things stand for somebody who is away already."""
    if has_left(work):
        return left_card(work)
    standing = standing_of(work)
    return _resting(standing.rests_until) if standing.rests_since else AskRest()


def rest(work: Work, request: Rest, now: datetime) -> Card:
    """A break, taken by the person themselves."""
    if has_left(work):
        return left_card(work)
    long = LONG.get(request.until)
    until = wall(now + long).date() if long else None
    take_break(work, work.actor.id, until=until, silent=standing_of(work).silent, now=now)
    return _resting(until)


def back(work: Work, _request: None, now: datetime) -> Card:
    """Somebody comes back by themselves."""
    if has_left(work):
        return left_card(work)
    away = standing_of(work).rests_since is not None
    come_back(work, work.actor.id, now=now)
    return Back(came=away, here=not away)


def ask_leave(work: Work, _request: None, _now: datetime) -> Card:
    """What to do: leave, take a break, or talk first."""
    return left_card(work) if has_left(work) else AskLeave()


def sure(work: Work, _request: None, _now: datetime) -> Card:
    """Asks once more before anything happens."""
    return left_card(work) if has_left(work) else SureToLeave()


def leave_now(work: Work, _request: None, now: datetime) -> Card:
    """The second press."""
    leave(work, work.actor.id, now=now)
    return left_card(work)


def break_over(work: Work, prompt: Prompt, now: datetime) -> Card | None:
    """The question on the day that the person named, in their own hours; nothing if they named another day since."""
    standing = standing_of(work)
    if standing.left_at or not standing.rests_since or not standing.rests_until:
        return None
    if prompt.key.split(":")[2] != f"{standing.rests_until:%Y%m%d}":
        return None
    if allowed_from(standing, now, work.site.closed) > now:
        raise HeldBack
    return BreakOver()


def _resting(until: date | None) -> Card:
    return Resting(until=say_day(until) if until else "", open=until is None)


def _to_come(work: Work, person: PersonId, now: datetime) -> Iterator[Meeting]:
    """The open meetings that have not begun and cannot be without this person."""
    for meeting in work.meetings.of(person):
        begun = meeting.state is MeetingState.CONFIRMED and (meeting.start is None or meeting.start <= now)
        if meeting.state in OPEN and not begun and meeting.people(meeting.side_of(person)) == (person,):
            yield meeting


def _park(work: Work, person: PersonId, now: datetime) -> None:
    for meeting in list(_to_come(work, person, now)):
        was = meeting.start
        work.meetings.unbook(meeting.id)
        work.meetings.offer(meeting.id, ())
        after = work.meetings.change(meeting, MeetingState.PLANNED, now=now, since=now + PARKED)
        if was:
            tell_moved(work, after, was, by=person, now=now)
            work.audit("moved", after.id, now=now)


def _bring_up(work: Work, person: PersonId, since: datetime, now: datetime) -> None:
    """What was asked while the person was away may have run out unseen, so it is asked again."""
    for meeting in list(_to_come(work, person, now)):
        if meeting.state is not MeetingState.CONFIRMED and meeting.since >= since:
            after = work.meetings.change(meeting, meeting.state, now=now, since=now)
            work.due.record(due.plan(after, closed=work.site.closed), now=now)
