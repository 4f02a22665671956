"""Chains of exchanges: who was left out takes the place of somebody, who takes the place of another, and so on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
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
class _Places:
    """The places of a timetable, and what is free at each once nobody has it."""

    timetable: Timetable
    free: dict[tuple[int, int | None], int] = field(default_factory=dict)

    def steps(self, student: int, how: How, chain: list[_Step]) -> Iterator[_Step]:
        """All places that suit a student next in a chain, but those of students for whom there is a chain."""
        timetable, ground = self.timetable, self.timetable.ground
        for buddy in self._next(student, chain):
            roster = timetable.of[buddy]
            others = [one for one in sorted(roster) if one not in how]
            for goes in (None, *others) if timetable.has_room(buddy) else others:
                free = self._free(buddy, goes) & timetable.open & ground.student[student]
                if series := any_series(free, ground.diary[buddy].frame):
                    stay = {one: theirs for one, theirs in roster.items() if one != goes}
                    yield _Step(comes=student, goes=goes, buddy=buddy, roster={**stay, student: series})

    def ends(self, student: int, chain: list[_Step]) -> Iterator[_Step]:
        """All places that nobody has and that suit a student once others there get other times."""
        timetable, ground = self.timetable, self.timetable.ground
        for buddy in (one for one in self._next(student, chain) if timetable.has_room(one)):
            group = frozenset((*timetable.of[buddy], student))
            packing = with_one_more(timetable, buddy, student, nobody_stays, steps=STEPS)
            if not packing.left:
                yield _Step(comes=student, goes=None, buddy=buddy, roster=packing.series)
            elif not ground.seems_stuck(buddy, group):
                ground.stuck.setdefault(buddy, []).append(group)

    def _next(self, student: int, chain: list[_Step]) -> list[int]:
        changed = {step.buddy for step in chain}
        return [buddy for buddy in buddies_of(self.timetable, student) if buddy not in changed]

    def _free(self, buddy: int, goes: int | None) -> int:
        if (buddy, goes) not in self.free:
            others = [series for one, series in self.timetable.of[buddy].items() if one != goes]
            self.free[buddy, goes] = self.timetable.ground.diary[buddy].filled(others).free
        return self.free[buddy, goes]

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
        touched = {step.buddy for step in chain}
        for place in [place for place in self.free if place[0] in touched]:
            del self.free[place]
        return True


def exchange_all(timetable: Timetable, out_of_time: Callable[[], bool]) -> None:
    """Serve whoever can be served when others change their Buddies for it, however many these are."""
    places = _Places(timetable=timetable)
    while _one_more(places, out_of_time):
        pass


def _one_more(places: _Places, out_of_time: Callable[[], bool]) -> bool:
    """Serve one more by the shortest chain there is; whether there was one."""
    how: dict[int, _Step | None] = dict.fromkeys(left_out(places.timetable))
    waiting = deque(how)
    while waiting and not out_of_time():
        student = waiting.popleft()
        chain = _chain(how, student)
        for step in places.steps(student, how, chain):
            if step.goes is not None:
                how[step.goes] = step
                waiting.append(step.goes)
            elif places.carry_out([*chain, step]):
                return True
    return _at_other_times(places, how, out_of_time)


def _at_other_times(places: _Places, how: How, out_of_time: Callable[[], bool]) -> bool:
    """The same, where the students of the last Buddy get other times."""
    for student in how:
        if out_of_time():
            break
        chain = _chain(how, student)
        if any(places.carry_out([*chain, step]) for step in places.ends(student, chain)):
            return True
    return False


def _chain(how: How, student: int) -> list[_Step]:
    """How a student came to lose their place, from the one who was left out."""
    chain = []
    while step := how[student]:
        chain.append(step)
        student = step.comes
    return chain[::-1]
