"""How many whole series one Buddy can hold at most, whoever the students are: gaps, rest and limits counted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.planning.bits import SLOTS, Flags, Numbers, between, most_in_a_day
from bot.planning.flow import cheapest
from bot.planning.lanes import Lanes, lane_network
from bot.planning.pack import Diary, pack
from bot.planning.series import Frame
from bot.planning.settle import settle
from bot.planning.timetable import Ground

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, CpSolver, IntVar

STEPS = 20
EFFORT = 0.1  # of the solver for one Buddy; where it is not enough, what is certain by then counts

Days = tuple[tuple[int, int], ...]  # each day on which the Buddy can meet somebody, and how many at most
Weeks = tuple[tuple[int, int], ...]  # each week that cannot hold as much as its days, and how many meetings at most


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask:
    """All that counts for one Buddy; many Buddies ask the same."""

    days: Days
    weeks: Weeks
    rest: int
    most: int
    frame: Frame


@dataclass(slots=True, kw_only=True)
class Strength:
    """A tree in which every part that filled up was looked at closely, and the bound that follows."""

    seats: Numbers
    tree: Lanes
    bound: int
    known: dict[_Ask, int] = field(default_factory=dict)


def strengthened(ground: Ground, tree: Lanes, time_left: Callable[[], float]) -> Strength:
    """What Buddies and the parts of their weeks can hold at most, looked at wherever it bounds what can be served."""
    own = replace(tree, room=np.minimum(tree.room, ground.table.seats[tree.buddy]))
    found = Strength(seats=ground.table.seats.copy(), tree=own, bound=len(ground.student))
    parts, buddies = np.zeros(len(own.room), bool), np.zeros(len(found.seats), bool)
    while True:
        full_parts, full_buddies = _full(ground, found)
        new_parts, new_buddies = np.flatnonzero(full_parts & ~parts), np.flatnonzero(full_buddies & ~buddies)
        if not (len(new_parts) + len(new_buddies) and time_left()):
            return found
        parts[new_parts], buddies[new_buddies] = True, True
        for buddy in new_buddies.tolist():
            found.seats[buddy] = _looked_at(ground, found, buddy, int(found.seats[buddy]), time_left)
        for part in new_parts.tolist():
            most = int(own.room[part])
            within = _starts_of(ground, own, part)
            own.room[part] = _looked_at(ground, found, int(own.buddy[part]), most, time_left, within=within)


def _full(ground: Ground, found: Strength) -> tuple[Flags, Flags]:
    """The parts and the Buddies that are full when as many as can be are served; the bound is how many these are."""
    table = replace(ground.table, seats=found.seats)
    loose = lane_network(table, ground.allowed, found.tree, fair=0, sure=False)
    flow = cheapest(loose.network, len(ground.student))
    found.bound = min(found.bound, len(loose.chosen(flow)))
    parts = loose.begin + len(loose.pair)
    owner = np.repeat(np.arange(len(found.seats)), found.seats)
    places = parts + len(found.tree.room)
    taken = np.bincount(owner, flow[places : places + len(owner)], len(found.seats))
    return (flow[parts:places] == found.tree.room) & (found.tree.room > 0), (taken == found.seats) & (found.seats > 0)


def _starts_of(ground: Ground, tree: Lanes, part: int) -> int:
    """All starts of a part, on every such weekday of the term."""
    days, first = ground.frame.days, ground.table.problem.term.start.weekday()
    slots = between(int(tree.first[part]), int(tree.last[part]))
    return sum(slots << SLOTS * day for day in range((int(tree.weekday[part]) - first) % 7, days, 7))


def _looked_at(
    ground: Ground, found: Strength, buddy: int, most: int, time_left: Callable[[], float], *, within: int = -1
) -> int:
    """How many series, at most `most`, a Buddy can hold in these starts."""
    if not time_left():
        return most
    diary = ground.diary[buddy]
    diary = replace(diary, free=diary.free & within)
    ask = _ask(diary, most, ground.frame)
    if ask not in found.known:
        found.known[ask] = most if _in_turn(ask) or _easily(diary, most) else _most(ask, time_left())
    return found.known[ask]


def _easily(diary: Diary, most: int) -> bool:
    """Whether so many fit by the ways in which Buddies are packed."""
    wants = dict.fromkeys(range(most), diary.free)
    return not settle(diary, wants, pack(diary, wants), steps=STEPS, seed=most).left


def _ask(diary: Diary, most: int, frame: Frame) -> _Ask:
    limits, many = diary.limits, diary.frame.days
    words = np.frombuffer(diary.free.to_bytes(many * SLOTS // 8, "little"), "<u8").astype(np.uint64)
    fits = most_in_a_day(words[None], frame.span)[0].tolist()
    days = [(day, min(fits[day], limits.a_day - _held(diary.days, day))) for day in range(many) if fits[day]]
    days = [(day, meetings) for day, meetings in days if meetings > 0]
    held: dict[int, int] = {}
    for day, meetings in days:
        held[day // 7] = held.get(day // 7, 0) + meetings
    room = {week: max(0, limits.a_week - _held(diary.weeks, week)) for week in held}
    weeks = [(week, room[week]) for week, meetings in held.items() if room[week] < meetings]
    # When in the term it is does not count: so what is known of one Buddy answers for more of them.
    first = (days[0][0] // 7 * 7 if weeks else days[0][0]) if days else 0
    return _Ask(
        days=tuple((day - first, meetings) for day, meetings in days),
        weeks=tuple((week - first // 7, meetings) for week, meetings in weeks),
        rest=limits.rest,
        most=most,
        frame=frame,
    )


def _held(levels: tuple[int, ...], at: int) -> int:
    return sum(level >> at & 1 for level in levels)


def _in_turn(ask: _Ask) -> bool:
    """Whether so many fit where only some are under way at a time, and whoever has waited longest meets next."""
    return any(_by_turns(ask, at_a_time) == ask.most for at_a_time in range(ask.most, 0, -1))


def _by_turns(ask: _Ask, at_a_time: int) -> int:
    """How many have a whole series in the end."""
    frame, weeks, waiting = ask.frame, dict(ask.weeks), ask.most
    under_way = deque[tuple[int, int]]()  # the day of the last meeting, and how many there were
    last = -ask.rest
    for day, most in ask.days:
        week = day // 7
        for _ in range(0 if last < day <= last + ask.rest else min(most, weeks.get(week, most))):
            held = 1
            if waiting and len(under_way) < at_a_time:
                waiting -= 1
            elif under_way and frame.gap_min <= day - under_way[0][0] <= frame.gap_max:
                held += under_way.popleft()[1]
            else:
                break
            last = day
            if week in weeks:
                weeks[week] -= 1
            if held < frame.meetings:
                under_way.append((day, held))
    return ask.most - waiting - len(under_way)


def _most(ask: _Ask, seconds: float) -> int:
    """All students are free on all days here. Who has begun earlier goes on earlier, so that counting is enough."""
    # Loading the solver takes a second, and few plans need it.
    from ortools.sat.python import cp_model  # noqa: PLC0415

    model = cp_model.CpModel()
    served = model.new_int_var(0, ask.most, "")
    _add_days(model, ask, _add_chains(model, ask, served))
    model.maximize(served)
    solver: CpSolver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.cp_model_presolve = False  # answers come four times as soon without
    solver.parameters.max_deterministic_time = EFFORT
    solver.parameters.max_time_in_seconds = seconds
    found = solver.solve(model)
    return int(solver.best_objective_bound + 1e-6) if found in (cp_model.OPTIMAL, cp_model.FEASIBLE) else ask.most


def _add_chains(model: CpModel, ask: _Ask, served: IntVar) -> Mapping[int, list[IntVar]]:
    """How many have their first meeting by a day, how many their second, and so on; gives who meets on each day."""
    frame, days = ask.frame, [day for day, _ in ask.days]
    on: dict[int, list[IntVar]] = {day: [] for day in days}
    earlier: list[IntVar] = []
    for _ in range(frame.meetings):
        until = [model.new_int_var(0, ask.most, "") for _ in days]
        model.add(until[-1] == served)
        for nth, (day, now) in enumerate(zip(days, until, strict=True)):
            here = model.new_int_var(0, ask.most, "")
            model.add(now == here + (until[nth - 1] if nth else 0))
            on[day].append(here)
            if earlier:
                began = np.searchsorted(days, day - frame.gap_min, "right")
                model.add(now <= (earlier[began - 1] if began else 0))
                model.add(earlier[nth] <= until[np.searchsorted(days, day + frame.gap_max, "right") - 1])
        earlier = until
    return on


def _add_days(model: CpModel, ask: _Ask, on: Mapping[int, list[IntVar]]) -> None:
    """What a day and a week can hold, and rest between days with meetings."""
    held = {day: model.new_bool_var("") for day in on}
    weeks: dict[int, list[IntVar]] = {}
    for day, most in ask.days:
        model.add(sum(on[day]) <= most * held[day])
        weeks.setdefault(day // 7, []).extend(on[day])
    for week, meetings in ask.weeks:
        model.add(sum(weeks[week]) <= meetings)
    if ask.rest:
        for day in held:
            model.add_at_most_one(held[other] for other in range(day, day + ask.rest + 1) if other in held)
