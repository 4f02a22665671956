"""The scheme's own content, read once from the TOML files beside this one and checked on the way in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from bot.domain.reflections import Model, ModelField
from bot.domain.series import Series, Theme

FOLDER = Path(__file__).parent


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
        defaults = [row["key"] for row in files["series"].get("series", []) if row.get("is_default")]
        default_model = files["reflection_models"].get("defaults", {}).get("model", "")
        if len(defaults) != 1:
            faults.append("series.toml: exactly one [[series]] must have is_default = true")
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
            avoid=files["wording"].get("avoid", {}),
        )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ContentFault(f"{path.name}: the file is missing; restore it from the version you installed") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentFault(f"{path.name}: not valid TOML ({error}); mend that place") from error


def _need(file: str, entry: Mapping[str, Any], wanted: Mapping[str, type], faults: list[str]) -> bool:
    """Whether an entry has all these keys with values of these types; says so for each that it has not."""
    name = f"{file}, entry {entry.get('key', '?')!r}"
    wrong = [
        f"{name}: {key} must be a {kind.__name__}"
        for key, kind in wanted.items()
        if not isinstance(entry.get(key), kind)
    ]
    faults += wrong
    return not wrong


def _series(data: Mapping[str, Any], faults: list[str]) -> dict[str, Series]:
    text = {"key": str, "title": str, "student_prepare": str, "buddy_prepare": str}
    themes = {
        row["key"]: Theme(**{name: row[name] for name in text})
        for row in data.get("meeting", [])
        if _need("series.toml", row, text, faults)
    }
    found: dict[str, Series] = {}
    for row in data.get("series", []):
        if not _need("series.toml", row, {"key": str, "title": str, "duration_minutes": int, "meetings": list}, faults):
            continue
        if unknown := [key for key in row["meetings"] if key not in themes]:
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
    for row in data.get("model", []):
        if not _need(file, row, {"key": str, "title": str, "minutes": int, "field": list}, faults):
            continue
        fields = [field for field in row["field"] if _need(f"{file}, model {row['key']!r}", field, text, faults)]
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
    for row in sorted(data.get("entry", []), key=lambda row: row.get("order", 0)):
        if not _need("signposting.toml", row, {"key": str, "title": str, "show": str, "who": list}, faults):
            continue
        wanted = row.get("must_fill", [])
        filled = bool(wanted) and all(site.get(name) for name in wanted)
        if "everyone" in row["who"] and (filled or (row.get("verified") and row.get("local_ok"))):
            lines.append(HelpEntry(title=row["title"], show=row["show"].format_map(site) if wanted else row["show"]))
    if not any("999" in line.show for line in lines):
        faults.append("signposting.toml: no entry names 999; 'Need help now?' must; restore it")
    return tuple(lines)
