"""Writes docs/faults.md from the tests: `python -m tests.faults.table`."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

from tests.faults.fault import Fault

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs/faults.md"
COLUMNS = ("What goes wrong", "The person gets", "The coordinator sees", "Nothing is lost", "Test")
BEGINNING = """# When something goes wrong

Each line is held by a test that makes the thing go wrong. This page is made from the tests: change it there, then run
`python -m tests.faults.table`.

'The person' is whoever the message is for, or whoever is asking. Whatever goes wrong, *Need help now?* on every card
opens without Buddy: it is part of the card.
"""


def modules() -> list[ModuleType]:
    """The test files that name faults."""
    found = [importlib.import_module(f"tests.faults.{path.stem}") for path in sorted(HERE.glob("test_*.py"))]
    return [one for one in found if hasattr(one, "FAULTS")]


def section(module: ModuleType) -> str:
    """One file's faults, under the first sentence of its docstring."""
    head = (module.__doc__ or "").strip().split(":")[0]
    rows = "\n".join(row(one, module) for one in module.FAULTS)
    ruler = "|".join(["---"] * len(COLUMNS))
    return f"## {head}\n\n| {' | '.join(COLUMNS)} |\n|{ruler}|\n{rows}\n"


def row(fault: Fault, module: ModuleType) -> str:
    """One line of the table."""
    name = Path(str(module.__file__)).name
    cells = (fault.what, fault.person, fault.coordinator, fault.kept, f"`{name}`: {sentence(fault.test)}")
    return "| " + " | ".join(cells) + " |"


def sentence(test: str) -> str:
    """The name of a test as it is meant to be read."""
    return test.removeprefix("test_").replace("_", " ")


def page() -> str:
    """The whole page."""
    return "\n".join([BEGINNING, *(section(one) for one in modules())])


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
