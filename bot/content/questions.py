"""Questions that people are asked with a scale to answer on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.content.checking import need, need_texts, rows, table

FILE = "questions.toml"
IN_WORDS = "text"  # a question that is answered in words has no options


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer that can be chosen: in words, and as it is kept."""

    label: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question, and what can be answered."""

    key: str
    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """Some questions that belong together."""

    key: str
    title: str
    items: tuple[Item, ...]


def read_instruments(data: Mapping[str, Any], faults: list[str]) -> dict[str, Instrument]:
    """Every set of questions, by key; an item without a scale of its own has that of its set."""
    scales = _scales(data, faults)
    found: dict[str, Instrument] = {}
    for row in rows(FILE, data, "instrument", faults):
        if not need(FILE, row, {"key": str, "title": str, "item": list}, faults):
            continue
        items = _items(row, scales, faults)
        found[row["key"]] = Instrument(key=row["key"], title=row["title"], items=items)
    return found


def _items(row: Mapping[str, Any], scales: Mapping[str, tuple[Option, ...]], faults: list[str]) -> tuple[Item, ...]:
    inside, found = f"{FILE}, instrument {row['key']!r}", []
    for item in rows(inside, row, "item", faults):
        if not need(inside, item, {"key": str, "text": str}, faults):
            continue
        scale = str(item.get("scale", row.get("scale", "")))
        if scale not in scales and scale != IN_WORDS:
            faults.append(f"{inside}, entry {item['key']!r}: there is no [scales.{scale}]; add it or name one there is")
            continue
        found.append(Item(key=item["key"], text=item["text"], options=scales.get(scale, ())))
    return tuple(found)


def _scales(data: Mapping[str, Any], faults: list[str]) -> dict[str, tuple[Option, ...]]:
    found: dict[str, tuple[Option, ...]] = {}
    for name, scale in table(data, "scales").items():
        row = {"key": name, **scale} if isinstance(scale, dict) else {"key": name}
        if not need_texts(FILE, row, ("labels",), faults):
            continue
        values = row.get("values")
        if not isinstance(values, list) or not all(type(one) is int for one in values):
            faults.append(f"{FILE}, entry {name!r}: values must be a list of whole numbers")
        elif len(set(values)) != len(row["labels"]):
            faults.append(f"{FILE}, entry {name!r}: each label needs a value of its own")
        else:
            pairs = zip(row["labels"], values, strict=True)
            found[name] = tuple(Option(label=label, value=value) for label, value in pairs)
    return found
