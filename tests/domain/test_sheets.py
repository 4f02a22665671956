from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.sheets import RUNS, as_csv, cell


@pytest.mark.parametrize(
    "words", ["=1+1", "+44 1632", "-2", "@sum", "\tx", "\rx", " =1", "\n=1", "\u00a0@x", "\uff1d1+1"]
)
def test_what_a_spreadsheet_would_run_is_only_shown(words: str) -> None:
    assert cell(words) == f"'{words}"


@pytest.mark.parametrize(("value", "shown"), [("Sam", "Sam"), (None, ""), (60, "60"), ("a=b", "a=b"), ("", "")])
def test_everything_else_stands_as_it_is(value: object, shown: str) -> None:
    assert cell(value) == shown


def test_excel_is_told_that_it_is_utf_8() -> None:
    assert as_csv(["name"], [["Zo\u00eb"]]) == b"\xef\xbb\xbfname\r\nZo\xc3\xab\r\n"


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=3), max_size=3))
def test_no_text_leaves_its_cell_or_begins_a_formula(rows: list[list[str]]) -> None:
    text = as_csv(["head"], rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]

    assert [[one.removeprefix("'") for one in row] for row in read] == [
        [one.removeprefix("'") for one in row] for row in rows
    ]
    assert [one for row in read for one in row if one.startswith(RUNS)] == []
