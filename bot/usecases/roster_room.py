"""Which pairs of a list may start at once: a list goes over nobody's limits, and brings in nobody who is away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from bot.domain.cohorts import CohortId
from bot.domain.matching import Facts, Gate, Known, apart_from, in_the_way
from bot.domain.meetings import Side
from bot.domain.people import GIVERS, Person, PersonId
from bot.domain.roster import Row
from bot.domain.times import wall
from bot.usecases.ports import Work
from bot.usecases.roster_plan import Group, Plan

# What a list cannot settle by saying that somebody said yes and is registered.
STOPS = frozenset({Gate.AWAY, Gate.ROOM, Gate.TAKEN, Gate.EXPIRES})
NOBODY = Known(people={})
NEW = Facts(person=Person(id=PersonId(0)))  # what counts about somebody who comes with this list

Taken = Counter[tuple[str, CohortId | None]]  # how often each is in a pair that starts, by address


def with_room(work: Work, plan: Plan, now: datetime) -> Plan:
    """The same plan, in which pairs are asked first when somebody is away, has no room, or is apart from the other."""
    facts, taken, on = _facts(work, plan, now), Taken(), wall(now).date()
    groups = []
    for group in plan.groups:
        starts = group.starts and bool(group.label)
        if starts and _stopped(plan, group, facts, taken, on):
            groups.append(replace(group, starts=False))
            continue
        groups.append(group)
        if starts:
            taken.update(_place(row, group) for row in group.rows)
    return replace(plan, groups=tuple(groups))


def _facts(work: Work, plan: Plan, now: datetime) -> Mapping[CohortId, Known]:
    wanted: dict[CohortId, set[PersonId]] = {}
    for group in plan.starting:
        here = {plan.known[row.email].id for row in group.rows if row.email in plan.known}
        if group.cohort and here:
            wanted.setdefault(group.cohort.id, set()).update(here)
    return {cohort: work.links.known(cohort, people, now=now) for cohort, people in wanted.items()}


def _stopped(plan: Plan, group: Group, facts: Mapping[CohortId, Known], taken: Taken, on: date) -> bool:
    known = facts.get(group.cohort.id, NOBODY) if group.cohort else NOBODY
    people = {plan.known[row.email].id for row in group.rows if row.email in plan.known} & known.people.keys()
    if any(apart_from(known, one) & people for one in people):
        return True
    return any(_in_the_way(plan, row, known, on, more=taken[_place(row, group)]) for row in group.rows)


def _in_the_way(plan: Plan, row: Row, known: Known, on: date, *, more: int) -> bool:
    there = plan.known.get(row.email)
    found = known.people.get(there.id, NEW) if there else NEW
    found = replace(found, teaches=found.teaches + more, learns=found.learns + more)
    side = Side.BUDDY if row.role in GIVERS else Side.STUDENT
    return not STOPS.isdisjoint(in_the_way(found, side, known.ends or on, on=on))


def _place(row: Row, group: Group) -> tuple[str, CohortId | None]:
    """A Buddy has room for so many in all; a student has one Buddy in each cohort."""
    if row.role in GIVERS or not group.cohort:
        return row.email, None
    return row.email, group.cohort.id
