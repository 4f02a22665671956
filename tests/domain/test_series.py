"""What a meeting of a series says to those who teach."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.series import Ahead, Series, Theme

THEME = Theme(key="k", title="Around me", student_prepare="Read.", buddy_prepare="Speak as a carer.")


def test_who_is_no_carer_reads_other_words_where_there_are_any() -> None:
    both = replace(THEME, otherwise_prepare="Speak about your own life.")
    assert (both.prepare_for(carer=True), both.prepare_for(carer=False)) == (
        "Speak as a carer.",
        "Speak about your own life.",
    )
    assert THEME.prepare_for(carer=False) == "Speak as a carer."


@pytest.mark.parametrize(
    ("meetings", "had", "ahead"),
    [
        (6, 0, Ahead(meetings=6)),
        (6, 1, Ahead(meetings=6, goes_on=2)),
        (6, 3, Ahead(meetings=4, goes_on=4)),
        (6, 6, Ahead(meetings=2, goes_on=6)),
        (1, 1, Ahead(meetings=1)),
    ],
)
def test_with_a_new_buddy_a_series_goes_on_where_it_was(meetings: int, had: int, ahead: Ahead) -> None:
    assert Series(key="k", title="", minutes=60, themes=(THEME,) * meetings).ahead(had) == ahead


@pytest.mark.parametrize(("whole", "short"), [(60, 30), (75, 45), (45, 30), (30, 15)])
def test_a_short_meeting_is_half_as_long_in_quarter_hours(whole: int, short: int) -> None:
    assert Series(key="k", title="", minutes=whole, themes=(THEME,)).short_minutes == short
