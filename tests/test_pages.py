"""The pages for coordinators and administrators name what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.domain.errors import BuddyError
from bot.front.commands import find
from bot.settings import PREFIX, Settings
from tests.world import MONDAY

ROOT = Path(__file__).parents[1]
PAGES = ("coordinator", "administrator", "deploy", "faults", "data")
COORDINATOR = (ROOT / "docs/coordinator.md").read_text("utf-8")
TYPED = sorted(set(re.findall(r"`([a-z][^`]*)`", COORDINATOR)))
WHOLE = [one for one in TYPED if re.search(r"\d", one)]


@pytest.mark.parametrize("words", TYPED)
def test_every_command_that_a_coordinator_reads_of_is_there(words: str) -> None:
    assert find(words) is not None


@pytest.mark.parametrize("words", WHOLE)
def test_every_whole_line_that_a_coordinator_could_type_is_understood(words: str) -> None:
    found = find(words)
    assert found is not None
    command, rest = found
    try:
        command.read(rest, MONDAY)
    except BuddyError as refusal:
        pytest.fail(f"{words}: {refusal}")


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / f"docs/{page}.md").read_text("utf-8")
    links = {link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text)}
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


def test_every_setting_of_the_guide_is_there() -> None:
    named = set(re.findall(rf"{PREFIX}([A-Z_]+)", (ROOT / "docs/deploy.md").read_text("utf-8")))
    assert {one.lower() for one in named} <= set(Settings.model_fields)


@pytest.mark.parametrize("words", ["The database does not answer", "The database belongs to a newer Buddy"])
def test_what_the_program_says_when_it_does_not_start_is_on_the_page(words: str) -> None:
    assert f"'{words}'" in (ROOT / "docs/administrator.md").read_text("utf-8")
    assert words in (ROOT / "bot/program/parts.py").read_text("utf-8")
