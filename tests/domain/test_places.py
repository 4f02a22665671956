"""How many students of a university or a course a cohort takes at once."""

from __future__ import annotations

import pytest

from bot.domain.errors import BadInput
from bot.domain.places import MOST, Places, limits_of, read_places, say_places

KEPT = "Essex=2, Essex/nursing=1"


def test_limits_are_read_as_they_are_typed_and_said_in_words() -> None:
    assert read_places("  Essex = 2 ,Essex / nursing=1 ") == KEPT
    assert limits_of(KEPT) == {("Essex", ""): 2, ("Essex", "nursing"): 1}
    assert say_places(KEPT) == "at most 2 of Essex; at most 1 of nursing at Essex"
    assert (read_places("None"), limits_of(""), say_places("")) == ("", {}, "")


@pytest.mark.parametrize("words", ["Essex", "Essex=many", "=3", "Essex/=3", "a=1,,b=2", "Essex=99999"])
def test_what_cannot_be_read_says_how_to_write_it(words: str) -> None:
    with pytest.raises(BadInput, match="Please write it like"):
        read_places(words)


def test_there_is_room_for_so_many_limits() -> None:
    with pytest.raises(BadInput, match="There is room for 20"):
        read_places(",".join(f"u{number}=1" for number in range(MOST + 1)))


def test_who_is_there_already_counts_for_the_university_and_the_course() -> None:
    places = Places(limits=limits_of(KEPT), taken={("ESSEX", "Nursing"): 1, ("Kent", "nursing"): 9})
    assert places.left() == {("essex", ""): 1, ("essex", "nursing"): 0}
    assert list(places.reasons([("Essex", "physics")])) == []
    assert list(places.reasons([("essex", "nursing")])) == ["Places of this cohort for nursing at Essex: 1. Left: 0."]
    assert list(places.reasons([("Essex", ""), ("Essex", "physics")])) == [
        "Places of this cohort for Essex: 2. Left: 1."
    ]
    assert list(places.reasons([("Kent", "nursing"), ("", "")])) == []
