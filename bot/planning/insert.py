"""Finding room for those left out: with a Buddy who has a place, or in the place of somebody who can go elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.planning.pack import Packing
from bot.planning.series import Series, any_series
from bot.planning.settle import diary_of, settle
from bot.planning.timetable import Timetable

STEPS = 12
DEPTH = 2  # how many may change their Buddy so that one more is served
WIDEST = 60  # people looked at for one student


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """Somebody who looks for a place; `moves`: (Buddy, who comes, who goes, their meetings) that brought it about."""

    student: int
    moves: tuple[tuple[int, int, int, Series], ...] = ()

    def uses(self, buddy: int) -> bool:
        """Whether this Buddy's students change on the way."""
        return any(move[0] == buddy for move in self.moves)


def insert_all(
    timetable: Timetable, out_of_time: Callable[[], bool], *, depth: int = DEPTH, movable: Callable[[int], bool]
) -> None:
    """Serve whoever can still be served; those who are not `movable` keep their Buddy and their times."""
    ground = timetable.ground
    left = [one for one in range(len(ground.student)) if one not in timetable.buddy_of and ground.allowed.of(one)]
    for deepest in range(depth + 1):
        left = [
            one
            for one in left
            if timetable.org_is_full(one) or out_of_time() or not _augment(timetable, one, deepest, movable)
        ]


def _augment(timetable: Timetable, student: int, depth: int, movable: Callable[[int], bool]) -> bool:
    """Serve one more student, if a way is found."""
    front, seen = [_Turn(student=student)], {student}
    for level in range(depth + 1):
        for turn in front:
            if _finish(timetable, turn, movable, steps=0 if level else STEPS):
                return True
        if level < depth:
            front = [after for turn in front for after in _replacements(timetable, turn, seen, movable)]
    return False


def _finish(timetable: Timetable, turn: _Turn, movable: Callable[[int], bool], *, steps: int) -> bool:
    """Give this person a place with a Buddy who has one, and carry out the moves before."""
    for buddy in _buddies(timetable, turn.student):
        if turn.uses(buddy) or not timetable.has_room(buddy):
            continue
        packing = with_one_more(timetable, buddy, turn.student, movable, steps=steps)
        if packing.left:
            continue
        moves = [(where, _swapped(timetable, where, comes, goes, series)) for where, comes, goes, series in turn.moves]
        for where, rosters in [*moves, (buddy, dict(packing.series))]:
            timetable.put(where, {})
            timetable.put(where, rosters)
        return True
    return False


def _swapped(timetable: Timetable, buddy: int, comes: int, goes: int, series: Series) -> dict[int, Series]:
    kept = {one: theirs for one, theirs in timetable.of[buddy].items() if one != goes}
    return {**kept, comes: series}


def with_one_more(timetable: Timetable, buddy: int, student: int, movable: Callable[[int], bool], *, steps: int = STEPS) -> Packing:
    """The Buddy's students with one more; those who may not be moved stay exactly where they are."""
    ground = timetable.ground
    frame, limits = ground.frames[buddy], ground.limits[buddy]
    roster = timetable.of[buddy]
    fixed = {one: series for one, series in roster.items() if not movable(one)}
    others = {one: series for one, series in roster.items() if movable(one)}
    free = diary_of(ground.buddy[buddy], frame, limits, fixed).free & timetable.open_for(buddy)
    begun = Packing(series=roster, left=(student,))
    series = any_series(
        ground.student[student] & diary_of(ground.buddy[buddy], frame, limits, roster).free & timetable.open, frame
    )
    if series:
        return Packing(series={**roster, student: series}, left=())
    if not steps or fixed or not others:
        return begun
    wants = {one: ground.student[one] for one in (*roster, student)}
    return settle(free, wants, frame, limits, begun, steps=steps, seed=buddy)


def _replacements(
    timetable: Timetable, turn: _Turn, seen: set[int], movable: Callable[[int], bool]
) -> Iterator[_Turn]:
    """Whose place this person could take, without anybody else's meetings being touched."""
    ground = timetable.ground
    for buddy in _buddies(timetable, turn.student):
        roster = timetable.of[buddy]
        if turn.uses(buddy):
            continue
        for other in sorted(roster):
            if other in seen or not movable(other) or len(seen) > WIDEST:
                continue
            rest = {one: series for one, series in roster.items() if one != other}
            free = diary_of(ground.buddy[buddy], ground.frames[buddy], ground.limits[buddy], rest).free & timetable.open
            if series := any_series(ground.student[turn.student] & free, ground.frames[buddy]):
                seen.add(other)
                yield _Turn(student=other, moves=(*turn.moves, (buddy, turn.student, other, series)))


def _buddies(timetable: Timetable, student: int) -> list[int]:
    """The Buddies whom a student may meet, those who suit best first."""
    allowed = timetable.ground.allowed
    pairs = sorted(allowed.of(student), key=lambda pair: (-int(allowed.points[pair]), int(allowed.buddy[pair])))
    return [int(allowed.buddy[pair]) for pair in pairs]
