"""One Buddy's time: what meetings take up, how a series is found in it, and for how many there is room at most."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.planning.clock import Clock
from bot.planning.lanes import lanes
from bot.planning.pack import Diary
from bot.planning.rooms import Rooms
from bot.planning.series import Series, any_series, cheapest
from bot.planning.solve import prepare, solve_full
from bot.planning.strength import strengthened
from bot.planning.timetable import Ground
from tests.planning.cohorts import cohort, dice
from tests.planning.few import FRIDAY, MONDAY, TUESDAY, people
from tests.planning.sparse import sparse

seeds = st.integers(0, 10**6)
PROBLEM = sparse(11, students=90, buddies=24, unis=2)


@cache
def ground(seed: int = 7) -> Ground:
    setting = prepare(cohort(seed, students=60, buddies=15))
    return Ground.of(setting.table, setting.allowed)


def some_series(seed: int) -> tuple[Diary, list[Series]]:
    """A Buddy's empty diary, and the meetings of students who came one after another."""
    chance, diaries, found = dice(seed), ground().diary, list[Series]()
    empty = chance.choice(diaries)
    diary = empty.copy()
    for student in chance.sample(range(60), 12):
        if series := any_series(diary.free & ground().student[student], diary.frame):
            found.append(series)
            diary.take(series)
    return empty, found


@settings(max_examples=30)
@given(seeds)
def test_what_is_free_does_not_depend_on_who_came_first_or_whether_all_came_at_once(seed: int) -> None:
    empty, found = some_series(seed)
    one_by_one = empty.copy()
    for series in dice(seed).sample(found, len(found)):
        one_by_one.take(series)
    assert one_by_one == empty.filled(found)


@settings(max_examples=30)
@given(seeds)
def test_the_first_series_is_the_cheapest_where_all_starts_cost_the_same(seed: int) -> None:
    empty, found = some_series(seed)
    free = empty.filled(found[1:]).free & ground().student[seed % 60]
    best = cheapest([(free,)] * empty.frame.meetings, empty.frame)
    assert any_series(free, empty.frame) == (best[1] if best else None)


def test_no_buddy_meets_more_than_there_is_room_for() -> None:
    setting = prepare(PROBLEM)
    here, allowed = Ground.of(setting.table, setting.allowed), setting.allowed
    strength = strengthened(here, lanes(setting.table, allowed), Clock(60).left)
    rooms = Rooms.of(strength.tree, len(allowed.student))
    plan = solve_full(setting, 60)
    with_: dict[int, list[int]] = {}
    for pair in plan.pairs:
        with_.setdefault(setting.table.buddy_row[pair.buddy], []).append(setting.table.student_row[pair.student])
    assert max(map(len, with_.values())) > 1
    for buddy, group in with_.items():
        assert rooms.most(allowed.at(student, buddy) for student in group) == len(group)


def test_who_can_only_come_in_a_full_hour_is_one_too_many() -> None:
    hours = {"Alex": (MONDAY,), "Jo": (MONDAY,), "Max": (MONDAY,), "Sam": (TUESDAY,), "Pat": (MONDAY, TUESDAY)}
    setting = prepare(people(hours, {"Kim": (MONDAY, TUESDAY, FRIDAY)}, seats=5))
    rooms = Rooms.of(lanes(setting.table, setting.allowed), len(setting.allowed.student))
    row = setting.table.student_row

    def most(*names: str) -> int:
        return rooms.most(setting.allowed.at(row[name], 0) for name in names)

    assert most("Alex", "Jo") == 2
    assert most("Alex", "Jo", "Max") == 2
    assert most("Alex", "Jo", "Sam", "Pat") == 4
    assert most("Alex", "Jo", "Max", "Sam", "Pat") == 4
