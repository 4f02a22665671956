"""The scheme's own content, read once from the TOML files beside this one and checked on the way in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any, Self

from bot.content.agreements import read_agreements, read_steps
from bot.content.checking import ContentFault, need, rows, table, toml
from bot.content.kept import KeptWords, read_kept
from bot.content.questions import Instrument, read_instruments
from bot.content.safety import PromptWords, read_duty_hours, read_prompt_words
from bot.content.series import read_series
from bot.domain.reflections import Model, ModelField
from bot.domain.series import Series

__all__ = ["FOLDER", "ContentFault", "HelpEntry", "Library"]
FOLDER = Path(__file__).parent
FILES = ("series", "reflection_models", "signposting", "wording", "agreements", "questions", "kept")
HOLE = re.compile(r"\{([^}]*)\}")  # filled in by the site's settings


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
    agreements: Mapping[str, tuple[str, ...]]
    steps: Mapping[str, str]
    instruments: Mapping[str, Instrument]
    kept: Mapping[str, KeptWords]
    prompt_words: PromptWords
    duty_hours: tuple[time, time]

    @classmethod
    def read(cls, folder: Path = FOLDER, *, contact: str = "", office_hours: str = "") -> Self:
        """The content of a folder; raises ContentFault. `contact` and `office_hours` fill in the coordinator's line."""
        files = {name: toml(folder / f"{name}.toml") for name in FILES}
        faults: list[str] = []
        series = read_series(files["series"], faults)
        models = _models(files["reflection_models"], faults)
        lines = _help(files["signposting"], {"coordinator_contact": contact, "office_hours": office_hours}, faults)
        defaults = [
            str(row.get("key")) for row in rows("series.toml", files["series"], "series", []) if row.get("is_default")
        ]
        default_model = table(files["reflection_models"], "defaults").get("model", "")
        avoid = table(files["wording"], "avoid")
        agreements = read_agreements(files["agreements"], faults)
        steps = read_steps(files["agreements"], faults)
        instruments = read_instruments(files["questions"], faults)
        kept = read_kept(files["kept"], faults)
        prompt_words = read_prompt_words(files["signposting"], faults)
        duty_hours = read_duty_hours(files["signposting"], faults)
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
            agreements=agreements,
            steps=steps,
            instruments=instruments,
            kept=kept,
            prompt_words=prompt_words,
            duty_hours=duty_hours,
        )


def _models(data: Mapping[str, Any], faults: list[str]) -> dict[str, Model]:
    file, text = "reflection_models.toml", {"key": str, "label": str, "prompt": str}
    found: dict[str, Model] = {}
    for row in rows(file, data, "model", faults):
        if not need(file, row, {"key": str, "title": str, "minutes": int, "field": list}, faults):
            continue
        inside = f"{file}, model {row['key']!r}"
        fields = [field for field in rows(inside, row, "field", faults) if need(inside, field, text, faults)]
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
    entries = [
        row for row in rows("signposting.toml", data, "entry", faults) if need("signposting.toml", row, text, faults)
    ]
    for row in sorted(entries, key=lambda row: row["order"]):
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
