"""Packing one Buddy exactly, by CP-SAT: for small groups that no quick way fits, and to prove that none does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.planning.bits import FULL, SLOTS
from bot.planning.pack import Diary
from bot.planning.series import Frame, Series, lowest

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """The series of all, or none; `proven` when it is certain that it is so."""

    series: Mapping[int, Series]
    proven: bool


@dataclass(slots=True, kw_only=True)
class _Model:
    """The model while it is built: each start of each student."""

    model: CpModel
    frame: Frame
    starts: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    on_day: dict[int, list[IntVar]] = field(default_factory=dict)


def repack(
    base: Diary, wants: Mapping[int, int], frame: Frame, *, effort: float, seconds: float, many: int | None = None
) -> Exact:
    """Meetings for all of these students, or for so many of them, or none.

    `effort` is not measured in time, so that the same question gets the same answer, unless its `seconds` run out.
    """
    # Loading the solver takes a second, and few plans need it.
    from ortools.sat.python import cp_model  # noqa: PLC0415

    built = _Model(model=cp_model.CpModel(), frame=frame)
    common = {student: starts & base.free for student, starts in sorted(wants.items())}
    useful = _useful(common, frame, base.limits.a_day)
    absent = [] if many is None else [built.model.new_bool_var("") for _ in common]
    for nth, student in enumerate(common):
        _add_student(built, student, useful[student], absent[nth : nth + 1])
    if many is not None:
        built.model.add(sum(absent) == len(common) - many)
    _add_limits(built, base)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.cp_model_presolve = False  # proofs come four times as soon without
    solver.parameters.max_deterministic_time = effort
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(built.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Exact(series={}, proven=status == cp_model.INFEASIBLE)
    chosen: dict[int, list[int]] = {}
    for (student, start), variable in built.starts.items():
        if solver.boolean_value(variable):
            chosen.setdefault(student, []).append(start)
    return Exact(
        series={student: tuple(sorted(starts)) for student, starts in chosen.items()},
        proven=True,
    )


def _useful(common: Mapping[int, int], frame: Frame, a_day: int) -> dict[int, dict[int, list[int]]]:
    """For each student and day the slots that are enough to try: a day's meetings can all be as early as can be."""
    days = {day for starts in common.values() for day in _days(starts)}
    useful: dict[int, dict[int, list[int]]] = {student: {} for student in common}
    for day in sorted(days):
        words = {student: starts >> SLOTS * day & FULL for student, starts in common.items()}
        slots = {student: {lowest(word)} for student, word in words.items() if word}
        for _ in range(a_day - 1):
            ends = {slot + frame.span for some in slots.values() for slot in some}
            for student, some in slots.items():
                some |= {end + lowest(word) for end in ends if (word := words[student] >> end)}
        for student, some in slots.items():
            useful[student][day] = sorted(some)
    return useful


def _days(starts: int) -> list[int]:
    found = []
    while starts:
        day = lowest(starts) // SLOTS
        found.append(day)
        starts &= ~(FULL << SLOTS * day)
    return found


def _add_student(built: _Model, student: int, useful: Mapping[int, list[int]], absent: list[IntVar]) -> None:
    """One student: all meetings in order with allowed gaps, unless they are absent where that may be."""
    model, frame = built.model, built.frame
    nth = [{day: model.new_bool_var("") for day in useful} for _ in range(frame.meetings)]
    for meeting, days in enumerate(nth):
        model.add_exactly_one([*days.values(), *absent])
        if meeting:
            _add_gaps(model, frame, nth[meeting - 1], days)
    for day, slots in useful.items():
        here = {slot: model.new_bool_var("") for slot in slots}
        model.add(sum(here.values()) == sum(days[day] for days in nth))
        built.starts |= {(student, SLOTS * day + slot): variable for slot, variable in here.items()}
        built.on_day.setdefault(day, []).extend(here.values())


def _add_gaps(model: CpModel, frame: Frame, one: Mapping[int, IntVar], other: Mapping[int, IntVar]) -> None:
    for day, variable in one.items():
        model.add_bool_or([other[d] for d in other if frame.gap_min <= d - day <= frame.gap_max] + [~variable])
    for day, variable in other.items():
        model.add_bool_or([one[d] for d in one if frame.gap_min <= day - d <= frame.gap_max] + [~variable])


def _add_limits(built: _Model, base: Diary) -> None:
    """The Buddy's own limits: a pause between meetings, so many a day and a week, and rest."""
    model, frame, limits = built.model, built.frame, base.limits
    by_start: dict[int, list[IntVar]] = {}
    for (_, start), variable in built.starts.items():
        by_start.setdefault(start, []).append(variable)
    for start in by_start:
        close = [
            one
            for at in range(start, start + frame.span)
            if at // SLOTS == start // SLOTS
            for one in by_start.get(at, ())
        ]
        model.add_at_most_one(close)
    weeks: dict[int, list[IntVar]] = {}
    for day, variables in built.on_day.items():
        model.add(sum(variables) <= limits.a_day - sum(level >> day & 1 for level in base.days))
        weeks.setdefault(day // 7, []).extend(variables)
    for week, variables in weeks.items():
        model.add(sum(variables) <= limits.a_week - sum(level >> week & 1 for level in base.weeks))
    if limits.rest:
        _add_rest(built, limits.rest)


def _add_rest(built: _Model, rest: int) -> None:
    model = built.model
    held = {day: model.new_bool_var("") for day in built.on_day}
    for day, variables in built.on_day.items():
        for variable in variables:
            model.add_implication(variable, held[day])
    for day in held:
        model.add_at_most_one(held[d] for d in range(day, day + rest + 1) if d in held)
