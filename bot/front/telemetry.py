"""What the program tells about itself: the port that bot/telemetry.py fills when the settings ask for it.

Nothing in it may be about a person: `attributes` hold kinds, states and counts, and never a name, an id or a word.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

Value = str | int | float | bool


class Span(Protocol):
    """A piece of work that is being timed."""

    def set(self, **attributes: Value) -> None:
        """Notes more about it."""
        ...


class Telemetry(Protocol):
    """Traces and figures. Nothing here raises, and nothing waits for a network."""

    def span(self, name: str, *, cause: str | None = None, **attributes: Value) -> AbstractContextManager[Span]:
        """Times what happens in the block; `cause` is a `trace()` of earlier, which this is linked to."""
        ...

    def trace(self) -> str | None:
        """The span that we are in, to be kept with what it causes (at most 55 letters); None when nobody listens."""
        ...

    def count(self, name: str, by: int = 1, /, **attributes: Value) -> None:
        """So many more of these."""
        ...

    def gauge(self, name: str, value: float, /, **attributes: Value) -> None:
        """How much of this there is now."""
        ...

    def measure(self, name: str, value: float, /, **attributes: Value) -> None:
        """One of many values whose spread counts, as the seconds that somebody waited."""
        ...


class _Unseen:
    def set(self, **attributes: Value) -> None:
        """Nobody listens."""


UNSEEN = _Unseen()


class Silence:
    """Telemetry that nobody listens to: it costs next to nothing."""

    def span(self, name: str, *, cause: str | None = None, **attributes: Value) -> AbstractContextManager[Span]:  # noqa: ARG002 - the port's
        """A block like any other."""
        return nullcontext(UNSEEN)

    def trace(self) -> str | None:
        """Nothing to keep."""
        return None

    def count(self, name: str, by: int = 1, /, **attributes: Value) -> None:
        """Nobody listens."""

    def gauge(self, name: str, value: float, /, **attributes: Value) -> None:
        """Nobody listens."""

    def measure(self, name: str, value: float, /, **attributes: Value) -> None:
        """Nobody listens."""


SILENCE: Telemetry = Silence()
