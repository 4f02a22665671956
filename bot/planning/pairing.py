"""Who with whom: the most students, then the most that is kept, then the best wishes, then fair hours; exact."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.planning.allowed import BEST, Allowed
from bot.planning.bits import Flags, Numbers
from bot.planning.flow import Arcs, Network, arcs, cheapest
from bot.planning.table import NONE, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What counts how much, such that no sum of what comes later outweighs one of what comes earlier."""

    kept: int
    waited: int
    points: int
    fairness: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """The best pairing: for each student a Buddy or -1; with the network and flow, so that it can be proven."""

    buddy: Numbers
    network: Network
    flow: Numbers


def fairness_steps(table: Table) -> tuple[Numbers, Numbers]:
    """For each place of each Buddy, whose it is and what it adds to the fairness sum after the others before."""
    owner = np.repeat(np.arange(len(table.buddies)), table.seats)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(table.seats) - table.seats, table.seats) + 1
    meetings = table.problem.term.meetings
    return owner, table.paid[owner] + meetings * nth - meetings // 2


def weights(table: Table, worst: int) -> Weights:
    """The weights for a problem in which one place adds at most `worst` to the fairness sum."""
    term, people = table.problem.term, max(1, len(table.students))
    if term.fairness_weight is None:
        points, fairness = people * worst + 1, 1
    else:
        points, fairness = 1, term.fairness_weight
    return Weights(kept=people * (BEST * points + fairness * worst) + 1, waited=0, points=points, fairness=fairness)


def pair_costs(table: Table, allowed: Allowed, kept: Flags, fair: Numbers) -> tuple[Numbers, int]:
    """What each allowed pair costs, and one unit of fairness."""
    weight = weights(table, int(fair.max(initial=0)))
    return -weight.kept * kept - weight.points * allowed.points, weight.fairness


def waiting_costs(table: Table, allowed: Allowed, kept: Flags) -> Numbers:
    """Costs that ask for kept pairs first, then for those who have waited longest."""
    waited = np.array([student.waiting_days for student in table.students], np.int64)
    rank = np.unique(waited, return_inverse=True)[1].astype(np.int64) + 1
    costs: Numbers = -(len(table.students) * (int(rank.max(initial=0)) + 1)) * kept - rank[allowed.student]
    return costs


def entrances(table: Table, first_course: int) -> tuple[Numbers, Arcs]:
    """From where each student is reached: the university, or a course of limited places; and the ways to courses."""
    courses = first_course + np.arange(len(table.course_org))
    return (
        np.where(table.course == NONE, 1 + table.org, first_course + table.course),
        arcs(1 + table.course_org, courses, room=table.course_places),
    )


def build(table: Table, allowed: Allowed, costs: Numbers, fair: int, places: Numbers | None = None) -> Network:
    """Source, organisations, students, Buddies, sink, courses; a Buddy's places are arcs of rising cost."""
    students, buddies, orgs = len(table.students), len(table.buddies), len(table.orgs)
    source, first_org, first_student = 0, 1, 1 + orgs
    first_buddy = first_student + students
    sink = first_buddy + buddies
    owner, steps = fairness_steps(table)
    wanted = np.ones(students, np.int64) if places is None else places
    before, courses = entrances(table, sink + 1)
    return Network.of(
        arcs(np.full(orgs, source), first_org + np.arange(orgs), room=table.org_places),
        arcs(before, first_student + np.arange(students), room=wanted),
        arcs(first_student + allowed.student, first_buddy + allowed.buddy, cost=costs),
        arcs(first_buddy + owner, np.full(len(owner), sink), cost=fair * steps),
        courses,
        source=source,
        sink=sink,
        nodes=sink + 1 + len(table.course_org),
    )


def match(table: Table, allowed: Allowed, kept: Flags | None = None) -> Matching:
    """The best pairing there is; `kept` marks the allowed pairs that should stay."""
    keep = np.zeros(len(allowed.student), bool) if kept is None else kept
    places = None
    if table.problem.term.waiting_order:
        first = _solved(table, allowed, build(table, allowed, waiting_costs(table, allowed, keep), 0))
        places = (first.buddy >= 0).astype(np.int64)
    costs, fair = pair_costs(table, allowed, keep, fairness_steps(table)[1])
    return _solved(table, allowed, build(table, allowed, costs, fair, places))


def _solved(table: Table, allowed: Allowed, network: Network) -> Matching:
    flow = cheapest(network, len(table.students))
    begin = len(table.orgs) + len(table.students)
    on = np.flatnonzero(flow[begin : begin + len(allowed.student)])
    buddy = np.full(len(table.students), -1, np.int64)
    buddy[allowed.student[on]] = allowed.buddy[on]
    return Matching(buddy=buddy, network=network, flow=flow)
