"""What a meeting of a series says to those who teach."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.series import Theme

THEME = Theme(key="k", title="Around me", student_prepare="Read.", buddy_prepare="Speak as a carer.")


def test_who_is_no_carer_reads_other_words_where_there_are_any() -> None:
    both = replace(THEME, otherwise_prepare="Speak about your own life.")
    assert (both.prepare_for(carer=True), both.prepare_for(carer=False)) == (
        "Speak as a carer.",
        "Speak about your own life.",
    )
    assert THEME.prepare_for(carer=False) == "Speak as a carer."
