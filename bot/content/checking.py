"""How a content file is read and checked: each fault names the file, the entry and what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

A = {str: "a text", int: "a whole number from 1", list: "a list with something in it"}


class ContentFault(Exception):
    """A content file that cannot be used: names the file, the entry and what to do, one line for each fault."""


def toml(path: Path) -> dict[str, Any]:
    """What a file says; raises ContentFault when it cannot be read at all."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ContentFault(f"{path.name}: the file is missing; restore it from the version you installed") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentFault(f"{path.name}: not valid TOML ({error}); mend that place") from error


def table(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The table of this name, empty when there is none."""
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def rows(file: str, data: Mapping[str, Any], name: str, faults: list[str]) -> list[dict[str, Any]]:
    """The entries of this name; says so when they are none, or one key stands twice."""
    found = data.get(name, [])
    if not (isinstance(found, list) and all(isinstance(row, dict) for row in found)):
        faults.append(f"{file}: {name} must be a list of entries; begin each of them with [[{name}]]")
        return []
    keys = [row.get("key") for row in found]
    twice = dict.fromkeys(key for key in keys if isinstance(key, str) and keys.count(key) > 1)
    faults += [
        f"{file}, entry {key!r}: there are two [[{name}]] with this key; rename one or take it out" for key in twice
    ]
    return found


def need(file: str, entry: Mapping[str, Any], wanted: Mapping[str, type], faults: list[str]) -> bool:
    """Whether an entry has all these keys with values of these types; says so for each that it has not."""
    name = f"{file}, entry {entry.get('key', '?')!r}"
    wrong = [f"{name}: {key} must be {A[kind]}" for key, kind in wanted.items() if not _fits(entry.get(key), kind)]
    faults += wrong
    return not wrong


def need_texts(file: str, entry: Mapping[str, Any], wanted: tuple[str, ...], faults: list[str]) -> bool:
    """Whether each of these keys holds a list of texts, none of them empty; says so for each that does not."""
    wrong = [key for key in wanted if not all(_fits(one, str) for one in _list(entry.get(key)))]
    faults += [f"{file}, entry {entry.get('key', '?')!r}: {key} must be a list of texts" for key in wrong]
    return not wrong


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) and value else [None]


def _fits(value: object, kind: type) -> bool:
    """Not empty, and not a yes or no where a number is wanted."""
    return type(value) is kind and (value > 0 if isinstance(value, int) else bool(value))
