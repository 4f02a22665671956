from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.library import Library
from bot.content.plain_english import faults
from bot.domain.people import Role
from bot.front.commands import COMMANDS, asks_for_help, find
from bot.front.commands.command import Command, rest_of
from bot.front.grammar import read_windows

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
AVOID = Library.read().avoid
each_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)


def test_no_two_commands_have_one_name() -> None:
    names = Counter(name for one in COMMANDS for name in (one.name, *one.also))
    assert [name for name, times in names.items() if times > 1] == []
    assert max(Counter(one.title for one in COMMANDS).values()) == 1


@each_command
def test_each_command_has_help_that_is_easy_to_read(command: Command) -> None:
    assert command.help
    assert faults(command.help, AVOID) == []
    assert command.roles


@each_command
def test_each_example_is_that_command(command: Command) -> None:
    found = find(command.example)
    if command.name == "help":
        assert asks_for_help(command.example)
        return
    assert found is not None
    assert found[0] is command


@each_command
def test_no_command_has_a_slash_and_each_title_is_short(command: Command) -> None:
    assert "/" not in command.title + command.name
    assert 0 < len(command.title) <= 32  # as long as Teams' menu lets it be


@each_command
def test_each_name_finds_its_command_however_it_is_typed(command: Command) -> None:
    for name in (command.name, *command.also):
        spellings = (
            name, name.upper(), f"/{name}", f" {name}. ", f"{name}?!", f"\u201c{name}\u201d", f"'{name}'",
            name.replace(" ", "\u00a0"), name.replace(" ", "  "), name.replace("'", "\u2019"),
        )  # fmt: skip
        assert [find(words) for words in spellings] == [(command, "")] * len(spellings)


@each_command
def test_each_title_in_the_menu_finds_its_command(command: Command) -> None:
    found = find(command.title)
    assert asks_for_help(command.title) if command.name == "help" else found == (command, "")


@pytest.mark.parametrize(
    "words",
    ["help", "Help", "HELP", "help!", "help?", "/help", "help now", "/help now", "Help now!!", "help me",
     "help please", "help, please", "please help", "Please help me!", "I need help", "i need help now",
     "I need some help", "need help now", "Need help now?", "help me now please", "I need help right now.",
     "can you help me?", "Can someone help", "could somebody please help me", "help\u00a0now", "help\u202fnow",
     "help\nnow", "\u200bhelp", "he\u200blp",
     "\ufeffhelp", "'help'", '"help"', "\u2018help\u2019", "\u201chelp now\u201d", "*help*", "**help**", "_help_",
     "`help`", "help\u2026", "help...", "help-now", "helpnow", "help \U0001f64f", "\uff48\uff45\uff4c\uff50",
     "  help  ", "help" + "!" * 500],
)  # fmt: skip
def test_who_asks_for_help_is_understood(words: str) -> None:
    assert asks_for_help(words)


@pytest.mark.parametrize(
    "words",
    ["", " ", "next", "helpful", "helper", "it helped", "person import help", "help with my reflection", "no help",
     "now", "please", "i need", "free tue 14:00-16:00", "self-help", "help help"],
)  # fmt: skip
def test_other_words_are_no_cry_for_help(words: str) -> None:
    assert not asks_for_help(words)


@pytest.mark.parametrize(
    ("words", "name", "rest"),
    [
        ("free tue 14:00-16:00", "free", "tue 14:00-16:00"),
        ("/Free  Tue 2pm to 4pm", "free", "Tue 2pm to 4pm"),
        ("I\u2019m free tue 14:00-16:00", "free", "tue 14:00-16:00"),
        ("i am\u00a0free tue 14:00-16:00", "free", "tue 14:00-16:00"),
        ("person import\nrole,pair\nstudent,P1,,\n", "person import", "role,pair\nstudent,P1,,"),
        ('import role\n"I grow, red."', "person import", 'role\n"I grow, red."'),
        ("next", "next", ""),
        ("When is my next meeting?", "next", ""),
    ],
)
def test_what_follows_a_name_is_kept_as_it_was_typed(words: str, name: str, rest: str) -> None:
    found = find(words)
    assert found is not None
    assert (found[0].name, found[1]) == (name, rest)


@pytest.mark.parametrize("words", ["", "/", "?!", "nexts", "freedom", "today please", "persons import", "hi there Sam"])
def test_words_that_start_with_no_command_find_none(words: str) -> None:
    assert find(words) is None


@given(st.text())
def test_any_words_are_looked_at_without_harm(words: str) -> None:
    found = find(words)
    asked = asks_for_help(words)
    assert found is None or found[0] in COMMANDS
    assert not (asked and found is not None and found[0].name != "help")


def test_every_role_that_takes_part_can_do_something() -> None:
    for role in (Role.STUDENT, Role.BUDDY, Role.CARER, Role.COORDINATOR):
        assert {one.name for one in COMMANDS if role in one.roles} > {"help", "commands"}


def test_arguments_are_read_by_their_command() -> None:
    read = {one.name: one.read for one in COMMANDS}
    assert (read["free"], read["person import"]) == (read_windows, rest_of)
    assert read["next"]("whatever", NOW) is None
    assert rest_of(" role,pair\n", NOW) == " role,pair\n"
