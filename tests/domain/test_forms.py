"""Anonymous forms: when answers come together, and what may be shown of them."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cohorts import CohortId
from bot.domain.forms import AT_LEAST, FormSum, Waiting, joined, sums


def waiting(*, first: int, cohort: int, count: int, closed: bool = False, form: str = "f") -> list[Waiting]:
    """So many answers of one cohort."""
    return [
        Waiting(key=f"{number:032x}", form=form, cohort=CohortId(cohort), closed=closed)
        for number in range(first, first + count)
    ]


def counted(found: dict[str, CohortId]) -> dict[int, int]:
    """How many are joined now, by the cohort that they are counted in."""
    return dict(Counter(int(cohort) for cohort in found.values()))


def test_five_answers_are_joined_and_four_wait() -> None:
    assert counted(joined(waiting(first=0, cohort=1, count=5))) == {1: 5}
    assert joined(waiting(first=0, cohort=1, count=4)) == {}


def test_a_small_group_that_is_closed_is_counted_with_the_next() -> None:
    small = waiting(first=0, cohort=1, count=3, closed=True)
    assert joined(small) == {}
    assert counted(joined(small + waiting(first=10, cohort=2, count=2))) == {2: 5}
    assert counted(joined(small + waiting(first=10, cohort=2, count=1, closed=True))) == {}
    three = waiting(first=10, cohort=2, count=1, closed=True) + waiting(first=20, cohort=3, count=1)
    assert counted(joined(small + three)) == {3: 5}


def test_a_small_group_that_still_runs_waits_for_its_own_people() -> None:
    small = waiting(first=0, cohort=1, count=3)
    assert counted(joined(small + waiting(first=10, cohort=2, count=6))) == {2: 6}


def test_the_answers_of_two_forms_are_never_counted_together() -> None:
    assert joined(waiting(first=0, cohort=1, count=3) + waiting(first=9, cohort=1, count=3, form="g")) == {}


@given(st.lists(st.tuples(st.sampled_from("fg"), st.integers(1, 4), st.integers(0, 7), st.booleans()), max_size=6))
def test_whatever_waits_none_is_joined_to_fewer_than_four_others(groups: list[tuple[str, int, int, bool]]) -> None:
    closed = {cohort: shut for _, cohort, _, shut in groups}
    found = [
        one
        for at, (form, cohort, count, _) in enumerate(groups)
        for one in waiting(first=at * 100, cohort=cohort, count=count, closed=closed[cohort], form=form)
    ]
    now = joined(found)
    together = Counter((one.form, now[one.key]) for one in found if one.key in now)
    assert all(count >= AT_LEAST for count in together.values())
    assert all(now[one.key] >= one.cohort for one in found if one.key in now)


def test_sums_need_five_people_and_five_answers_to_each_question() -> None:
    five: list[dict[str, object]] = [{"overall": number} for number in (9, 9, 8, 9, 0)]
    five[0]["best"], five[4]["rare"] = "words", 1
    assert sums("f", five[:4]) is None
    assert sums("f", five) == FormSum(form="f", answered=5, chosen={"overall": {0: 1, 8: 1, 9: 3}})


@given(st.lists(st.sampled_from([1, 2, 3, 4, 5, 6, 7, None]), max_size=40))
def test_the_categories_of_a_question_add_up_to_all_who_answered_it(main: list[int | None]) -> None:
    answers: list[dict[str, object]] = [{} if one is None else {"occupation": one} for one in main]
    found, said = sums("f", answers), [one for one in main if one is not None]
    shown = found.chosen.get("occupation", {}) if found else {}
    assert sum(shown.values()) == (len(said) if len(said) >= AT_LEAST else 0)
    assert all(shown[value] == said.count(value) for value in shown)
