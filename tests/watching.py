"""Listens to all that is logged while a test runs: nobody is named in it, and nothing that was typed stands there.

What a test types is told to `typed`; names, addresses and account ids are known by how they look.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import structlog

from bot.logs import QUIET, Plain

NAMES = "Alex|Charlie|Dunn|Field|Frankie|Jo|Kim|Lee|Morgan|Pat|Reed|Robin|Sam|Taylor"
WORDS = "Zanzibar|Quixotic|Wallaby"
NAMED = re.compile(rf"\b({NAMES}|{WORDS})\b|[\w.+-]+@[\w-]+(\.[\w-]+)+|\bentra-\w|\b29:\w")
OURS = frozenset({"type", "verb", "trigger", "context"})  # the fields of a press that nobody typed
SHORTEST = 8  # letters; anything shorter may be a word of ours too

_typed: set[str] = set()
_leaks: list[str] = []


def typed(*values: object) -> None:
    """Somebody typed this, or sent it in a form."""
    for value in values:
        if isinstance(value, Mapping):
            typed(*(item for name, item in value.items() if name not in OURS))
        elif isinstance(value, str) and len(value.strip()) >= SHORTEST:
            _typed.add(value.strip())


def leaks_in(text: str) -> list[str]:
    """What stands in a log and should not."""
    return [found[0] for found in NAMED.finditer(text)] + [one for one in sorted(_typed) if one in text]


def _hear(text: str) -> None:
    _leaks.extend(f"{found!r} in {text}" for found in leaks_in(text))


class _Heard(structlog.make_filtering_bound_logger(0)):  # type: ignore[misc]  # a class made by the library
    """Hears every event, whatever a test does with it afterwards."""

    def _proxy_to_logger(self, method_name: str, event: str | None = None, **values: Any) -> Any:  # noqa: ANN401 - the library's
        _hear(f"{event} {values}")
        return super()._proxy_to_logger(method_name, event, **values)


class _Libraries(logging.Handler):
    """Hears what libraries log, as bot/logs.py would write it."""

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(QUIET):
            _hear(Plain().format(record))


_LIBRARIES = _Libraries(logging.WARNING)


@contextmanager
def watched() -> Iterator[list[str]]:
    """What leaks while the block lasts."""
    before, root = structlog.get_config()["wrapper_class"], logging.getLogger()
    ours = _LIBRARIES in root.handlers
    outer = _typed.copy(), _leaks.copy()
    _typed.clear()
    _leaks.clear()
    structlog.configure(wrapper_class=_Heard)
    root.addHandler(_LIBRARIES)
    leaks: list[str] = []
    try:
        yield leaks
    finally:
        if not ours:
            root.removeHandler(_LIBRARIES)
        structlog.configure(wrapper_class=before)
        leaks += _leaks
        _typed.clear()
        _typed.update(outer[0])
        _leaks[:] = outer[1]


@pytest.fixture(autouse=True)
def nobody_is_named_in_the_log() -> Iterator[None]:
    """Fails the test whose log names somebody, or holds what was typed."""
    with watched() as leaks:
        yield
    assert leaks == []
