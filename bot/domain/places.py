"""How many students of a university, or of one of its courses, may have a place in a cohort at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.domain.errors import BadInput

ONE = re.compile(r"\s*([^=,/]+?)\s*(?:/\s*([^=,/]+?)\s*)?=\s*(\d{1,4})\s*")
EXAMPLE = '--places "Essex=20, Essex/nursing=12"'
MOST, LONGEST = 20, 400
NONE = "none"

Studies = tuple[str, str]  # a university and a course, as somebody wrote them; a limit without a course has ''


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The limits of one cohort, and how many places are taken, of each university and course that has any."""

    limits: Mapping[Studies, int] = field(default_factory=dict)
    taken: Mapping[Studies, int] = field(default_factory=dict)

    def left(self) -> Mapping[Studies, int]:
        """How many places each limit leaves, by its name as it is compared."""
        used = Counter[Studies]()
        for studies, many in self.taken.items():
            used.update(dict.fromkeys(_both(studies), many))
        return {
            name: max(0, most - used[name]) for studies, most in self.limits.items() for name in [compared(studies)]
        }

    def reasons(self, students: Iterable[Studies]) -> Iterator[str]:
        """Why there is no place for all of these; nothing where there is."""
        asked, left = Counter(name for studies in students for name in _both(studies)), self.left()
        for studies, most in self.limits.items():
            name = compared(studies)
            if asked[name] > left[name]:
                yield f"Places of this cohort for {say_studies(studies)}: {most}. Left: {left[name]}."


def compared(studies: Studies) -> Studies:
    """However it was typed."""
    university, course = (" ".join(words.casefold().replace("_", " ").split()) for words in studies)
    return university, course


def _both(studies: Studies) -> set[Studies]:
    """The university, and the course of it."""
    university, course = compared(studies)
    return {(university, ""), (university, course)}


def say_studies(studies: Studies) -> str:
    """'Essex', 'nursing at Essex'."""
    university, course = studies
    return f"{course} at {university}" if course else university


def read_places(words: str) -> str:
    """The limits as they are kept: 'Essex=20, Essex/nursing=12'. 'none' is ''."""
    if words.strip().casefold() == NONE:
        return ""
    found = {studies: many for one in words.split(",") for studies, many in [_read(one)]}
    kept = ", ".join(f"{'/'.join(filter(None, studies))}={many}" for studies, many in found.items())
    if len(found) > MOST or len(kept) > LONGEST:
        raise BadInput(f"There is room for {MOST} of them. Please give fewer.")
    return kept


def _read(words: str) -> tuple[Studies, int]:
    found = ONE.fullmatch(words)
    if found is None:
        raise BadInput(f"I can't read '{words.strip()[:40]}'. Please write it like {EXAMPLE}")
    return (found[1], found[2] or ""), int(found[3])


def limits_of(kept: str) -> Mapping[Studies, int]:
    """What is kept, by university and course."""
    return dict(_read(one) for one in kept.split(",")) if kept else {}


def say_places(kept: str) -> str:
    """'at most 20 of Essex; at most 12 of nursing at Essex'; '' for none."""
    return "; ".join(f"at most {most} of {say_studies(studies)}" for studies, most in limits_of(kept).items())
