"""The page about faults says what the tests show, and nothing else."""

from __future__ import annotations

import pytest

from tests.faults.fault import Fault
from tests.faults.table import PAGE, modules, page

FOUND = [(one.__name__, fault) for one in modules() for fault in one.FAULTS]


def test_the_page_is_made_from_the_tests_of_today() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m tests.faults.table"


@pytest.mark.parametrize(("module", "fault"), FOUND, ids=[fault.what for _, fault in FOUND])
def test_each_line_has_its_test(module: str, fault: Fault) -> None:
    tests = {name for one in modules() if one.__name__ == module for name in vars(one)}
    assert fault.test in tests
    assert all((fault.what, fault.person, fault.coordinator, fault.kept))


def test_no_line_stands_twice() -> None:
    assert len({fault.what for _, fault in FOUND}) == len(FOUND) > 20
