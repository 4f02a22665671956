"""Who might meet whom: for each student or group that waits, some Buddies with the reasons in words. It only reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.staff import Listing, Row
from bot.domain.fitting import Field, groups, together_before
from bot.domain.links import LinkState
from bot.domain.matching import CLOSED, NOBODY_WAITS, Facts, Known
from bot.domain.meetings import Side, in_words
from bot.domain.series import Series
from bot.domain.times import say_day, wall
from bot.planning.explain import students_
from bot.usecases.content import content_of
from bot.usecases.finding import a_cohort, full_name
from bot.usecases.ports import Work
from bot.usecases.suggest_fit import Fit, Together, fit_of

MOST = 3  # Buddies for each student: a human decides, and more are hard to weigh
STUDENTS = 12  # on one card
GROUPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggest:
    """A coordinator asks who might fit; `max` Buddies for each student."""

    cohort: str
    max: int = MOST


def suggest(work: Work, request: Suggest, now: datetime) -> Listing:
    """For each who waits, the longest waiting first, up to three Buddies with reasons, or why there is none.

    Where the series is for groups, or there is no room for each alone, groups are suggested too.
    """
    cohort = a_cohort(work, request.cohort)
    known, day = work.links.known(cohort.id, now=now), wall(now).date()
    before = together_before(work.links.in_cohort(cohort.id, LinkState.ENDED))
    field, series = Field(known=known, day=day, before=before), content_of(work, cohort).series
    fit = fit_of(field, usual=work.free.usual(known.people.keys(), on=day), minutes=series.minutes)
    waiting = field.waiting() if known.is_open else []
    at_most = max(1, min(request.max, MOST))
    alone = waiting[:STUDENTS]
    if series.group_min > 1:
        alone = [one for one in alone if field.in_the_way(one, Side.STUDENT)]
    rows = [row for one in alone for row in _rows(fit, (one,), at_most=at_most)]
    rows += [row for group in _groups(fit, waiting, series) for row in _rows(fit, group, at_most=at_most)]
    return Listing(
        title=f"Who might meet whom: {cohort.name}",
        rows=(*_too_few(fit, waiting, series), *rows),
        more=max(0, len(waiting) - STUDENTS),
        hint="Nothing is sent. What you type under a name shows first who would be asked, and in which words."
        if waiting
        else "",
        nothing="" if waiting else _nothing(known),
    )


def _nothing(known: Known) -> str:
    return NOBODY_WAITS if known.is_open else CLOSED


def _able(fit: Fit, waiting: Sequence[Facts]) -> list[Facts]:
    return [one for one in waiting if not fit.field.in_the_way(one, Side.STUDENT)]


def _groups(fit: Fit, waiting: Sequence[Facts], series: Series) -> Sequence[Together]:
    """Where the series is for groups, all of them; else as few as give everybody a place, where room is short."""
    able = _able(fit, waiting)
    least, most = series.group_min, series.group_max
    if least <= 1:
        most = -(-len(able) // fit.room) if fit.room else 1
        least = 2
        if not 1 < most <= series.group_max:
            return ()
    return groups(able, fit.field, least=least, most=most)[:GROUPS]


def _too_few(fit: Fit, waiting: Sequence[Facts], series: Series) -> Iterator[Row]:
    """What stands in the way of everybody having a place."""
    able = len(_able(fit, waiting))
    if 0 < able < series.group_min:
        missing = f"{students_(series.group_min - able)} more {'is' if series.group_min - able == 1 else 'are'} needed"
        yield Row(
            say=f"{students_(able)} can be asked, and {missing}",
            more=f"Here {series.group_min} to {series.group_max} meet a Buddy together.",
        )
    elif series.group_min <= 1 and fit.room < able:
        more = "Some could meet a Buddy in a small group: see the end of the list." if fit.room else ""
        yield Row(say=f"{students_(able)} can be asked, and there is room for {fit.room}", more=more)


def _rows(fit: Fit, students: Together, *, at_most: int) -> Iterator[Row]:
    yield Row(say=_title(students), more=_about(students))
    gates = [(one, fit.field.in_the_way(one, Side.STUDENT)) for one in students]
    if said := [f"{one.person.number} {gate}." for one, found in gates for gate in found]:
        yield Row(say="Can't be asked yet", more=" ".join(said))
        return
    best = fit.best(students, at_most=at_most)
    for buddy in best:
        make = f". Type: match make {students[0].person.number} {buddy.person.number}" if len(students) == 1 else ""
        yield Row(say=f"Buddy: {full_name(buddy.person)}", more=fit.why(buddy, students) + make)
    if not best:
        yield Row(say="No Buddy can be asked now", more=fit.why_none(students))


def _title(students: Together) -> str:
    if len(students) > 1:
        return f"A group of {len(students)}: {in_words([full_name(one.person) for one in students])}"
    (student,) = students
    since = f", waiting since {say_day(wall(student.waits_since).date())}" if student.waits_since else ""
    return f"{full_name(student.person)}{since}"


def _about(students: Together) -> str:
    """Whether they come first, what meetings need, and how a group is asked."""
    named = len(students) > 1
    lines = [
        f"{one.person.number} needs: {one.needs}" if named else f"Needs: {one.needs}" for one in students if one.needs
    ]
    if named:
        numbers = " ".join(one.person.number for one in students)
        return ". ".join([*lines, f"To ask, type: match make {numbers}, then the Buddy"])
    return ". ".join(["First in line"] * students[0].first + lines)
