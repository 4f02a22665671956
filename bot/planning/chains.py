"""Chains of exchanges: who was left out takes the place of somebody, who takes the place of another, and so on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from bot.planning.insert import buddies_of, left_out, nobody_stays, with_one_more
from bot.planning.series import Series, any_series
from bot.planning.timetable import Timetable

STEPS = 40  # to give a Buddy's students other times, so that the last of a chain fits in


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A Buddy has these students and meetings now; somebody has come, and somebody may have gone."""

    comes: int
    goes: int | None
    buddy: int
    roster: Mapping[int, Series]


How = Mapping[int, _Step | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What is free with a Buddy once one of these students has gone, and which meetings others could have there."""

    roster: Mapping[int, Series]
    free: dict[int | None, int] = field(default_factory=dict)
    series: dict[tuple[int | None, int], Series | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """The places of a timetable; what is worked out for a Buddy counts until the Buddy has other students."""

    timetable: Timetable
    known: dict[int, _Place] = field(default_factory=dict)

    def steps(self, student: int, how: How, changed: Collection[int]) -> Iterator[_Step]:
        """All places that suit a student next in a chain, but those of students for whom there is a chain."""
        timetable = self.timetable
        for buddy in self._next(student, changed):
            roster = timetable.of[buddy]
            others = [one for one in sorted(roster) if one not in how]
            for goes in (None, *others) if timetable.has_room(buddy) else others:
                if series := self._series(student, buddy, goes):
                    stay = {one: theirs for one, theirs in roster.items() if one != goes}
                    yield _Step(comes=student, goes=goes, buddy=buddy, roster={**stay, student: series})

    def ends(self, student: int, changed: Collection[int]) -> Iterator[_Step]:
        """All places that nobody has and that suit a student once others there get other times."""
        timetable, ground = self.timetable, self.timetable.ground
        for buddy in (one for one in self._next(student, changed) if timetable.has_room(one)):
            group = frozenset((*timetable.of[buddy], student))
            packing = with_one_more(timetable, buddy, student, nobody_stays, steps=STEPS)
            if not packing.left:
                yield _Step(comes=student, goes=None, buddy=buddy, roster=packing.series)
            elif not ground.seems_stuck(buddy, group):
                ground.stuck.setdefault(buddy, []).append(group)

    def _next(self, student: int, changed: Collection[int]) -> list[int]:
        return [buddy for buddy in buddies_of(self.timetable, student) if buddy not in changed]

    def _series(self, student: int, buddy: int, goes: int | None) -> Series | None:
        """Meetings that the student could have here once `goes` has gone."""
        timetable, diary = self.timetable, self.timetable.ground.diary[buddy]
        place, roster = self.known.get(buddy), timetable.of[buddy]
        if place is None or place.roster is not roster:
            place = self.known[buddy] = _Place(roster=roster)
        if goes not in place.free:
            place.free[goes] = diary.filled(series for one, series in roster.items() if one != goes).free
        free = place.free[goes] & timetable.ground.student[student]
        if (goes, student) not in place.series:
            place.series[goes, student] = any_series(free, diary.frame)
        series = place.series[goes, student]
        is_open = not series or all(timetable.open >> start & 1 for start in series)
        return series if is_open else any_series(free & timetable.open, diary.frame)

    def carry_out(self, chain: list[_Step]) -> bool:
        """All steps of the chain, or none where the scheme cannot hold all their meetings at once."""
        before = [(step.buddy, self.timetable.of[step.buddy]) for step in chain]
        for nth, step in enumerate(chain):
            free = self.timetable.diary(step.buddy).free
            if not all(free >> start & 1 for series in step.roster.values() for start in series):
                for buddy, roster in reversed(before[:nth]):
                    self.timetable.put(buddy, roster)
                return False
            self.timetable.put(step.buddy, step.roster)
        return True


def exchange_all(timetable: Timetable, out_of_time: Callable[[], bool]) -> None:
    """Serve whoever can be served when others change their Buddies for it, however many these are."""
    places = _Places(timetable=timetable)
    while _some_more(places, out_of_time):
        pass


def _some_more(places: _Places, out_of_time: Callable[[], bool]) -> bool:
    """Serve more by the shortest chains there are; whether there were any."""
    timetable, changed = places.timetable, set[int]()
    how: dict[int, _Step | None] = dict.fromkeys(left_out(timetable))
    waiting = deque(how)
    while waiting and not out_of_time():
        student = waiting.popleft()
        chain = _chain(how, student)
        if not _stands(timetable, student, chain, changed):
            continue
        for step in places.steps(student, how, changed.union(one.buddy for one in chain)):
            if step.goes is not None:
                how[step.goes] = step
                waiting.append(step.goes)
            elif places.carry_out([*chain, step]):
                changed.update(one.buddy for one in (*chain, step))
                break
    return bool(changed) or _at_other_times(places, how, out_of_time)


def _at_other_times(places: _Places, how: How, out_of_time: Callable[[], bool]) -> bool:
    """The same, where the students of the last Buddy get other times."""
    changed = set[int]()
    for student in how:
        if out_of_time():
            break
        chain = _chain(how, student)
        if _stands(places.timetable, student, chain, changed):
            for step in places.ends(student, changed.union(one.buddy for one in chain)):
                if places.carry_out([*chain, step]):
                    changed.update(one.buddy for one in (*chain, step))
                    break
    return bool(changed)


def _stands(timetable: Timetable, student: int, chain: list[_Step], changed: Collection[int]) -> bool:
    """Whether a chain to a student still holds now that these Buddies have changed."""
    first = chain[0].comes if chain else student
    return (
        first not in timetable.buddy_of
        and not timetable.is_full(first)
        and not any(step.buddy in changed for step in chain)
    )


def _chain(how: How, student: int) -> list[_Step]:
    """How a student came to lose their place, from the one who was left out."""
    chain = []
    while step := how[student]:
        chain.append(step)
        student = step.comes
    return chain[::-1]
