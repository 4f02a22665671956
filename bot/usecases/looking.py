"""A coordinator looks for people, and looks at one of them. Never at what somebody wrote in a reflection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.cards.staff import Listing, Row
from bot.domain.joining import ChoiceSaid, ready, to_do
from bot.domain.meetings import Meeting, MeetingState, Side
from bot.domain.people import GIVERS, TAUGHT, Person, PersonId, Role, Standing
from bot.domain.times import say, say_day, wall
from bot.usecases.finding import a_person, full_name
from bot.usecases.ports import Work

MOST = 10  # people on one card
NAMED = 5  # meetings on one card
ALL_TIME = timedelta(days=3660)
STATES = {
    MeetingState.PLANNED: "no time yet",
    MeetingState.OFFERED: "waits for a pick",
    MeetingState.HALF_CONFIRMED: "waits for a yes",
    MeetingState.CONFIRMED: "set",
    MeetingState.HELD: "held",
    MeetingState.HELD_SHORT: "held, short",
    MeetingState.MISSED: "not held",
    MeetingState.CANCELLED: "cancelled",
}
WAY_TO_REACH = {"email": "by e-mail", "phone": "by phone", "post": "by post"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody as a coordinator writes it: 'S-022', an address, the beginning of a name."""

    words: str


def find(work: Work, request: Who, _now: datetime) -> Listing:
    """Those whose name begins so, with what they are and where they stand."""
    found = work.people.named(request.words)
    shown = found[:MOST]
    places = work.cohorts.places([one.id for one in shown]) if shown else []
    return Listing(
        title="People",
        rows=tuple(
            Row(
                say=f"{full_name(one)}, {_parts(one)}",
                more="; ".join(f"{cohort}: {state}" for person, cohort, state in places if person == one.id),
            )
            for one in shown
        ),
        more=len(found) - len(shown),
        hint=f"Type: person show {shown[0].number}" if shown else "",
        nothing="" if shown else "I found nobody of that name. Those who left are not shown.",
    )


def show(work: Work, request: Who, now: datetime) -> Listing:
    """All that a coordinator may know of one person."""
    person = a_person(work, request.words)
    kept = work.people.profile(person.id)
    rows = [*_place(work, person, kept), *_standing(person.standing or Standing())]
    rows += _choices(work, person)
    if person.is_a(GIVERS):
        rows += _giver(work, person, now)
    rows += _meetings(work.meetings.of(person.id), person.id)
    rows += _apart(work, person)
    return Listing(title=full_name(person), rows=tuple(rows), hint=f"Type: person set {person.number} line ...")


def _parts(person: Person) -> str:
    return ", ".join(role for role in Role if role in person.roles)


def _place(work: Work, person: Person, kept: Mapping[str, Any]) -> Iterator[Row]:
    about = [kept["discipline"], kept["university"], f"course id {kept['course_id']}" if kept["course_id"] else ""]
    yield Row(say=_parts(person).capitalize(), more=", ".join(part for part in about if part))
    yield Row(say=kept["email"] or "No address", more=WAY_TO_REACH.get(kept["contact"], "in Teams"))
    for _, cohort, state in work.cohorts.places([person.id]):
        yield Row(say=f"{cohort}: {state}")
    for name, label in (("line", "Own line"), ("needs", "Needs"), ("hope", "Hope"), ("placement", "Placement")):
        if kept[name]:
            yield Row(say=f"{label}: {kept[name]}")


def _standing(standing: Standing) -> Iterator[Row]:
    """Whether they take part now. Why is kept nowhere."""
    if standing.left_at:
        yield Row(say=f"Left on {say_day(wall(standing.left_at).date())}")
    elif standing.rests_since:
        until = f" until {say_day(standing.rests_until)}" if standing.rests_until else ""
        yield Row(say=f"Takes a break{until}", more="Nothing automatic is sent." if standing.silent else "")


def _choices(work: Work, person: Person) -> Iterator[Row]:
    for role in sorted(person.roles & (GIVERS | TAUGHT), key=list(Role).index):
        choice = work.joining.choice_of(person.id, role)
        if choice is None:
            yield Row(say=f"Has not chosen yet, as {role}")
            continue
        said = "Said yes" if choice.said is ChoiceSaid.YES else "Said not now"
        yield Row(say=f"{said}, as {role}, on {say_day(wall(choice.at).date())}")


def _giver(work: Work, person: Person, now: datetime) -> Iterator[Row]:
    """Registration and hours of somebody who teaches."""
    steps, today = work.joining.steps_of(person.id), wall(now).date()
    left = ", ".join(to_do(steps, today))
    yield Row(say=f"Ready to match: {'yes' if ready(steps, today) else 'no'}", more=f"To do: {left}" if left else "")
    worked = work.hours.worked(person.id, since=now - ALL_TIME, until=now)
    minutes = sum(one.minutes for one in worked)
    yield Row(say=f"Hours so far: {minutes // 60} h {minutes % 60} min, in {len(worked)} meetings")


def _meetings(meetings: Sequence[Meeting], person: PersonId) -> Iterator[Row]:
    for one in meetings[:NAMED]:
        other = Side.STUDENT if one.side_of(person) is Side.BUDDY else Side.BUDDY
        when = f", {say(one.start)}" if one.start else ""
        yield Row(say=f"M-{one.id}: meeting {one.number} with {one.names(other)}", more=f"{STATES[one.state]}{when}")


def _apart(work: Work, person: Person) -> Iterator[Row]:
    if count := len(work.joining.conflicts_of(person.id)):
        yield Row(say=f"Not to be matched: {count}", more=f"To see them: conflict show {person.number}")
