"""What is kept of a plan: read back as it was written, in the same words, by a process of its own."""

from __future__ import annotations

import io
import json
import subprocess  # the process that is tested
import sys
from dataclasses import replace

from bot.planning import plan, why_nobody
from bot.planning.model import Problem
from bot.planning.process import START, main, question
from bot.planning.report import Report, report
from tests.planning.cohorts import cohort


def crowded() -> Problem:
    return cohort(3, students=12, buddies=3)


def test_a_report_is_read_back_as_it_was_written_and_holds_no_names() -> None:
    found = report(crowded(), seconds=5)
    assert Report.read(found.written) == found
    assert found.pairs
    assert found.without
    assert {type(value) for value in json.loads(found.written).values()} <= {int, list}


def test_who_stays_without_reads_why_in_the_same_words_as_from_the_plan() -> None:
    problem = crowded()
    found, solved = report(problem, seconds=5), plan(problem, seconds=5)
    for one in found.without:
        assert one.words == why_nobody(problem, solved, one.student).words
    maybe = replace(found.without[0], maybe=True)
    assert maybe.words[0].startswith("There may be a place")


def test_where_everybody_has_a_place_nothing_more_would_help() -> None:
    problem = crowded()
    found = plan(problem, seconds=5)
    placed = {pair.student for pair in found.pairs}
    served = replace(problem, students=tuple(one for one in problem.students if one.id in placed))
    again = report(served, seconds=5)
    assert (len(again.pairs), again.without, again.helps) == (len(placed), (), ())


def test_without_students_or_buddies_there_is_nothing_to_plan() -> None:
    problem = crowded()
    for empty in (replace(problem, students=()), replace(problem, buddies=())):
        assert report(empty, seconds=5).pairs == ()


def test_a_process_of_its_own_answers_the_same() -> None:
    problem = crowded()
    inside = io.BytesIO()
    main(io.BytesIO(question(problem, seconds=5)), inside)
    command = [sys.executable, "-c", START]
    apart = subprocess.run(command, input=question(problem, seconds=5), capture_output=True, check=True)
    assert inside.getvalue() == apart.stdout
    *steps, written = inside.getvalue().decode().split("\n")
    far = [tuple(map(int, one.split())) for one in steps]
    found = Report.read(written)
    assert far[-1] == (len(found.pairs), found.bound)
    assert [best for best, _ in far] == sorted(best for best, _ in far)
    assert found == report(problem, seconds=5)
