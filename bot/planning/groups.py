"""Groups plan like single people: several students, or several Buddies, become one who is free when all of them are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from functools import reduce
from typing import Any, TypeVar

from bot.planning.model import Buddy, Once, Problem, Someone, Student, Window

Anyone = TypeVar("Anyone", Student, Buddy)


class CannotMeetAsOne(Exception):
    """These people cannot be a group: says why."""


def grouped(problem: Problem, groups: Mapping[str, Collection[str]]) -> Problem:
    """The problem with each group (its id, and the ids of its members) in place of its members."""
    group_of = {member: group for group, members in groups.items() for member in members}

    def name(one: str) -> str:
        return group_of.get(one, one)

    students = [
        replace(one, previous=frozenset(map(name, one.previous)), declined=frozenset(map(name, one.declined)))
        for one in _merged(problem.students, group_of, _students)
    ]
    for one in students:
        if len(one.disciplines) > 1 and any((one.org, course) in problem.course_limits for course in one.disciplines):
            raise CannotMeetAsOne("A group's students take one course where its places are limited.")
    return replace(
        problem,
        students=tuple(students),
        buddies=tuple(_merged(problem.buddies, group_of, _buddies)),
        apart=frozenset((name(one), name(other)) for one, other in problem.apart),
    )


def _merged(
    people: Iterable[Anyone], group_of: Mapping[str, str], join: Callable[[Anyone, Anyone], Anyone]
) -> list[Anyone]:
    found: dict[str, list[Anyone]] = {}
    for one in people:
        found.setdefault(group_of.get(one.id, one.id), []).append(one)
    return [replace(reduce(join, members), id=group) for group, members in found.items()]


def _students(one: Student, other: Student) -> Student:
    if one.org != other.org:
        raise CannotMeetAsOne("A group's students come from one university. Please make a group for each.")
    genders = {person.gender for person in (one, other) if person.gender_must}
    if len(genders) > 1:
        raise CannotMeetAsOne("Two students ask for Buddies of different genders. They need a group each.")
    return replace(
        one,
        **_time(one, other),
        themes=one.themes | other.themes,
        disciplines=one.disciplines | other.disciplines,
        placement_teams=one.placement_teams | other.placement_teams,
        needs=one.needs | other.needs,
        mode=one.mode if one.mode == other.mode else "any",
        gender=next(iter(genders), one.gender if one.gender == other.gender else None),
        gender_must=bool(genders),
        kind=one.kind if one.kind == other.kind else None,
        waiting_days=max(one.waiting_days, other.waiting_days),
        previous=one.previous | other.previous,
        declined=one.declined | other.declined,
        people=one.people + other.people,
        meetings=max(one.meetings, other.meetings) if one.meetings and other.meetings else None,
    )


def _buddies(one: Buddy, other: Buddy) -> Buddy:
    both = one.disciplines, other.disciplines
    known = [disciplines for disciplines in both if disciplines is not None]
    return replace(
        one,
        **_time(one, other),
        themes=one.themes | other.themes,
        kind=one.kind if one.kind == other.kind else "",
        orgs=one.orgs & other.orgs,
        disciplines=reduce(frozenset.intersection, known) if known else None,
        care_teams=one.care_teams | other.care_teams,
        registered_from=max(one.registered_from, other.registered_from),
        registered_until=min(one.registered_until, other.registered_until),
        supports=one.supports & other.supports,
        modes=one.modes & other.modes,
        gender=one.gender if one.gender == other.gender else "",
        students_at_once=min(one.students_at_once, other.students_at_once),
        weekly_minutes=min(one.weekly_minutes, other.weekly_minutes),
        weekly_meetings=min(one.weekly_meetings, other.weekly_meetings),
        meetings_a_day=min(one.meetings_a_day, other.meetings_a_day),
        rest_days=max(one.rest_days, other.rest_days),
        meetings_paid=max(one.meetings_paid, other.meetings_paid),
    )


def _time(one: Someone, other: Someone) -> dict[str, Any]:
    """When both are free."""
    if one.tz != other.tz:
        raise CannotMeetAsOne("The people of a group live by different clocks. Please plan them one by one.")
    weekly = [
        Window(weekday=a.weekday, start=max(a.start, b.start), end=min(a.end, b.end))
        for a in one.weekly
        for b in other.weekly
        if a.weekday == b.weekday
    ]
    return {
        "consent": one.consent and other.consent,
        "weekly": tuple(window for window in weekly if window.start < window.end),
        "once": (*_once(one.once, other), *_once(other.once, one)),
        "busy": one.busy + other.busy,
    }


def _once(times: Iterable[Once], other: Someone) -> tuple[Once, ...]:
    """The parts of these times in which the other is free too."""
    found = []
    for time in times:
        free = [(window.start, window.end) for window in other.weekly if window.weekday == time.day.weekday()]
        free += [(same.start, same.end) for same in other.once if same.day == time.day]
        found += [Once(day=time.day, start=max(time.start, start), end=min(time.end, end)) for start, end in free]
    return tuple(time for time in found if time.start < time.end)
