"""Why a student has no Buddy: who shares too few places, and which hours would help whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from bot.planning.bits import Flags, Numbers, starts_within
from bot.planning.explain import students_
from bot.planning.flow import Network, arcs, cheapest, reachable
from bot.planning.lanes import LaneNetwork, lane_network, lanes
from bot.planning.model import Plan, Problem
from bot.planning.rules import Barrier, barriers
from bot.planning.series import Frame, has_series
from bot.planning.solve import Setting, prepare
from bot.planning.table import NONE

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PARTS = (("morning", 8, 12), ("afternoon", 12, 17), ("evening", 17, 21))
TWO_HOURS = 120
LIKELY = 6  # hours that are tried out, of those that suit most of the students
TOLD = 3
MAYBE = ("There may be a place, but no plan was found in which all meetings fit.", "More time may find one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """Two more hours of a Buddy in every week, and how many more could then be served."""

    weekday: int
    start: int  # minutes after midnight
    served: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Nobody:
    """Why nobody is free for a student: the students who share these Buddies' few places, and what would help."""

    words: tuple[str, ...]
    barriers: Counter[Barrier]
    students: tuple[str, ...] = ()
    buddies: tuple[str, ...] = ()
    places: int = 0
    helps: tuple[Help, ...] = ()
    maybe: bool = False  # there may be a place after all


def why_nobody(problem: Problem, plan: Plan, student: str) -> Nobody:
    """Why this student has no Buddy in this plan, in words, and what would help."""
    if any(pair.student == student for pair in plan.pairs):
        return Nobody(words=("This student has a Buddy in this plan.",), barriers=Counter())
    setting = prepare(problem)
    if not setting.allowed.of(setting.table.student_row[student]):
        return _nobody_allowed(setting, student)
    if _is_full(setting, plan, setting.table.student_row[student]):
        full = Counter({Barrier.PLACES: 1})
        return Nobody(words=in_words(full), barriers=full)
    return _no_place(setting, plan, student)


def _nobody_allowed(setting: Setting, student: str) -> Nobody:
    problem, table = setting.problem, setting.table
    row = table.student_row[student]
    counted = Counter(barriers(problem, table.students[row], buddy)[:1] for buddy in problem.buddies)
    found = Counter({barrier: many for first, many in counted.items() for barrier in first})
    loose = lane_network(table, setting.allowed, lanes(table, setting.allowed), fair=0, sure=False)
    helps = _helps(setting, loose, np.array([row])) if table.students[row].consent else ()
    return Nobody(words=in_words(found, helps=helps), barriers=found, helps=helps)


def _is_full(setting: Setting, plan: Plan, row: int) -> bool:
    """Whether all places of the student's university or course are taken."""
    table = setting.table
    placed = np.array([table.student_row[pair.student] for pair in plan.pairs], np.int64)
    full = (table.org[placed] == table.org[row]).sum() >= table.org_places[table.org[row]]
    course = table.course[row]
    return bool(full or (course != NONE and (table.course[placed] == course).sum() >= table.course_places[course]))


def _no_place(setting: Setting, plan: Plan, student: str) -> Nobody:
    """Follow from the student who could make room for whom: all whom this reaches share the same places."""
    table, tree = setting.table, lanes(setting.table, setting.allowed)
    loose = lane_network(table, setting.allowed, tree, fair=0, sure=False)
    flow = _flow_of(setting, loose, plan)
    first_student = 1 + len(table.orgs)
    row = table.student_row[student]
    inside = reachable(loose.network, flow, np.array([first_student + row]))
    if inside[loose.network.sink]:
        return Nobody(words=MAYBE, barriers=Counter(), maybe=True)
    rows = np.flatnonzero(inside[first_student : first_student + len(table.students)])
    buddies = np.unique(setting.allowed.buddy[np.isin(setting.allowed.student, rows)])
    places = int((flow[: loose.begin][len(table.orgs) :][rows]).sum())
    helps = _helps(setting, loose, rows)
    return Nobody(
        words=in_words({}, students=len(rows), buddies=len(buddies), places=places, helps=helps),
        barriers=Counter(),
        students=tuple(sorted(table.students[at].id for at in rows.tolist())),
        buddies=tuple(sorted(table.buddies[at].id for at in buddies.tolist())),
        places=places,
        helps=helps,
    )


def _flow_of(setting: Setting, loose: LaneNetwork, plan: Plan) -> Numbers:
    """The plan as a flow through the lanes."""
    table, network = setting.table, loose.network
    flow = np.zeros(len(network.tail), np.int64)
    out: dict[int, list[int]] = {}
    for arc, node in enumerate(network.tail.tolist()):
        out.setdefault(node, []).append(arc)
    for pair in plan.pairs:
        at = setting.allowed.find(table.student_row[pair.student], table.buddy_row[pair.buddy])
        if at is not None:
            row = int(setting.allowed.student[at])
            course = [] if table.course[row] == NONE else [len(flow) - len(table.course_org) + int(table.course[row])]
            entry = loose.begin + int(np.flatnonzero(loose.pair == at)[0])
            path = [*course, int(table.org[row]), len(table.orgs) + row, entry]
            while network.head[path[-1]] != network.sink:
                ways = out[int(network.head[path[-1]])]
                path.append(next(arc for arc in ways if flow[arc] < network.capacity[arc]))
            flow[path] += 1
    return flow


def _helps(setting: Setting, loose: LaneNetwork, rows: Numbers) -> tuple[Help, ...]:
    """The hours that would serve most of these students, best first; at most one in each part of a day."""
    table = setting.table
    now = _served(loose.network, len(table.students))
    likely = []
    for weekday in range(7):
        for _, first, last in PARTS:
            fits = [(start, _fitting(setting, rows, weekday, 60 * start)) for start in range(first, last - 1)]
            start, who = max(fits, key=lambda item: int(item[1].sum()))
            likely.append((int(who.sum()), weekday, 60 * start, rows[who]))
    likely.sort(key=lambda item: (-item[0], item[1], item[2]))
    helps = [
        Help(weekday=weekday, start=start, served=_served(_with_hours(setting, loose, who), len(table.students)) - now)
        for many, weekday, start, who in likely[:LIKELY]
        if many
    ]
    best = sorted((one for one in helps if one.served > 0), key=lambda one: (-one.served, one.weekday, one.start))
    return tuple(best[:TOLD])


def _fitting(setting: Setting, rows: Numbers, weekday: int, start: int) -> Flags:
    """Which of these students could hold a whole series in these two hours."""
    term = setting.problem.term
    word = np.uint64(starts_within(start, start + TWO_HOURS, term.minutes))
    on = (np.arange(term.days) + term.start.weekday()) % 7 == weekday
    return has_series(((setting.table.student_starts[rows] & word) != 0) & on, Frame.of(term))


def _with_hours(setting: Setting, loose: LaneNetwork, who: Numbers) -> Network:
    """The network with one more Buddy, who is free for these two hours and may meet these students."""
    table, network, term = setting.table, loose.network, setting.problem.term
    meetings = 1 + (TWO_HOURS - term.minutes) // term.step if term.minutes <= TWO_HOURS else 0
    closed = sum(day.weekday() == 0 for day in term.closed)
    room = meetings * (term.days // 7 - closed) // term.meetings
    return Network.of(
        (network.tail, network.head, network.capacity, network.cost),
        arcs(1 + len(table.orgs) + who, np.full(len(who), network.nodes)),
        arcs(np.array([network.nodes]), np.array([network.sink]), room=np.array([max(0, room)])),
        source=network.source,
        sink=network.sink,
        nodes=network.nodes + 1,
    )


def _served(network: Network, students: int) -> int:
    free = replace(network, cost=np.zeros(len(network.cost), np.int64))
    return int(cheapest(free, students)[network.tail == network.source].sum())


def what_helps(problem: Problem, plan: Plan) -> tuple[Help, ...]:
    """The hours that would serve most of those who have no Buddy in this plan."""
    setting = prepare(problem)
    placed = {pair.student for pair in plan.pairs}
    rows = [row for row, one in enumerate(setting.table.students) if one.consent and one.id not in placed]
    if not rows:
        return ()
    tree = lanes(setting.table, setting.allowed)
    loose = lane_network(setting.table, setting.allowed, tree, fair=0, sure=False)
    return _helps(setting, loose, np.array(rows))


def in_words(
    barriers: Mapping[Barrier, int],
    *,
    students: int = 0,
    buddies: int = 0,
    places: int = 0,
    helps: Iterable[Help] = (),
) -> tuple[str, ...]:
    """Why nobody is free, from its facts: what stands in the way with whom, who shares places, and what would help."""
    if Barrier.PLACES in barriers:
        return (Barrier.PLACES.value,)
    if students:
        words = [f"{students_(students)} share {_places(places)} with {buddies_(buddies)}."]
    else:
        words = ["There is no Buddy yet whom this student could meet."]
        most = sorted(barriers.items(), key=lambda item: -item[1])[:TOLD]
        words += [f"{barrier.value} (So it is with {buddies_(many)}.)" for barrier, many in most]
    return (*words, *(say_help(one) for one in helps))


def say_help(one: Help) -> str:
    """What would help, in words."""
    part = next(name for name, first, last in PARTS if first <= one.start // 60 < last)
    return f"Two more hours on {DAYS[one.weekday]} {part}s would serve {students_(one.served)} more."


def _places(many: int) -> str:
    return "1 place" if many == 1 else f"{many} places"


def buddies_(many: int) -> str:
    """How many Buddies, in words."""
    return "1 Buddy" if many == 1 else f"{many} Buddies"
