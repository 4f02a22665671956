"""What a cohort began with is written down and read again as it was."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.content.pinned import Pinned
from tests.world import library


def today() -> Pinned:
    return Pinned.today(library(), series="core6", model="buddy_workbook")


def test_content_is_read_as_it_was_written_down() -> None:
    assert Pinned.from_body(today().body) == today()
    assert len(today().version) == 64


def test_the_same_content_has_the_same_version_and_any_other_word_another() -> None:
    changed = replace(today(), series=replace(today().series, title="Another title"))
    assert today().version == today().version
    assert changed.version != today().version


def test_content_from_before_a_field_was_thought_of_is_read_with_its_default() -> None:
    body = json.loads(today().body)
    del body["agreements"], body["series"]["group_max"]
    body["series"]["forgotten"] = 1
    read = Pinned.from_body(json.dumps(body))
    assert (read.agreements, read.series.group_max) == ({}, 8)


def test_a_series_or_a_model_that_is_not_there_cannot_be_pinned() -> None:
    with pytest.raises(KeyError):
        Pinned.today(library(), series="nothing", model="buddy_workbook")
