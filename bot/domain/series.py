"""A series of structured meetings, as content: what each meeting is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What one meeting of a series is about."""

    key: str
    title: str
    student_prepare: str
    buddy_prepare: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series: its meetings in order, and how long each takes in minutes."""

    key: str
    title: str
    minutes: int
    themes: tuple[Theme, ...]
