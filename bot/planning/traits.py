"""What students ask and Buddies bring, as numbers: those who ask alike share one, and each two are compared once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from operator import attrgetter
from typing import Any

import numpy as np

from bot.planning.bits import SLOTS, Flags, Numbers, Words
from bot.planning.model import Buddy, Someone, Student


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """Something that students ask for: what each of them asks, and which Buddies meet it, one row for each ask."""

    asked: Numbers
    met: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """All that counts for a pair besides time. `themes`: of the students and of the Buddies, 64 themes at a time."""

    musts: tuple[Trait, ...]
    mode: Trait
    gender: Trait
    kind: Trait
    themes: tuple[tuple[Words, Words], ...]
    waiting: Numbers  # days

    @classmethod
    def of(cls, students: Sequence[Student], buddies: Sequence[Buddy]) -> Traits:
        """The traits of these people, in their order."""
        courses, teaches = _column(students, "disciplines"), _column(buddies, "disciplines")
        gender = _column(buddies, "gender")
        musts = [student.gender if student.gender_must else None for student in students]
        return cls(
            musts=(
                trait(courses, teaches, lambda asked, has: has is None or asked <= has),
                trait(_column(students, "needs"), _column(buddies, "supports"), lambda asked, has: asked <= has),
                _no_care_team(students, buddies),
                trait(musts, gender, _none_or_same),
            ),
            mode=trait(
                _column(students, "mode"),
                _column(buddies, "modes"),
                lambda asked, has: asked == "any" or asked in has,
            ),
            gender=trait(_column(students, "gender"), gender, _none_or_same),
            kind=trait(_column(students, "kind"), _column(buddies, "kind"), _none_or_same),
            themes=tuple(_theme_words(students, buddies)),
            waiting=np.array(_column(students, "waiting_days"), np.int64),
        )


def trait(asked: Sequence[Any], offered: Sequence[Any], met: Callable[[Any, Any], bool]) -> Trait:
    """What is asked against what is offered, by a question about two values."""
    (asks, ask), (offers, offer) = _distinct(asked), _distinct(offered)
    found = np.array([[met(one, other) for other in offers] for one in asks], bool)
    return Trait(asked=ask, met=found.reshape(len(asks), len(offers))[:, offer])


def _column(people: Sequence[Someone], name: str) -> list[Any]:
    return list(map(attrgetter(name), people))


def _distinct(values: Sequence[Any]) -> tuple[list[Any], Numbers]:
    """The values that there are, and which of them stands where."""
    rows: defaultdict[Any, int] = defaultdict(count().__next__)
    which = np.fromiter(map(rows.__getitem__, values), np.int64, len(values))
    return list(rows), which


def _none_or_same(asked: str | None, has: str | None) -> bool:
    return asked is None or asked == has


def _no_care_team(students: Sequence[Student], buddies: Sequence[Buddy]) -> Trait:
    """Nobody learns from somebody for whom their own placement team cares."""
    groups, which = _distinct(_column(students, "placement_teams"))
    met = np.ones((len(groups), len(buddies)), bool)
    of_team: dict[str, list[int]] = {}
    for row, teams in enumerate(groups):
        for team in teams:
            of_team.setdefault(team, []).append(row)
    never = [(row, at) for at, one in enumerate(buddies) for team in one.care_teams for row in of_team.get(team, ())]
    met[[row for row, _ in never], [at for _, at in never]] = False
    return Trait(asked=which, met=met)


def _theme_words(students: Sequence[Student], buddies: Sequence[Buddy]) -> Iterator[tuple[Words, Words]]:
    """Everybody's themes as bits, 64 themes at a time."""
    themes = [one.themes for one in (*students, *buddies)]
    names, which = _distinct(list(chain.from_iterable(themes)))
    ends_at = np.concatenate([[0], np.cumsum([len(some) for some in themes])])
    for at in range(0, len(names), SLOTS):
        inside = (which >= at) & (which < at + SLOTS)
        bit = np.where(inside, np.uint64(1) << (which - at).astype(np.uint64) % np.uint64(SLOTS), np.uint64(0))
        # Nobody names a theme twice, so that the bits of one person are also their sum.
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(bit, dtype=np.uint64)])[ends_at]
        words = sums[1:] - sums[:-1]
        yield words[: len(students)], words[len(students) :]
