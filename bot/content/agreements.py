"""What people tick before they say yes, by role, and what each step of registering is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.content.checking import need, need_texts, rows
from bot.domain.joining import Step
from bot.domain.people import Role

FILE = "agreements.toml"
AGREEING = (Role.STUDENT, Role.BUDDY, Role.CARER)


def read_agreements(data: Mapping[str, Any], faults: list[str]) -> dict[str, tuple[str, ...]]:
    """The lines to tick, by role: each role that takes part must have some."""
    found = {
        row["key"]: tuple(row["lines"])
        for row in rows(FILE, data, "agreement", faults)
        if need(FILE, row, {"key": str, "lines": list}, faults) and need_texts(FILE, row, ("lines",), faults)
    }
    faults += [
        f"{FILE}: no [[agreement]] {role.value!r}; add it with its lines" for role in AGREEING if role not in found
    ]
    faults += [
        f"{FILE}, entry {key!r}: nobody has this role; rename it or take it out" for key in _odd(found, AGREEING)
    ]
    return found


def read_steps(data: Mapping[str, Any], faults: list[str]) -> dict[str, str]:
    """What each step is called on a card: none may be without a name."""
    entries = [row for row in rows(FILE, data, "step", faults) if need(FILE, row, {"key": str, "say": str}, faults)]
    found = {row["key"]: row["say"] for row in entries}
    faults += [f"{FILE}: no [[step]] {step.value!r}; add it and say what it is" for step in Step if step not in found]
    faults += [f"{FILE}, entry {key!r}: there is no such step; rename it or take it out" for key in _odd(found, Step)]
    return found


def _odd(found: Mapping[str, object], known: Any) -> list[str]:  # noqa: ANN401 - an enum, or some of its members
    return [key for key in found if key not in list(known)]
