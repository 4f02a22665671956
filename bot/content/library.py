"""The scheme's own content, read once from the TOML files beside this one and checked on the way in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from bot.domain.reflections import Model, ModelField
from bot.domain.series import Series, Theme

FOLDER = Path(__file__).parent
HOLE = re.compile(r"\{([^}]*)\}")  # filled in by the site's settings
A = {str: "a text", int: "a whole number from 1", list: "a list with something in it"}


class ContentFault(Exception):
    """A content file that cannot be used: names the file, the entry and what to do, one line for each fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpEntry:
    """One line of 'Need help now?': shown as it stands."""

    title: str
    show: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All content that the product needs, by key."""

    series: Mapping[str, Series]
    default_series: str
    models: Mapping[str, Model]
    default_model: str
    help: tuple[HelpEntry, ...]
    avoid: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path = FOLDER, *, contact: str = "", office_hours: str = "") -> Self:
        """The content of a folder; raises ContentFault. `contact` and `office_hours` fill in the coordinator's line."""
        files = {
            name: _toml(folder / f"{name}.toml") for name in ("series", "reflection_models", "signposting", "wording")
        }
        faults: list[str] = []
        series = _series(files["series"], faults)
        models = _models(files["reflection_models"], faults)
        lines = _help(files["signposting"], {"coordinator_contact": contact, "office_hours": office_hours}, faults)
        defaults = [
            str(row.get("key")) for row in _rows("series.toml", files["series"], "series", []) if row.get("is_default")
        ]
        default_model = _table(files["reflection_models"], "defaults").get("model", "")
        avoid = _table(files["wording"], "avoid")
        if len(defaults) != 1:
            faults.append("series.toml: exactly one [[series]] must have is_default = true; mark the one to use")
        if wrong := [word for word, instead in avoid.items() if not isinstance(instead, str)]:
            faults.append(f"wording.toml: [avoid] {wrong[0]!r} must be a text; write what to say instead")
        if default_model not in models:
            faults.append(
                f"reflection_models.toml: [defaults] model {default_model!r} is no [[model]]; name one that is"
            )
        if faults:
            raise ContentFault("\n".join(faults))
        return cls(
            series=series,
            default_series=defaults[0],
            models=models,
            default_model=default_model,
            help=lines,
            avoid=avoid,
        )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ContentFault(f"{path.name}: the file is missing; restore it from the version you installed") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentFault(f"{path.name}: not valid TOML ({error}); mend that place") from error


def _table(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = data.get(name)
    return table if isinstance(table, dict) else {}


def _rows(file: str, data: Mapping[str, Any], name: str, faults: list[str]) -> list[dict[str, Any]]:
    """The entries of this name; says so when they are none, or one key stands twice."""
    rows = data.get(name, [])
    if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
        faults.append(f"{file}: {name} must be a list of entries; begin each of them with [[{name}]]")
        return []
    keys = [row.get("key") for row in rows]
    twice = dict.fromkeys(key for key in keys if isinstance(key, str) and keys.count(key) > 1)
    faults += [
        f"{file}, entry {key!r}: there are two [[{name}]] with this key; rename one or take it out" for key in twice
    ]
    return rows


def _need(file: str, entry: Mapping[str, Any], wanted: Mapping[str, type], faults: list[str]) -> bool:
    """Whether an entry has all these keys with values of these types; says so for each that it has not."""
    name = f"{file}, entry {entry.get('key', '?')!r}"
    wrong = [f"{name}: {key} must be {A[kind]}" for key, kind in wanted.items() if not _fits(entry.get(key), kind)]
    faults += wrong
    return not wrong


def _fits(value: object, kind: type) -> bool:
    """Not empty, and not a yes or no where a number is wanted."""
    return type(value) is kind and (value > 0 if isinstance(value, int) else bool(value))


def _series(data: Mapping[str, Any], faults: list[str]) -> dict[str, Series]:
    text = {"key": str, "title": str, "student_prepare": str, "buddy_prepare": str}
    themes = {
        row["key"]: Theme(**{name: row[name] for name in text})
        for row in _rows("series.toml", data, "meeting", faults)
        if _need("series.toml", row, text, faults)
    }
    found: dict[str, Series] = {}
    for row in _rows("series.toml", data, "series", faults):
        if not _need("series.toml", row, {"key": str, "title": str, "duration_minutes": int, "meetings": list}, faults):
            continue
        if unknown := [key for key in row["meetings"] if str(key) not in themes]:
            faults.append(f"series.toml, entry {row['key']!r}: no [[meeting]] {unknown[0]!r}; add it or take it out")
            continue
        found[row["key"]] = Series(
            key=row["key"],
            title=row["title"],
            minutes=row["duration_minutes"],
            themes=tuple(themes[key] for key in row["meetings"]),
        )
    return found


def _models(data: Mapping[str, Any], faults: list[str]) -> dict[str, Model]:
    file, text = "reflection_models.toml", {"key": str, "label": str, "prompt": str}
    found: dict[str, Model] = {}
    for row in _rows(file, data, "model", faults):
        if not _need(file, row, {"key": str, "title": str, "minutes": int, "field": list}, faults):
            continue
        inside = f"{file}, model {row['key']!r}"
        fields = [field for field in _rows(inside, row, "field", faults) if _need(inside, field, text, faults)]
        found[row["key"]] = Model(
            key=row["key"],
            title=row["title"],
            minutes=row["minutes"],
            fields=tuple(ModelField(**{name: field[name] for name in text}) for field in fields),
        )
    return found


def _help(data: Mapping[str, Any], site: Mapping[str, str], faults: list[str]) -> tuple[HelpEntry, ...]:
    """The lines that may be shown to everyone: checked by a person, or filled in by the site's settings."""
    lines: list[HelpEntry] = []
    text = {"key": str, "order": int, "title": str, "show": str, "who": list}
    rows = [
        row for row in _rows("signposting.toml", data, "entry", faults) if _need("signposting.toml", row, text, faults)
    ]
    for row in sorted(rows, key=lambda row: row["order"]):
        wanted = HOLE.findall(row["show"])
        named = row.get("must_fill", [])
        if not isinstance(named, list) or {str(name) for name in named} != set(wanted):
            names = ", ".join(wanted) or "nothing"
            faults.append(f"signposting.toml, entry {row['key']!r}: show leaves room for {names}; name it in must_fill")
            continue
        filled = bool(wanted) and all(site.get(name) for name in wanted)
        if "everyone" in row["who"] and (filled or (not wanted and row.get("verified") and row.get("local_ok"))):
            show = HOLE.sub(lambda hole: site[hole[1]], row["show"])
            lines.append(HelpEntry(title=row["title"], show=show))
    if not any("999" in line.show for line in lines):
        faults.append("signposting.toml: no entry names 999; 'Need help now?' must; restore it")
    return tuple(lines)
