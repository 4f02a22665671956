"""Who might meet whom: for each student who waits, some Buddies with the reasons in words. It only reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.cards.staff import Listing, Row
from bot.domain.fitting import Field, together_before
from bot.domain.links import Link, LinkState
from bot.domain.matching import CLOSED, NOBODY_WAITS, Facts, Known, shared_words
from bot.domain.meetings import Side
from bot.domain.people import PersonId
from bot.domain.times import say_day, wall
from bot.usecases.finding import a_cohort, full_name
from bot.usecases.ports import Work

MOST = 3  # Buddies for each student: a human decides, and more are hard to weigh
STUDENTS = 12  # on one card


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggest:
    """A coordinator asks who might fit; `max` Buddies for each student."""

    cohort: str
    max: int = MOST


def suggest(work: Work, request: Suggest, now: datetime) -> Listing:
    """For each student who waits, the longest waiting first, up to three Buddies with reasons, or why there is none."""
    cohort = a_cohort(work, request.cohort)
    known = work.links.known(cohort.id, now=now)
    plan = _plan(known, work.links.in_cohort(cohort.id, LinkState.ENDED), wall(now).date())
    waiting = plan.field.waiting()
    shown = waiting[:STUDENTS] if known.is_open else []
    rows = [row for one in shown for row in _rows(plan, one, at_most=max(1, min(request.max, MOST)))]
    return Listing(
        title=f"Who might meet whom: {cohort.name}",
        rows=tuple(rows),
        more=len(waiting) - len(shown) if shown else 0,
        hint="Nothing is sent. To ask, type: match make, then the student and the Buddy." if shown else "",
        nothing="" if shown else _nothing(known),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What the suggestions are made of: the Buddies who can be asked, and what stands in the way of the others.

    `named` counts how often each Buddy was suggested already.
    """

    field: Field
    ready: tuple[Facts, ...]
    not_ready: Counter[str]
    named: Counter[PersonId]


def _plan(known: Known, ended: Iterable[Link], day: date) -> _Plan:
    field = Field(known=known, day=day, before=together_before(ended))
    ready, not_ready = [], Counter[str]()
    for one in field.givers():
        gates = field.in_the_way(one, Side.BUDDY)
        not_ready.update(gates[:1])
        ready += [] if gates else [one]
    named: Counter[PersonId] = Counter()
    return _Plan(field=field, ready=tuple(ready), not_ready=not_ready, named=named)


def _nothing(known: Known) -> str:
    return NOBODY_WAITS if known.is_open else CLOSED


def _rows(plan: _Plan, student: Facts, *, at_most: int) -> Iterator[Row]:
    yield Row(say=_title(student), more=_about(student))
    if gates := plan.field.in_the_way(student, Side.STUDENT):
        yield Row(say="Can't be asked yet", more=" ".join(f"{student.person.number} {gate}." for gate in gates))
        return
    fitting = sorted(_fitting(plan, student), key=lambda buddy: _order(plan, buddy, student))
    for buddy in fitting[:at_most]:
        plan.named[buddy.person.id] += 1
        yield Row(say=f"Buddy: {full_name(buddy.person)}", more=_why(buddy, student))
    if not fitting:
        yield Row(say="No Buddy can be asked now", more=_why_none(plan))


def _title(student: Facts) -> str:
    since = f", waiting since {say_day(wall(student.waits_since).date())}" if student.waits_since else ""
    return f"{full_name(student.person)}{since}"


def _about(student: Facts) -> str:
    """Whether they come first, and what meetings need."""
    lines = ["First in line"] * student.first + [f"Needs: {student.needs}"] * bool(student.needs)
    return ". ".join(lines)


def _fitting(plan: _Plan, student: Facts) -> Iterator[Facts]:
    not_with = plan.field.not_with(student)
    return (buddy for buddy in plan.ready if buddy.person.id not in not_with)


def _order(plan: _Plan, buddy: Facts, student: Facts) -> tuple[bool, int, bool, int, PersonId]:
    """The best first: a shared wish, named less often above, free times given, fewer students."""
    number = buddy.person.id
    return (not _shared(buddy, student), plan.named[number], not buddy.gives_times, buddy.teaches, number)


def _shared(buddy: Facts, student: Facts) -> tuple[str, ...]:
    return shared_words(student.hope, buddy.person.line or "")


def _why(buddy: Facts, student: Facts) -> str:
    times = "has given free times" if buddy.gives_times else "has given no free times yet"
    shared = f"; both write of: {', '.join(_shared(buddy, student))}" if _shared(buddy, student) else ""
    return f"Room for {buddy.room - buddy.teaches}; {times}{shared}"


def _why_none(plan: _Plan) -> str:
    """What stands in the way, and of how many."""
    lines = [f"{times}: {gate}" for gate, times in plan.not_ready.most_common()]
    lines += [f"{len(plan.ready)}: not to be matched, or they met or one said no before"] * bool(plan.ready)
    return ". ".join(lines) or "There are no Buddies yet."
