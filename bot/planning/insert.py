"""Finding room for those left out: with a Buddy who has a place, or in the place of somebody who can go elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.planning.pack import Packing
from bot.planning.series import Series, any_series
from bot.planning.settle import settle
from bot.planning.timetable import Timetable

STEPS = 12
WIDEST = 60  # people looked at for one student

Change = tuple[int, int, int, Series]  # the Buddy, who comes, who goes, and the meetings of who comes
Stays = Callable[[int], bool]


def nobody_stays(_student: int) -> bool:
    """Everybody may get another Buddy or other times."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """Somebody who looks for a place, and the changes that brought it about."""

    student: int
    changes: tuple[Change, ...] = ()

    def uses(self, buddy: int) -> bool:
        """Whether this Buddy's students change on the way."""
        return any(change[0] == buddy for change in self.changes)


def insert_all(timetable: Timetable, out_of_time: Callable[[], bool], *, depth: int, stays: Stays) -> None:
    """Serve whoever can still be served when at most `depth` others change their Buddy for each."""
    ground = timetable.ground
    left = [one for one in range(len(ground.student)) if one not in timetable.buddy_of and ground.allowed.of(one)]
    for deepest in range(depth + 1):
        left = [
            one
            for one in left
            if timetable.org_is_full(one) or out_of_time() or not _augment(timetable, one, deepest, stays)
        ]


def _augment(timetable: Timetable, student: int, depth: int, stays: Stays) -> bool:
    """Serve one more student, if a way is found."""
    front, seen = [_Turn(student=student)], {student}
    for level in range(depth):
        front = [after for turn in front for after in _replacements(timetable, turn, seen, stays)]
        if any(_finish(timetable, turn, stays, steps=0) for turn in front):
            return True
        if level == depth - 1:
            return False
    return _finish(timetable, front[0], stays, steps=STEPS)


def _finish(timetable: Timetable, turn: _Turn, stays: Stays, *, steps: int) -> bool:
    """Give this person a place with a Buddy who has one, and carry out the changes before."""
    for buddy in buddies_of(timetable, turn.student):
        if turn.uses(buddy) or not timetable.has_room(buddy):
            continue
        packing = with_one_more(timetable, buddy, turn.student, stays, steps=steps)
        if packing.left:
            continue
        for where, comes, goes, series in turn.changes:
            roster = {one: theirs for one, theirs in timetable.of[where].items() if one != goes}
            timetable.put(where, {**roster, comes: series})
        timetable.put(buddy, packing.series)
        return True
    return False


def with_one_more(timetable: Timetable, buddy: int, student: int, stays: Stays, *, steps: int) -> Packing:
    """The Buddy's students with one more; those who stay keep their times."""
    ground, roster = timetable.ground, timetable.of[buddy]
    base = timetable.diary(buddy)
    full = ground.diary[buddy].filled(roster.values())
    if series := any_series(ground.student[student] & full.free & timetable.open, full.frame):
        return Packing(series={**roster, student: series}, left=())
    if not steps or not roster or any(stays(one) for one in roster):
        return Packing(series=roster, left=(student,))
    if base is ground.diary[buddy]:
        return ground.fill(buddy, (*roster, student), roster, steps=steps)
    return settle(
        base, ground.wants((*roster, student)), Packing(series=roster, left=(student,)), steps=steps, seed=buddy
    )


def _replacements(timetable: Timetable, turn: _Turn, seen: set[int], stays: Stays) -> Iterator[_Turn]:
    """Whose place this person could take, without anybody else's meetings being touched."""
    ground = timetable.ground
    for buddy in buddies_of(timetable, turn.student):
        roster, base = timetable.of[buddy], ground.diary[buddy]
        for other in sorted(roster):
            if turn.uses(buddy) or other in seen or stays(other) or len(seen) > WIDEST:
                continue
            free = base.filled(series for one, series in roster.items() if one != other).free & timetable.open
            if series := any_series(ground.student[turn.student] & free, base.frame):
                seen.add(other)
                yield _Turn(student=other, changes=(*turn.changes, (buddy, turn.student, other, series)))


def buddies_of(timetable: Timetable, student: int) -> list[int]:
    """The Buddies whom a student may meet, those who suit best first."""
    allowed = timetable.ground.allowed
    pairs = sorted(allowed.of(student), key=lambda pair: (-int(allowed.points[pair]), int(allowed.buddy[pair])))
    return [int(allowed.buddy[pair]) for pair in pairs]
