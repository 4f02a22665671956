"""Plans from files: what is good is planned, what is wrong is named with its place and a remedy."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

from bot import planning
from bot.planning import Level, plan
from bot.planning.__main__ import main
from bot.planning.entries import BadFile
from bot.planning.files import read_instance, read_solution
from tests.planning.checker import faults


def instance() -> dict[str, Any]:
    """Two students and one Buddy, with every key."""
    person = {
        "consent": True,
        "tz": "Europe/London",
        "availability": [[1, 540, 660]],
        "busy": [["2026-10-06", 540, 600]],
    }
    student = person | {
        "org": "uni",
        "discipline": "nursing",
        "placement_team": "team 1",
        "needs": ["captions"],
        "themes": ["work"],
        "mode": "video",
        "gender_pref": "f",
        "gender_pref_hard": True,
        "kind_pref": "carer",
        "waiting_days": 40,
        "previous": [],
        "declined": [],
    }
    buddy = person | {
        "id": "Kim",
        "kind": "carer",
        "orgs": ["uni"],
        "disciplines": ["nursing"],
        "care_teams": [],
        "registration_from": "2024-01-01",
        "registration_until": "2027-12-31",
        "supports": ["captions"],
        "themes": ["work"],
        "modes": ["video"],
        "gender": "f",
        "max_concurrent": 1,
        "weekly_minutes_cap": 120,
        "max_sessions_per_day": 1,
        "paid_sessions_ytd": 6,
        "rest_days": 1,
        "extra": [["2026-10-08", 540, 660]],
    }
    return {
        "format": "buddy-match/1",
        "name": "small",
        "seed": 1,
        "tz": "Europe/London",
        "cohort": {
            "start": "2026-09-28",
            "end": "2026-11-08",
            "sessions": 3,
            "session_minutes": 60,
            "buffer_minutes": 15,
            "min_gap_days": 7,
            "max_gap_days": 14,
            "day_start_min": 480,
            "day_end_min": 1260,
            "closed_dates": ["2026-10-20"],
            "organiser_limit": 2,
        },
        "students": [student | {"id": "Alex"}, student | {"id": "Jo", "placement_team": None, "waiting_days": 0}],
        "buddies": [buddy],
        "conflicts": [["Jo", "Sam"]],
        "org_limits": {"uni": 2},
        "previous_matching": {},
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "instance.json"
    path.write_text(json.dumps(instance()))
    return path


def written(tmp_path: Path, name: str, values: object) -> Path:
    path = tmp_path / name
    path.write_text(json.dumps(values))
    return path


def test_solve_writes_a_sound_solution_that_can_be_kept(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", str(file), "--time", "5"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert (first["format"], first["served"], first["bound"], first["proven"]) == ("buddy-solution/1", 1, 1, True)
    assert first["pairs"][0]["student"] == "Alex"
    first["pairs"][0] |= {"confirmed": first["pairs"][0]["sessions"][:1], "fixed": True}
    keep = written(tmp_path, "keep.json", first)
    assert main(["solve", str(file), "--keep", str(keep)]) == 0
    assert json.loads(capsys.readouterr().out)["pairs"] == first["pairs"]
    problem = read_instance(file)
    assert faults(problem, plan(problem, keep=read_solution(keep))) == []


def test_pairing_level_has_no_times(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", str(file), "--level", "pairing"]) == 0
    assert "sessions" not in json.loads(capsys.readouterr().out)["pairs"][0]


@pytest.mark.parametrize("level", list(Level))
def test_bound_says_whether_the_check_agrees(file: Path, level: Level, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bound", str(file), "--level", level.value]) == 0
    assert json.loads(capsys.readouterr().out) == {"bound": 1, "certified": True}


def test_why_answers_for_a_pair_and_for_somebody_without(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["solve", str(file)])
    solution = tmp_path / "solution.json"
    solution.write_text(capsys.readouterr().out)
    assert main(["why", str(file), str(solution), "Alex", "Kim"]) == 0
    assert "Both named: work." in capsys.readouterr().out
    assert main(["why", str(file), str(solution), "Jo"]) == 0
    assert "2 students share 1 place with 1 Buddy." in capsys.readouterr().out
    assert main(["why", str(file), str(solution), "Jo", "Nobody"]) == 2
    assert "buddies: has nobody with the id 'Nobody'; please check it" in capsys.readouterr().err
    paired = written(
        tmp_path, "paired.json", {"format": "buddy-solution/1", "pairs": [{"student": "Alex", "buddy": "Kim"}]}
    )
    assert main(["why", str(file), str(paired), "Jo"]) == 0


WRONG = [
    (["cohort"], [], "cohort: is not an object; please write {...}"),
    (["students"], {}, "students: is not a list; please write [...]"),
    (["students", 0], "Alex", "students[0]: is not an object; please write {...}"),
    (["students", 0, "id"], "", "students[0].id: is not a text; please put something in quotes"),
    (["students", 1, "id"], "Alex", "students: has the id 'Alex' twice; please give each person their own"),
    (["students", 0, "tz"], "Mars/North", "students[0].tz: is no time zone; please use a name such as Europe/London"),
    (["students", 0, "consent"], 1, "students[0].consent: is neither true nor false; please write one of them"),
    (["students", 0, "availability"], [[1, 2]], "students[0].availability: has an entry that is not [day, from, to]"),
    (["students", 0, "availability"], [[7, 0, 9]], "students[0].availability: is not a whole number from 0 to 6"),
    (["students", 0, "busy"], [["soon", 0, 9]], "students[0].busy: is not a date; please write it as 2026-09-28"),
    (["students", 0, "waiting_days"], -1, "students[0].waiting_days: is not a whole number from 0 to"),
    (["buddies", 0, "max_concurrent"], True, "buddies[0].max_concurrent: is not a whole number from 0 to 999"),
    (["conflicts"], [["Jo"]], "conflicts: has an entry that is not [student, Buddy]; please give these two"),
    (["cohort", "start"], "2026-09-29", "cohort.start: is not a Monday; please begin with one"),
    (["cohort", "end"], "2026-09-01", "cohort.end: is not within 400 days after the start"),
    (["cohort", "max_gap_days"], 3, "cohort.max_gap_days: is less than min_gap_days; please make it larger"),
    (["format"], "other", "format: is not 'buddy-match/1'; please give a file of that kind"),
]


@pytest.mark.parametrize(("where", "value", "said"), WRONG)
def test_what_is_wrong_is_named_with_its_place_and_a_remedy(
    where: list[str | int], value: object, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values: Any = instance()
    inner = values
    for key in where[:-1]:
        inner = inner[key]
    inner[where[-1]] = value
    path = written(tmp_path, "wrong.json", values)
    assert main(["solve", str(path)]) == 2
    assert f"{path}: {said}" in capsys.readouterr().err


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    values = instance()
    del values["name"], values["students"][0]["org"]
    path = written(tmp_path, "wrong.json", values)
    with pytest.raises(BadFile) as error:
        read_instance(path)
    assert len(error.value.faults) == 2


def test_a_file_that_is_missing_or_no_json_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be read"):
        read_instance(tmp_path / "nothing.json")
    (tmp_path / "torn.json").write_text("{")
    with pytest.raises(BadFile, match="is not JSON"):
        read_solution(tmp_path / "torn.json")


@pytest.mark.parametrize(
    ("time", "said"), [("noon", "is not a time"), ("2026-10-06T16:15:00", "has no zone"), (3, "is not a text")]
)
def test_times_of_a_solution_are_in_utc(time: object, said: str, tmp_path: Path) -> None:
    pairs = [{"student": "Alex", "buddy": "Kim", "sessions": [time]}]
    path = written(tmp_path, "solution.json", {"format": "buddy-solution/1", "pairs": pairs})
    with pytest.raises(BadFile, match=said):
        read_solution(path)


def test_it_is_a_program(file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["planning", "bound", str(file)])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(Path(planning.__file__).with_name("__main__.py")), run_name="__main__")
    assert end.value.code == 0
    assert json.loads(capsys.readouterr().out)["bound"] == 1
