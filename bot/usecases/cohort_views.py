"""What coordinators and leads see of cohorts. A lead sees numbers; names are for coordinators alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.cards.staff import Listing, Row
from bot.domain.cohorts import Cohort, CohortState, Sums, by_week, cohort_number
from bot.domain.links import Link, LinkState, link_number
from bot.domain.meetings import OPEN, MeetingState, Side
from bot.domain.people import Role
from bot.domain.times import say_day, wall
from bot.usecases.cohorts import Which, in_days
from bot.usecases.content import content_of
from bot.usecases.finding import a_cohort
from bot.usecases.ports import Work
from bot.usecases.ports.cohorts import Progress

COORDINATORS = frozenset({Role.COORDINATOR})
PATIENCE = timedelta(hours=48)
SHOWN = 15  # pairs on one card
ASKING = OPEN - {MeetingState.CONFIRMED}
HELD = frozenset({MeetingState.HELD, MeetingState.HELD_SHORT})
STATES = {
    LinkState.SUGGESTED: "not asked yet",
    LinkState.ASKED: "asked: waits for the Buddy",
    LinkState.AGREED: "asked: waits for the student",
    LinkState.ACTIVE: "meeting",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Which cohorts: those that are open, or all of them."""

    open: bool = False
    all: bool = False


def listed(work: Work, request: Options, _now: datetime) -> Listing:
    """Each cohort on a line, with its numbers."""
    found = work.cohorts.all(closed=request.all)
    sums = work.cohorts.sums([one.id for one in found]) if found else {}
    return Listing(
        title="Cohorts",
        rows=tuple(_row(one, sums[one.id]) for one in found),
        hint=f"Type: cohort show {cohort_number(found[0].id)}" if found else 'Type: cohort new "OT Autumn 26"',
        nothing="" if found else "There is no cohort yet.",
    )


def _row(one: Cohort, sums: Sums) -> Row:
    people, meetings = _numbers(sums)
    return Row(say=", ".join([one.title, *_stands(one)]), more=f"{people} {meetings}")


def _stands(one: Cohort) -> list[str]:
    """Its days, as far as they are known, and its state, if it is not open."""
    return [part for part in (in_days(one), "" if one.state is CohortState.OPEN else one.state) if part]


def _numbers(sums: Sums) -> tuple[str, str]:
    """Its people and its meetings, in words."""
    students = f"{sums.students} student{'' if sums.students == 1 else 's'}"
    pairs = f"{sums.active} {'pair or group' if sums.active == 1 else 'pairs or groups'}"
    people = f"{students}, {sums.givers} Buddies and carers. Meeting: {pairs}."
    return people, f"Meetings held: {sums.held}, to come: {sums.planned}. Complete: {sums.complete}."


def shown(work: Work, request: Which, now: datetime) -> Listing:
    """One cohort: what needs somebody, its pairs, and its meetings week by week."""
    one = a_cohort(work, request.words)
    sums, progress = work.cohorts.sums([one.id])[one.id], work.cohorts.progress(one.id)
    can_do = work.actor.is_a(COORDINATORS)  # a lead is shown no command of a coordinator
    flags = [flag if can_do else replace(flag, more="") for flag in _flags(one, sums, progress, now)]
    rows = [_summary(one, sums), _what(work, one), *flags]
    pairs = _pairs(work, one, progress)
    rows += pairs[:SHOWN]
    rows += _weeks(progress)
    hint = _hint(one) if can_do else ""
    return Listing(title=one.title, rows=tuple(rows), more=max(0, len(pairs) - SHOWN), hint=hint)


def _summary(one: Cohort, sums: Sums) -> Row:
    """The name stands above it."""
    people, meetings = _numbers(sums)
    return Row(say=people, more=" ".join([f"{part.capitalize()}." for part in _stands(one)] + [meetings]))


def _what(work: Work, one: Cohort) -> Row:
    series = content_of(work, one).series
    about = ", ".join(part for part in (one.discipline, one.university) if part)
    return Row(say=f"{series.title}: {len(series.themes)} of {series.minutes} minutes", more=about)


def _flags(one: Cohort, sums: Sums, progress: Sequence[Progress], now: datetime) -> Iterator[Row]:
    """What needs somebody."""
    if one.state is CohortState.PAUSED:
        yield Row(say="Paused", more=f"To go on: cohort resume {cohort_number(one.id)}")
    if sums.waiting:
        yield Row(say=f"Waiting for a Buddy: {sums.waiting}", more=f"Type: match suggest {cohort_number(one.id)}")
    if sums.invited:
        yield Row(say=f"Students who have not chosen yet: {sums.invited}")
    if sums.asked:
        yield Row(say=f"Pairs or groups that are being asked: {sums.asked}")
    if sums.frozen:
        yield Row(say=f"On hold, for you to look at: {sums.frozen}")
    if unsettled := sum(step.state in ASKING and step.since < now - PATIENCE for step in progress):
        yield Row(say=f"Meetings that have waited for an answer for two days: {unsettled}", more="Type: meet list")
    if one.ends and one.state is not CohortState.CLOSED and sums.planned and one.ends < wall(now).date():
        yield Row(say=f"It ended on {say_day(one.ends)}, and has {sums.planned} meetings to come")


def _pairs(work: Work, one: Cohort, progress: Sequence[Progress]) -> list[Row]:
    """Each pair with how far it is; names are for coordinators alone."""
    if not work.actor.is_a(COORDINATORS):
        return []
    links = work.links.in_cohort(one.id, *STATES)
    return [_pair(link, [step for step in progress if step.link == link.id]) for link in links]


def _pair(link: Link, meetings: Sequence[Progress]) -> Row:
    students, buddies = (
        ", ".join(member.person.first_name or "" for member in link.members if member.side is side)
        for side in (Side.STUDENT, Side.BUDDY)
    )
    held = sum(step.state in HELD for step in meetings)
    state = "on hold" if link.frozen else STATES[link.state]
    booked = [step.start for step in meetings if step.state is MeetingState.CONFIRMED and step.start]
    after = f" Next: {say_day(min(booked).date())}." if booked else ""
    return Row(
        say=f"{link_number(link.id)} {students} with {buddies}", more=f"{state.capitalize()}. Held: {held}.{after}"
    )


def _weeks(progress: Sequence[Progress]) -> list[Row]:
    """Each week with the meetings held in it and those set for it."""
    held = by_week(step.start for step in progress if step.state in HELD and step.start)
    planned = by_week(step.start for step in progress if step.state in OPEN and step.start)
    return [
        Row(say=f"Week of {say_day(monday)}", more=f"held {held.get(monday, 0)}, set {planned.get(monday, 0)}")
        for monday in sorted(held.keys() | planned.keys())
    ]


def _hint(one: Cohort) -> str:
    return "" if one.state is CohortState.CLOSED else f"Type: match suggest {cohort_number(one.id)}"
