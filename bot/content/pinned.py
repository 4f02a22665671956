"""The content that a cohort began with, and keeps whatever is edited afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, Self, get_args, get_origin, get_type_hints

from bot.content.library import Library
from bot.content.questions import Instrument
from bot.domain.reflections import Model
from bot.domain.series import Series

hints = cache(get_type_hints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """A series, a reflection model, the lines that people tick before they say yes (by role), and the questions."""

    series: Series
    model: Model
    agreements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    instruments: Mapping[str, Instrument] = field(default_factory=dict)

    @classmethod
    def today(cls, library: Library, *, series: str, model: str) -> Self:
        """As the content is now; raises KeyError for a series or a model that there is not."""
        return cls(
            series=library.series[series],
            model=library.models[model],
            agreements=library.agreements,
            instruments=library.instruments,
        )

    @classmethod
    def from_body(cls, body: str) -> Self:
        """As it was written down."""
        read: Self = _read(cls, json.loads(body))
        return read

    @property
    def body(self) -> str:
        """How it is written down: the same content, the same letters."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @property
    def version(self) -> str:
        """A name for exactly this content."""
        return version_of(self.body)


def version_of(body: str) -> str:
    """The name of the content that is written down so."""
    return hashlib.sha256(body.encode()).hexdigest()


def _read(kind: Any, value: Any) -> Any:  # noqa: ANN401 - a type, and a value of it
    """A value of this kind. What was written down before a field was thought of has the field's default."""
    if is_dataclass(kind):
        types = hints(kind)  # type: ignore[arg-type]  # mypy does not see that a class can be hashed
        known = {one.name for one in fields(kind)} & value.keys()
        return kind(**{name: _read(types[name], value[name]) for name in sorted(known)})  # type: ignore[operator]  # a class
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], one) for one in value)
    if get_origin(kind) is Mapping:
        return {key: _read(get_args(kind)[1], one) for key, one in value.items()}
    return value
