"""Instances and solutions in the neutral JSON format; docs/planning.md says what each key means."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.planning.bits import DAY, FIRST, LAST
from bot.planning.entries import (
    BadFile,
    Entry,
    Wrong,
    as_date,
    as_dict,
    as_flag,
    as_list,
    as_moment,
    as_text,
    as_zone,
    each,
    many,
    number,
    perhaps,
)
from bot.planning.model import Buddy, Once, Pair, Plan, Problem, Student, Term, Window

INSTANCE, SOLUTION = "buddy-match/1", "buddy-solution/1"
MONDAY = 0
LONGEST = 400  # days of a term


def read_instance(path: Path) -> Problem:
    """The problem in a file; raises BadFile with all that is wrong with it."""
    top = _opened(path, INSTANCE)
    students = tuple(_student(entry) for entry in top.entries("students"))
    buddies = tuple(_buddy(entry) for entry in top.entries("buddies"))
    problem = Problem(
        name=top.get("name", as_text),
        tz=top.get("tz", as_zone, "Europe/London"),
        term=_term(top),
        students=students,
        buddies=buddies,
        apart=top.get("conflicts", many(_two), frozenset()),
        org_limits=top.get("org_limits", _limits, {}),
        course_limits=top.get("course_limits", _course_limits, {}),
    )
    for key, ids in (("students", [one.id for one in students]), ("buddies", [one.id for one in buddies])):
        for twice in sorted({str(one) for one in ids if ids.count(one) > 1} if len(set(ids)) < len(ids) else ()):
            top.fault(key, f"has the id '{twice}' twice; please give each person their own")
    _raise(top)
    return problem


def read_solution(path: Path) -> tuple[Pair, ...]:
    """The pairs in a file; raises BadFile with all that is wrong with it."""
    top = _opened(path, SOLUTION)
    pairs = tuple(_pair(entry) for entry in top.entries("pairs"))
    _raise(top)
    return pairs


def solution(plan: Plan) -> dict[str, Any]:
    """A plan in the neutral format, with what is certain about it."""
    return {
        "format": SOLUTION,
        "instance": plan.name,
        "level": plan.level.value,
        "served": plan.served,
        "bound": plan.bound,
        "gap": plan.gap,
        "proven": plan.proven,
        "preference": plan.preference,
        "fairness": plan.fairness,
        "kept": plan.kept,
        "keepable": plan.keepable,
        "cut_short": plan.cut_short,
        "notes": list(plan.notes),
        "pairs": [_written(pair) for pair in plan.pairs],
    }


def _written(pair: Pair) -> dict[str, Any]:
    written: dict[str, Any] = {"student": pair.student, "buddy": pair.buddy}
    if pair.sessions:
        written["sessions"] = [f"{start:%Y-%m-%dT%H:%M:%SZ}" for start in pair.sessions]
    if pair.confirmed:
        written["confirmed"] = [f"{start:%Y-%m-%dT%H:%M:%SZ}" for start in sorted(pair.confirmed)]
    return written | ({"fixed": True} if pair.fixed else {})


def _opened(path: Path, form: str) -> Entry:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFile([f"{path}: cannot be read ({error.strerror}); please check the name"]) from error
    except ValueError as error:
        raise BadFile([f"{path}: is not JSON ({error}); please save it again"]) from error
    if not isinstance(values, dict) or values.get("format") != form:
        raise BadFile([f"{path}: format: is not '{form}'; please give a file of that kind"])
    return Entry(file=str(path), place="", values=values, faults=[])


def _raise(top: Entry) -> None:
    if top.faults:
        raise BadFile(top.faults)


def _term(top: Entry) -> Term:
    cohort = Entry(file=top.file, place="cohort.", values=top.get("cohort", as_dict) or {}, faults=top.faults)
    term = Term(
        start=cohort.get("start", as_date),
        end=cohort.get("end", as_date),
        meetings=cohort.get("sessions", number(1, 52)),
        minutes=cohort.get("session_minutes", number(1, 480)),
        pause=cohort.get("buffer_minutes", number(0, 480), 0),
        gap_min=cohort.get("min_gap_days", number(1, 90)),
        gap_max=cohort.get("max_gap_days", number(1, 365)),
        target_gap=cohort.get("target_gap_days", perhaps(number(1, 365)), None),
        opens=cohort.get("day_start_min", number(FIRST, LAST)),
        closes=cohort.get("day_end_min", number(FIRST, LAST)),
        closed=cohort.get("closed_dates", many(as_date), frozenset()),
        at_once=cohort.get("organiser_limit", number(1), 10**6),
        fairness_weight=cohort.get("fairness_weight", perhaps(number(0, 1000)), None),
        waiting_order=cohort.get("waiting_order", as_flag, default=False),
    )
    if not cohort.faults:
        _check_term(cohort, term)
    return term


def _check_term(cohort: Entry, term: Term) -> None:
    if term.start.weekday() != MONDAY:
        cohort.fault("start", "is not a Monday; please begin with one")
    if not 0 < term.days <= LONGEST:
        cohort.fault("end", f"is not within {LONGEST} days after the start; please give a later or an earlier day")
    if term.gap_max < term.gap_min:
        cohort.fault("max_gap_days", "is less than min_gap_days; please make it larger")


def _shared(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.get("id", as_text),
        "consent": entry.get("consent", as_flag),
        "tz": entry.get("tz", as_zone, "Europe/London"),
        "weekly": entry.get("availability", each(_window)),
        "once": entry.get("extra", each(_once), ()),
        "busy": entry.get("busy", each(_once), ()),
        "themes": entry.get("themes", many(as_text), frozenset()),
    }


def _student(entry: Entry) -> Student:
    return Student(
        **_shared(entry),
        org=entry.get("org", as_text),
        disciplines=entry.get("discipline", _one),
        placement_teams=entry.get("placement_team", _perhaps_one, frozenset()),
        needs=entry.get("needs", many(as_text), frozenset()),
        mode=entry.get("mode", as_text, "any"),
        gender=entry.get("gender_pref", perhaps(as_text), None),
        gender_must=entry.get("gender_pref_hard", as_flag, default=False),
        kind=entry.get("kind_pref", perhaps(as_text), None),
        waiting_days=entry.get("waiting_days", number(0), 0),
        previous=entry.get("previous", many(as_text), frozenset()),
        declined=entry.get("declined", many(as_text), frozenset()),
        people=entry.get("people", number(1, 99), 1),
    )


def _buddy(entry: Entry) -> Buddy:
    return Buddy(
        **_shared(entry),
        kind=entry.get("kind", as_text),
        orgs=entry.get("orgs", many(as_text)),
        disciplines=entry.get("disciplines", perhaps(many(as_text)), None),
        care_teams=entry.get("care_teams", many(as_text), frozenset()),
        registered_from=entry.get("registration_from", as_date),
        registered_until=entry.get("registration_until", as_date),
        supports=entry.get("supports", many(as_text), frozenset()),
        modes=entry.get("modes", many(as_text), frozenset()),
        gender=entry.get("gender", as_text),
        students_at_once=entry.get("max_concurrent", number(0, 999)),
        weekly_minutes=entry.get("weekly_minutes_cap", number(0)),
        weekly_meetings=entry.get("weekly_meetings_cap", number(0), 10**3),
        meetings_a_day=entry.get("max_sessions_per_day", number(0, 99)),
        rest_days=entry.get("rest_days", number(0, 90), 0),
        meetings_paid=entry.get("paid_sessions_ytd", number(0, 10**6), 0),
    )


def _pair(entry: Entry) -> Pair:
    sessions = entry.get("sessions", each(as_moment), ())
    return Pair(
        student=entry.get("student", as_text),
        buddy=entry.get("buddy", as_text),
        sessions=sessions,
        confirmed=entry.get("confirmed", many(as_moment), frozenset()),
        fixed=entry.get("fixed", as_flag, default=False),
    )


def _window(value: Any) -> Window:  # noqa: ANN401 (JSON)
    weekday, start, end = _three(value)
    return Window(weekday=number(0, 6)(weekday), start=number(0, DAY)(start), end=number(0, DAY)(end))


def _once(value: Any) -> Once:  # noqa: ANN401 (JSON)
    day, start, end = _three(value)
    return Once(day=as_date(day), start=number(0, DAY)(start), end=number(0, DAY)(end))


def _three(value: Any) -> list[Any]:  # noqa: ANN401 (JSON)
    if len(as_list(value)) != len(("day", "from", "to")):
        raise Wrong("has an entry that is not [day, from, to]; please give these three")
    return as_list(value)


def _two(value: Any) -> tuple[str, str]:  # noqa: ANN401 (JSON)
    if len(as_list(value)) != len(("student", "Buddy")):
        raise Wrong("has an entry that is not [student, Buddy]; please give these two")
    return as_text(value[0]), as_text(value[1])


def _limits(value: Any) -> dict[str, int]:  # noqa: ANN401 (JSON)
    return {org: number(0)(most) for org, most in as_dict(value).items()}


def _course_limits(value: Any) -> dict[tuple[str, str], int]:  # noqa: ANN401 (JSON)
    return {(org, course): most for org, of in as_dict(value).items() for course, most in _limits(of).items()}


def _one(value: Any) -> frozenset[str]:  # noqa: ANN401 (JSON)
    return frozenset({as_text(value)})


def _perhaps_one(value: Any) -> frozenset[str]:  # noqa: ANN401 (JSON)
    return frozenset() if value is None else _one(value)
