"""The series of meetings, as series.toml says them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.content.checking import need, need_texts, rows
from bot.domain.series import Series, Theme

FILE = "series.toml"
TEXT = ("key", "title", "student_prepare", "buddy_prepare", "content_note", "buddy_boundary", "format")
LISTS = ("aims", "student_prompts", "buddy_prompts")
FORMATS = ("one_to_one", "small_group", "either")
NEEDED = {"key": str, "title": str, "duration_minutes": int, "meetings": list, "complete_when_attended": int}
NUMBERS = ("gap_days_min", "gap_days_target", "gap_days_max", "group_min", "group_max")


def read_series(data: Mapping[str, Any], faults: list[str]) -> dict[str, Series]:
    """The series by key; whatever cannot be used is left out and said."""
    themes = _themes(data, faults)
    found: dict[str, Series] = {}
    for row in rows(FILE, data, "series", faults):
        here = [*_wrong(row, themes)] if need(FILE, row, _wanted(row), faults) else None
        if here:
            faults += [f"{FILE}, entry {row['key']!r}: {fault}" for fault in here]
        elif here is not None:
            found[row["key"]] = _one(row, themes)
    return found


def _wanted(row: Mapping[str, Any]) -> dict[str, type]:
    return NEEDED | {name: int for name in NUMBERS if name in row}


def _one(row: Mapping[str, Any], themes: Mapping[str, Theme]) -> Series:
    return Series(
        key=row["key"],
        title=row["title"],
        minutes=row["duration_minutes"],
        themes=tuple(themes[key] for key in row["meetings"]),
        complete_when_attended=row["complete_when_attended"],
        must_attend=tuple(row.get("must_attend", ())),
        **{name: row[name] for name in NUMBERS if name in row},
    )


def _wrong(row: Mapping[str, Any], themes: Mapping[str, Theme]) -> Iterator[str]:
    """What does not fit together."""
    meetings, must = row["meetings"], row.get("must_attend", [])
    known = range(1, len(meetings) + 1)
    if unknown := [key for key in meetings if str(key) not in themes]:
        yield f"no [[meeting]] {unknown[0]!r}; add it or take it out"
        return
    if row["complete_when_attended"] not in known:
        yield f"complete_when_attended is more than its {len(meetings)} meetings; write a smaller number"
    if not isinstance(must, list) or any(type(one) is not int or one not in known for one in must):
        yield f"must_attend must be a list of numbers from 1 to {len(meetings)}"
    made = _one({**row, "must_attend": []}, themes)
    if not made.gap_days_min <= made.gap_days_target <= made.gap_days_max:
        yield "gap_days_target must lie between gap_days_min and gap_days_max"
    if made.group_min > made.group_max:
        yield "group_min must not be more than group_max"


def _themes(data: Mapping[str, Any], faults: list[str]) -> dict[str, Theme]:
    rules = _agreements(data, faults)
    found: dict[str, Theme] = {}
    for row in rows(FILE, data, "meeting", faults):
        good = need(FILE, row, dict.fromkeys(TEXT, str), faults)
        if not (need_texts(FILE, row, LISTS, faults) and good):
            continue
        if row["format"] not in FORMATS:
            faults.append(f"{FILE}, entry {row['key']!r}: format must be one of {', '.join(FORMATS)}")
            continue
        values: dict[str, Any] = {name: row[name] for name in TEXT} | {name: tuple(row[name]) for name in LISTS}
        values["otherwise_prepare"] = _otherwise(row, faults)
        found[row["key"]] = Theme(**values, agreement=_lines(row, rules, faults))
    return found


def _otherwise(row: Mapping[str, Any], faults: list[str]) -> str:
    """A meeting with a carer has words of its own for a Buddy who is none."""
    words = row.get("otherwise_prepare", "")
    if row.get("with") == "carer" and not (isinstance(words, str) and words):
        faults.append(f"{FILE}, entry {row['key']!r}: with = 'carer' needs otherwise_prepare, for a Buddy who is none")
        return ""
    return str(words)


def _agreements(data: Mapping[str, Any], faults: list[str]) -> dict[str, tuple[str, ...]]:
    return {
        row["key"]: tuple(row["lines"])
        for row in rows(FILE, data, "agreement", faults)
        if need(FILE, row, {"key": str}, faults) and need_texts(FILE, row, ("lines",), faults)
    }


def _lines(row: Mapping[str, Any], rules: Mapping[str, tuple[str, ...]], faults: list[str]) -> tuple[str, ...]:
    """The lines of every agreement that the meeting names."""
    named = row.get("ground_rules", [])
    if not isinstance(named, list) or (unknown := [key for key in named if str(key) not in rules]):
        which = repr(unknown[0]) if isinstance(named, list) else "of this kind"
        faults.append(f"{FILE}, entry {row['key']!r}: no [[agreement]] {which}; add it or take it out of ground_rules")
        return ()
    return tuple(line for key in named for line in rules[key])
