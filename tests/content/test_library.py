"""Content that a coordinator may edit: what is shown, and what is said about a slip."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.content.library import FOLDER, ContentFault, HelpEntry, Library

BEGIN = "must be a list of entries; begin each of them with"


def filled_in(folder: Path = FOLDER) -> Library:
    """The content, as a site with a coordinator has it."""
    return Library.read(folder, contact="01632 960000", office_hours="Monday to Friday, 9 to 5")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that ships, to be edited."""
    for path in FOLDER.glob("*.toml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Changes the first place where this stands."""
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text, f"{old} is not in {name} any more"
    path.write_text(text.replace(old, new, 1), "utf-8")


def faults(folder: Path) -> list[str]:
    """What is wrong with the content, a line each."""
    with pytest.raises(ContentFault) as fault:
        filled_in(folder)
    return str(fault.value).splitlines()


def shown(folder: Path, entry: str) -> list[str]:
    """The help list with this entry added at its end."""
    with (folder / "signposting.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[[entry]]\nkey = "new"\norder = 99\ntitle = "New"\n{entry}\n')
    return [line.show for line in filled_in(folder).help if line.title == "New"]


def test_everything_that_ships_is_in_order() -> None:
    library = filled_in()
    assert library.default_series in library.series
    assert library.default_model in library.models
    assert all(one.themes and one.minutes > 0 for one in library.series.values())
    assert all(one.fields and one.minutes > 0 for one in library.models.values())
    assert library.avoid


def test_a_series_keeps_the_order_of_its_meetings(folder: Path) -> None:
    series = Library.read(folder).series[Library.read(folder).default_series]
    assert len(series.themes) == len({theme.key for theme in series.themes}) > 1
    first, second = series.themes[:2]
    edit(folder, "series.toml", f'"{first.key}", "{second.key}"', f'"{second.key}", "{first.key}"')
    assert Library.read(folder).series[series.key].themes[:2] == (second, first)


def test_a_meeting_has_its_aims_its_questions_and_what_is_agreed_in_it() -> None:
    first = filled_in().series["core6"].themes[0]
    assert (len(first.aims), len(first.student_prompts), len(first.buddy_prompts)) == (3, 5, 3)
    assert first.agreement[0] == "We meet as two equal people. Both of us can learn."
    assert filled_in().series["core6"].must_attend == (1, 6)
    assert filled_in().series["carer1"].group_max == 8


def test_the_help_list_begins_with_999_and_ends_with_the_coordinator() -> None:
    lines = filled_in().help
    assert "999" in lines[0].show
    assert lines[-1] == HelpEntry(
        title="The coordinator",
        show="Not urgent, but you want to talk: tell the coordinator. Monday to Friday, 9 to 5. 01632 960000",
    )


@pytest.mark.parametrize("known", [("", ""), ("01632 960000", ""), ("", "9 to 5")])
def test_the_coordinator_is_named_only_when_all_is_known(known: tuple[str, str]) -> None:
    lines = Library.read(contact=known[0], office_hours=known[1]).help
    assert "The coordinator" not in {line.title for line in lines}
    assert not any("{" in line.show for line in lines)


@pytest.mark.parametrize(
    ("entry", "lines"),
    [
        ('show = "Call."\nwho = ["everyone"]\nverified = true\nlocal_ok = true', ["Call."]),
        ('show = "Call."\nwho = ["everyone"]\nverified = true\nlocal_ok = false', []),
        ('show = "Call."\nwho = ["everyone"]\nverified = false\nlocal_ok = true', []),
        ('show = "Call."\nwho = ["everyone"]', []),
        ('show = "Call."\nwho = ["student"]\nverified = true\nlocal_ok = true', []),
        (
            'show = "At {office_hours}."\nwho = ["everyone"]\nmust_fill = ["office_hours"]',
            ["At Monday to Friday, 9 to 5."],
        ),
        ('show = "At {office_hours}."\nwho = ["buddy"]\nmust_fill = ["office_hours"]', []),
        ('show = "{pals}"\nwho = ["everyone"]\nmust_fill = ["pals"]\nverified = true\nlocal_ok = true', []),
    ],
)
def test_a_line_is_shown_when_a_person_has_checked_it_or_the_site_fills_it_in(
    folder: Path, entry: str, lines: list[str]
) -> None:
    assert shown(folder, entry) == lines


def test_what_a_site_writes_is_shown_as_it_stands() -> None:
    lines = Library.read(contact="{office_hours} {0} {", office_hours="9 to 5").help
    assert lines[-1].show.endswith("9 to 5. {office_hours} {0} {")


@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        (
            "series.toml",
            ("is_default = true", "is_default = false"),
            "series.toml: exactly one [[series]] must have is_default = true; mark the one to use",
        ),
        (
            "series.toml",
            ("is_default = false", "is_default = true"),
            "series.toml: exactly one [[series]] must have is_default = true; mark the one to use",
        ),
        (
            "series.toml",
            ("duration_minutes = ", "duration_minutes = -"),
            "duration_minutes must be a whole number from 1",
        ),
        ("series.toml", ("duration_minutes = ", "duration_minutes = true # "), "must be a whole number from 1"),
        ("series.toml", ("meetings = [", 'meetings = ["nothing", '), "no [[meeting]] 'nothing'; add it or take it out"),
        (
            "series.toml",
            ("otherwise_prepare = ", "neutral_prepare = "),
            "needs otherwise_prepare, for a Buddy who is none",
        ),
        ("series.toml", ("student_prepare = ", "prepare = "), "student_prepare must be a text"),
        ("series.toml", ("aims = [", "aims = [3, "), "entry 'core6.1': aims must be a list of texts"),
        ("series.toml", ("student_prompts = [", "questions = ["), "student_prompts must be a list of texts"),
        (
            "series.toml",
            ('format = "one_to_one"', 'format = "crowd"'),
            "series.toml, entry 'core6.1': format must be one of one_to_one, small_group, either",
        ),
        (
            "series.toml",
            ('ground_rules = ["agreement.v1"]', 'ground_rules = ["agreement.v2"]'),
            "no [[agreement]] 'agreement.v2'; add it or take it out of ground_rules",
        ),
        ("series.toml", ('ground_rules = ["agreement.v1"]', "ground_rules = 1"), "take it out of ground_rules"),
        (
            "series.toml",
            ("complete_when_attended = 5", "complete_when_attended = 7"),
            "complete_when_attended is more than its 6 meetings; write a smaller number",
        ),
        (
            "series.toml",
            ("must_attend = [1, 6]", "must_attend = [7]"),
            "must_attend must be a list of numbers from 1 to 6",
        ),
        ("series.toml", ("gap_days_min = 3", "gap_days_min = 8"), "must lie between gap_days_min and gap_days_max"),
        ("series.toml", ("group_min = 3", "group_min = 9"), "group_min must not be more than group_max"),
        (
            "reflection_models.toml",
            ('model = "buddy_workbook"', 'model = "gone"'),
            "reflection_models.toml: [defaults] model 'gone' is no [[model]]; name one that is",
        ),
        ("reflection_models.toml", ("[defaults]", "[other]"), "[defaults] model '' is no [[model]]; name one that is"),
        ("reflection_models.toml", ("prompt = ", "question = "), "prompt must be a text"),
        ("reflection_models.toml", ("minutes = ", 'minutes = "x" # '), "minutes must be a whole number from 1"),
        (
            "signposting.toml",
            ("call 999, or go to A&E", "go to A&E"),
            "signposting.toml: no entry names 999; 'Need help now?' must; restore it",
        ),
        (
            "signposting.toml",
            ("{office_hours}", "{hours}"),
            (
                "signposting.toml, entry 'coordinator': show leaves room for "
                "hours, coordinator_contact; name it in must_fill"
            ),
        ),
        (
            "signposting.toml",
            ('must_fill = ["office_hours", "coordinator_contact"]', "must_fill = 3"),
            "show leaves room for office_hours, coordinator_contact; name it in must_fill",
        ),
        (
            "signposting.toml",
            ('who = ["everyone"]', 'who = "everyone"'),
            "entry '999': who must be a list with something in it",
        ),
        ("signposting.toml", ("order = 1", 'order = "first"'), "entry '999': order must be a whole number from 1"),
        (
            "signposting.toml",
            ('key = "shout"', 'key = "999"'),
            "signposting.toml, entry '999': there are two [[entry]] with this key; rename one or take it out",
        ),
        (
            "wording.toml",
            ('"suffer" = "lives with / has experience of"', '"suffer" = 1'),
            "wording.toml: [avoid] 'suffer' must be a text; write what to say instead",
        ),
    ],
)
def test_a_slip_is_named_with_file_entry_and_remedy(
    folder: Path, name: str, change: tuple[str, str], fault: str
) -> None:
    edit(folder, name, *change)
    found = faults(folder)
    assert [line for line in found if line.endswith(fault) and line.startswith(name)] != []


@pytest.mark.parametrize("name", ["series", "reflection_models", "signposting", "wording"])
def test_a_file_that_cannot_be_read_is_named(folder: Path, name: str) -> None:
    path = folder / f"{name}.toml"
    path.write_bytes(b"key = \n")
    assert faults(folder)[0].startswith(f"{name}.toml: not valid TOML (")
    path.write_bytes(b'key = "\xff"\n')
    assert faults(folder)[0].endswith("; mend that place")
    path.unlink()
    assert faults(folder) == [f"{name}.toml: the file is missing; restore it from the version you installed"]


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("series", "series = 3", f"series.toml: series {BEGIN} [[series]]"),
        ("series", "meeting = [1]", f"series.toml: meeting {BEGIN} [[meeting]]"),
        ("signposting", "[entry]", f"signposting.toml: entry {BEGIN} [[entry]]"),
        (
            "reflection_models",
            '[[model]]\nkey = "m"\ntitle = "M"\nminutes = 1\nfield = [1]',
            f"reflection_models.toml, model 'm': field {BEGIN} [[field]]",
        ),
        (
            "reflection_models",
            "defaults = 3",
            "reflection_models.toml: [defaults] model '' is no [[model]]; name one that is",
        ),
        ("reflection_models", "[[model]]", "reflection_models.toml, entry '?': key must be a text"),
    ],
)
def test_content_of_another_shape_is_a_slip_and_no_crash(folder: Path, name: str, text: str, fault: str) -> None:
    (folder / f"{name}.toml").write_text(text, "utf-8")
    assert fault in faults(folder)


def test_all_slips_are_said_at_once(folder: Path) -> None:
    edit(folder, "series.toml", "is_default = true", "is_default = false")
    edit(folder, "signposting.toml", "order = 2", "order = 0")
    edit(folder, "reflection_models.toml", 'model = "buddy_workbook"', 'model = "gone"')
    assert {line.partition(".")[0] for line in faults(folder)} == {"series", "signposting", "reflection_models"}
