"""Who looks for a Buddy, in which order, and who may be named for whom: the same for a suggestion and for a plan."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.cohorts import EnrolmentState
from bot.domain.free import DAY, Free, FreeKind
from bot.domain.links import Link, Said
from bot.domain.matching import Facts, Gate, Known, apart_from, in_the_way
from bot.domain.meetings import Side
from bot.domain.people import GIVERS, TAUGHT, PersonId
from bot.domain.series import QUARTER

A_DAY = DAY // QUARTER + 1  # no run of quarter hours goes on into the next day
Two = frozenset[PersonId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Everybody who could be brought together, and the two who were together before, or of whom one said no."""

    known: Known
    day: date
    before: frozenset[Two]

    @property
    def ends(self) -> date:
        """The day until which everything must count."""
        return self.known.ends or self.day

    def waiting(self) -> Sequence[Facts]:
        """The students who look for a Buddy, first in line first."""
        return sorted((one for one in self.known.people.values() if waits(one)), key=_line)

    def givers(self) -> Iterator[Facts]:
        """Everybody who teaches, ready or not."""
        return (one for one in self.known.people.values() if one.person.is_a(GIVERS))

    def in_the_way(self, one: Facts, side: Side) -> Sequence[Gate]:
        """Why this person can't be asked now; nothing when they can."""
        gates = tuple(in_the_way(one, side, self.ends, on=self.day))
        full = side is Side.STUDENT and self.known.full([one.person.id])
        return (*gates, Gate.PLACES) if full else gates

    def not_with(self, student: Facts) -> frozenset[PersonId]:
        """Whom this student is not to meet: they themselves, those who are kept apart, and those of before."""
        number = student.person.id
        before = {other for two in self.before if number in two for other in two}
        return apart_from(self.known, number) | before | {number}


def waits(one: Facts) -> bool:
    """A student, and no Buddy of the same cohort; somebody who was asked about a Buddy waits for no other."""
    return one.person.is_a(TAUGHT) and one.enrolled is EnrolmentState.WAITING and not one.learns


def _line(one: Facts) -> tuple[bool, str, PersonId]:
    return (not one.first, f"{one.waits_since}", one.person.id)


def together_before(ended: Iterable[Link]) -> frozenset[Two]:
    """Those who were brought together, or of whom one has said no to the other: nobody is asked that twice.

    Somebody who was asked and has not answered may be asked again: the question was taken back.
    """
    return frozenset(
        frozenset({buddy, student})
        for link in ended
        for buddy in link.people(Side.BUDDY)
        for student in link.people(Side.STUDENT)
        if _settled({link.said.get(buddy), link.said.get(student)})
    )


def _settled(said: Container[Said | None]) -> bool:
    return Said.NO in said or said == {Said.YES}


def shared_times(one: Iterable[Free], *others: Iterable[Free], minutes: int) -> int | None:
    """How many meetings fit into a usual week in which this one and all others are free.

    Others who have not said when that is can always; None while this one, or each of the others, has not.
    """
    mine, theirs = _quarters(one), [said for other in others if (said := _quarters(other))]
    if not mine or not theirs:
        return None
    both = mine.intersection(*theirs)
    runs = [at for at in sorted(both) if at - 1 not in both]
    ends = [at + 1 for at in sorted(both) if at + 1 not in both]
    return sum((end - begin) * QUARTER // minutes for begin, end in zip(runs, ends, strict=True))


def _quarters(times: Iterable[Free]) -> frozenset[int]:
    """The whole quarter hours of the week in which somebody with these weekly times is free."""
    return frozenset(
        (one.weekday or 0) * A_DAY + quarter
        for one in times
        if one.kind is FreeKind.WEEKLY
        for quarter in range(-(-one.from_minute // QUARTER), one.to_minute // QUARTER)
    )


def groups(waiting: Sequence[Facts], field: Field, *, least: int, most: int) -> Sequence[Sequence[Facts]]:
    """The students in groups of this size, about equally large; each alone where a group may be one student.

    Two who are to be kept apart come into different groups; a group that stays too small is none.
    """
    if least <= 1:
        return [(one,) for one in waiting]
    many = max(1, min(-(-len(waiting) // most), len(waiting) // least))
    found: list[list[Facts]] = [[] for _ in range(many)]
    for one in waiting:
        apart = apart_from(field.known, one.person.id)
        free = [group for group in found if len(group) < most and not any(other.person.id in apart for other in group)]
        if free:
            min(free, key=len).append(one)
        else:
            found.append([one])
    return [group for group in found if len(group) >= least]
