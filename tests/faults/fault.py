"""What may go wrong around us, and what then becomes of everybody: a line of docs/faults.md for each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong. Each field is a short sentence; `test` is the name of the test that shows it.

    `what` goes wrong, what the `person` gets, what the `coordinator` sees, and how everything is `kept`. Several
    faults may be shown by one test.
    """

    what: str
    person: str
    coordinator: str
    kept: str
    test: str
