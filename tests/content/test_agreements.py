"""What people tick and are asked, and the words for what is kept: a slip names file, entry and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.content.library import FOLDER, ContentFault, Library
from bot.domain.joining import Step

AGREEMENTS = "agreements.toml"
QUESTIONS = "questions.toml"
KEPT = "kept.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that ships, to be edited."""
    for path in FOLDER.glob("*.toml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_everybody_who_takes_part_has_lines_and_every_step_a_name() -> None:
    library = Library.read()
    assert {role: len(lines) for role, lines in library.agreements.items()} == {"student": 7, "buddy": 5, "carer": 4}
    assert library.steps.keys() == set(Step)


def test_the_questions_of_before_are_twelve_plain_statements() -> None:
    items = Library.read().instruments["bs_prepost"].items
    assert [item.key for item in items] == ["u1", "u2", "u3", "u4", "c1", "c2", "c3", "c4", "a1", "a2", "a3", "p1"]
    assert [one.label for one in items[0].options][::4] == ["Strongly disagree", "Strongly agree"]


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        (AGREEMENTS, 'key = "carer"', 'key = "helper"', "no [[agreement]] 'carer'; add it with its lines"),
        (
            AGREEMENTS,
            'key = "carer"',
            'key = "helper"',
            "entry 'helper': nobody has this role; rename it or take it out",
        ),
        (AGREEMENTS, '"I am 18 or over.",', '"",', "entry 'student': lines must be a list of texts"),
        (AGREEMENTS, 'key = "training"', 'key = "lessons"', "no [[step]] 'training'; add it and say what it is"),
        (AGREEMENTS, 'key = "training"', 'key = "lessons"', "entry 'lessons': there is no such step"),
        (AGREEMENTS, 'say = "your form"', 'say = ""', "entry 'applied': say must be a text"),
        (QUESTIONS, 'scale = "agree5"', 'scale = "six"', "entry 'u1': there is no [scales.six]"),
        (QUESTIONS, 'key = "u2"', 'key = "u1"', "there are two [[item]] with this key"),
        (QUESTIONS, 'key = "u2"\ntext = ', 'key = "u2"\nwords = ', "entry 'u2': text must be a text"),
        (QUESTIONS, "values = [1, 2, 3, 4, 5]", "values = [1, 2, 3, 4]", "each label needs a value of its own"),
        (QUESTIONS, "values = [1, 2, 3, 4, 5]", 'values = ["1"]', "values must be a list of whole numbers"),
        (KEPT, 'title = "You"', 'title = ""', "entry 'person': title must be a text"),
        (KEPT, 'unsaid = ["first"]', 'unsaid = "first"', "entry 'enrolment': unsaid must be a list of columns"),
        (KEPT, 'role = "You are a"', "role = 1", "entry 'person_role': [kept.words] must say what each column is"),
    ],
)
def test_a_slip_is_said_with_the_file_the_entry_and_what_to_do(
    folder: Path, file: str, old: str, new: str, why: str
) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentFault) as fault:
        Library.read(folder)
    assert [line for line in str(fault.value).splitlines() if line.startswith(file) and why in line] != []


def test_an_item_may_have_a_scale_of_its_own(folder: Path) -> None:
    text = (folder / QUESTIONS).read_text("utf-8")
    text = text.replace('key = "u1"', 'key = "u1"\nscale = "two"', 1)
    (folder / QUESTIONS).write_text(text + '\n[scales.two]\nlabels = ["No", "Yes"]\nvalues = [0, 1]\n', "utf-8")
    first, second = Library.read(folder).instruments["bs_prepost"].items[:2]
    assert ([one.label for one in first.options], len(second.options)) == (["No", "Yes"], 5)
