"""What is kept about a person, in words: how each table and column is called for the person themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.content.checking import need, rows, table

FILE = "kept.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptWords:
    """One table: its title, what each column is called, and the columns that only the program needs."""

    title: str
    words: Mapping[str, str]
    unsaid: tuple[str, ...]


def read_kept(data: Mapping[str, Any], faults: list[str]) -> dict[str, KeptWords]:
    """The words of every table, in the order in which they are shown."""
    found: dict[str, KeptWords] = {}
    for row in rows(FILE, data, "kept", faults):
        if not need(FILE, row, {"key": str, "title": str}, faults):
            continue
        words, unsaid = table(row, "words"), row.get("unsaid", [])
        if not words or not all(isinstance(word, str) and word for word in words.values()):
            faults.append(f"{FILE}, entry {row['key']!r}: [kept.words] must say what each column is called")
        elif not isinstance(unsaid, list) or not all(isinstance(one, str) for one in unsaid):
            faults.append(f"{FILE}, entry {row['key']!r}: unsaid must be a list of columns")
        else:
            found[row["key"]] = KeptWords(title=row["title"], words=words, unsaid=tuple(unsaid))
    return found
