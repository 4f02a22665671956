"""What follows a command's name is read strictly, and refused with how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

import pytest

from bot.domain.errors import BadInput
from bot.front.arguments import arguments
from tests.world import MONDAY


@dataclass(frozen=True)
class Plan:
    pair: str
    number: int
    day: date
    clock: time
    state: Literal["done", "na"]
    minutes: int = 60
    until: date | None = None
    quiet: bool = False


@dataclass(frozen=True)
class Some:
    words: str


@dataclass(frozen=True)
class Several:
    people: tuple[str, ...]


USE, EXAMPLE = "plan <pair> ...", "plan P-1 2 tue 14:00 done"
read = arguments(Plan, use=USE, example=EXAMPLE)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("P-1 2 2026-12-01 14:00 done", Plan("P-1", 2, date(2026, 12, 1), time(14), "done")),
        ("P-1 2 next tue 2pm NA", Plan("P-1", 2, date(2026, 12, 8), time(14), "na")),
        ("P-1 2 tue 2pm done", Plan("P-1", 2, date(2026, 12, 1), time(14), "done")),
        ("“The first pair” 2 1 dec 14.30 done", Plan("The first pair", 2, date(2026, 12, 1), time(14, 30), "done")),
        (
            "P-1 2 tue 2pm done --minutes 45 --until 18 dec --quiet",
            Plan("P-1", 2, date(2026, 12, 1), time(14), "done", 45, date(2026, 12, 18), quiet=True),
        ),
        ("P-1 2 tue 2pm done —quiet", Plan("P-1", 2, date(2026, 12, 1), time(14), "done", quiet=True)),
    ],
)
def test_what_people_type_is_read(words: str, expected: Plan) -> None:
    assert read(words, MONDAY) == expected


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "The pair is missing."),
        ("P-1 two tue 2pm done", "The number must be a number, not 'two'."),
        ("P-1 2 soon 2pm done", "I can't read the day 'soon'."),
        ("P-1 2 tue 2 done", "I can't read the time '2'."),
        ("P-1 2 tue 2pm maybe", "The state must be one of: done, na."),
        ("P-1 2 tue 2pm done more", "I don't know what to do with 'more'."),
        ("P-1 2 tue 2pm done --loud", "I don't know '--loud' here."),
        ("P-1 2 tue 2pm done --minutes", "'--minutes' needs a value."),
        ("P-1 2 tue 2pm done --quiet please", "'--quiet' stands alone."),
    ],
)
def test_what_cannot_be_read_is_refused_with_how_it_is_written(words: str, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(words, MONDAY)
    assert str(refused.value).startswith(why)
    assert str(refused.value).endswith(f"Please write: {USE}. For example: {EXAMPLE}")


def test_all_that_is_left_can_be_one_text_or_several_words() -> None:
    assert arguments(Some, use="", example="")("two words", MONDAY) == Some("two words")
    assert arguments(Several, use="", example="")('S-1 "Pat Lowe" B-2', MONDAY) == Several(("S-1", "Pat Lowe", "B-2"))
