"""Reading values out of JSON, one entry at a time; what is wrong is kept with its place and a remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Value = TypeVar("Value")
REQUIRED = object()


class BadFile(Exception):
    """A file that cannot be used: each line names the file, the entry, and what to do."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class Wrong(Exception):
    """One value that cannot be used, and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One JSON object of a file; faults found in it are collected."""

    file: str
    place: str
    values: dict[str, Any]
    faults: list[str]

    def get(self, key: str, read: Callable[[Any], Value], default: Any = REQUIRED) -> Value:  # noqa: ANN401 (JSON)
        """The value of a key; with a fault noted, one that does no harm, as nothing is made of a file with faults."""
        if key not in self.values and default is not REQUIRED:
            return default  # type: ignore[no-any-return]  # given by us, of the type that `read` gives
        if key not in self.values:
            self.fault(key, "is missing; please add it")
            return None  # type: ignore[return-value]  # never used, as said above
        try:
            return read(self.values[key])
        except Wrong as wrong:
            self.fault(key, str(wrong))
            return None if default is REQUIRED else default  # type: ignore[return-value]  # never used, as said above

    def entries(self, key: str) -> Iterator[Entry]:
        """The objects of a list."""
        for nth, values in enumerate(self.get(key, as_list, ())):
            place = f"{self.place}{key}[{nth}]"
            if isinstance(values, dict):
                yield Entry(file=self.file, place=f"{place}.", values=values, faults=self.faults)
            else:
                self.faults.append(f"{self.file}: {place}: is not an object; please write {{...}}")

    def fault(self, key: str, remedy: str) -> None:
        """Note what is wrong with a key."""
        self.faults.append(f"{self.file}: {self.place}{key}: {remedy}")


def as_list(value: Any) -> list[Any]:  # noqa: ANN401 (JSON)
    """A list."""
    if not isinstance(value, list):
        raise Wrong("is not a list; please write [...]")
    return value


def as_dict(value: Any) -> dict[str, Any]:  # noqa: ANN401 (JSON)
    """An object."""
    if not isinstance(value, dict):
        raise Wrong("is not an object; please write {...}")
    return value


def as_text(value: Any) -> str:  # noqa: ANN401 (JSON)
    """A text that is not empty."""
    if not isinstance(value, str) or not value:
        raise Wrong("is not a text; please put something in quotes")
    return value


def as_flag(value: Any) -> bool:  # noqa: ANN401 (JSON)
    """Yes or no."""
    if not isinstance(value, bool):
        raise Wrong("is neither true nor false; please write one of them")
    return value


def number(least: int, most: int = 10**9) -> Callable[[Any], int]:
    """A whole number in these bounds."""

    def read(value: Any) -> int:  # noqa: ANN401 (JSON)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Wrong(f"is not a whole number from {least} to {most}; please give one")
        return value

    return read


def as_date(value: Any) -> date:  # noqa: ANN401 (JSON)
    """A date."""
    try:
        return date.fromisoformat(as_text(value))
    except ValueError:
        raise Wrong("is not a date; please write it as 2026-09-28") from None


def as_moment(value: Any) -> datetime:  # noqa: ANN401 (JSON)
    """A moment in UTC."""
    try:
        moment = datetime.fromisoformat(as_text(value))
    except ValueError:
        raise Wrong("is not a time; please write it as 2026-10-06T16:15:00Z") from None
    if moment.tzinfo is None:
        raise Wrong("has no zone; please put a Z at the end and give it in UTC")
    return moment.astimezone(UTC)


def as_zone(value: Any) -> str:  # noqa: ANN401 (JSON)
    """The name of a time zone."""
    try:
        return ZoneInfo(as_text(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Wrong("is no time zone; please use a name such as Europe/London") from None


def perhaps(read: Callable[[Any], Value]) -> Callable[[Any], Value | None]:
    """Such a value, or null."""
    return lambda value: None if value is None else read(value)


def many(read: Callable[[Any], Value]) -> Callable[[Any], frozenset[Value]]:
    """A list of such values; their order does not count."""
    return lambda value: frozenset(each(read)(value))


def each(read: Callable[[Any], Value]) -> Callable[[Any], tuple[Value, ...]]:
    """A list of such values, in order."""
    return lambda value: tuple(read(one) for one in as_list(value))
