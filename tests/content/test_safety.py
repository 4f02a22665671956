"""The words that bring up the question, and the hours of duty, as a site edits them."""

from __future__ import annotations

import shutil
from datetime import time
from pathlib import Path

import pytest

from bot.content.library import FOLDER, ContentFault, Library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that ships, to be edited."""
    for path in FOLDER.glob("*.toml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def edited(folder: Path, old: str, new: str) -> Library:
    path = folder / "signposting.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return Library.read(folder, contact="01632 960000", office_hours="9 to 5")


def test_what_ships_asks_about_many_words_from_nine_to_five() -> None:
    library = Library.read()
    assert library.prompt_words.on
    assert "end my life" in library.prompt_words.words
    assert library.duty_hours == (time(9), time(17))


def test_a_site_turns_the_question_off_and_sets_its_own_hours(folder: Path) -> None:
    assert not edited(folder, "\non = true", "\non = false").prompt_words.on
    assert edited(folder, "closes = 17:00:00", "closes = 16:30:00").duty_hours == (time(9), time(16, 30))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("\non = true", '\non = "yes"', "[prompt_words] on must be true or false; write on = true"),
        ("[prompt_words]", "[words]", "[prompt_words] on must be true or false; write on = true"),
        ('words = ["suicide"', 'words = [3, "suicide"', "[prompt_words] words must be a list of texts"),
        ('words = ["suicide"', 'words = [" ", "suicide"', "[prompt_words] words must be a list of texts"),
        ('words = ["suicide"', 'words = []\nmore = ["suicide"', "[prompt_words] words must be a list of texts"),
        ("closes = 17:00:00", "closes = 08:00:00", "[duty] opens must be a time before closes"),
        ("opens = 09:00:00", 'opens = "nine"', "[duty] opens must be a time before closes"),
        ("[duty]", "[hours]", "[duty] opens must be a time before closes"),
    ],
)
def test_a_slip_is_named_with_its_remedy(folder: Path, old: str, new: str, fault: str) -> None:
    with pytest.raises(ContentFault, match=r"signposting\.toml: ") as found:
        edited(folder, old, new)
    assert fault in str(found.value)


def test_a_list_without_words_is_fine_when_nothing_is_asked(folder: Path) -> None:
    assert (
        edited(folder, 'on = true\nwords = ["suicide"', 'on = false\nwords = []\nmore = ["suicide"').prompt_words.words
        == ()
    )
