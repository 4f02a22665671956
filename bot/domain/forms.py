"""Anonymous forms: how answers come together so that none can be tied to a person, and what may be shown of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.cohorts import CohortId

AT_LEAST = 5  # answers: fewer are neither joined to the others nor shown
MAX_WORDS = 2000  # of one text answer, in letters


class Form(StrEnum):
    """The anonymous forms."""

    END_STUDENT = "bs_end_student"
    END_BUDDY = "bs_end_buddy"
    FOLLOW_UP = "bs_follow_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An answer that waits to be joined to others. `key` is chance; `closed`: nobody else of its cohort will answer."""

    key: str
    form: str
    cohort: CohortId
    closed: bool


def joined(waiting: Iterable[Waiting]) -> dict[str, CohortId]:
    """The answers that are enough to be joined now, by key, each with the cohort that it is counted in.

    Fewer than five stay where they are. Those of a cohort that is closed go along with the next cohort that has
    enough.
    """
    found: dict[str, CohortId] = {}
    by_form: dict[str, dict[CohortId, list[Waiting]]] = {}
    for one in waiting:
        by_form.setdefault(one.form, {}).setdefault(one.cohort, []).append(one)
    for cohorts in by_form.values():
        left_over: list[Waiting] = []
        for cohort in sorted(cohorts):
            together = left_over + cohorts[cohort]
            if len(together) >= AT_LEAST:
                found |= {one.key: cohort for one in together}
                left_over = []
            elif cohorts[cohort][0].closed:
                left_over = together
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSum:
    """How many people answered a form, and how often each value was chosen, by question."""

    form: str
    answered: int
    chosen: Mapping[str, Mapping[int, int]] = field(default_factory=dict)


def sums(form: str, answers: Sequence[Mapping[str, object]]) -> FormSum | None:
    """The sums of these answers; None of fewer than five, and no question that fewer than five answered."""
    if len(answers) < AT_LEAST:
        return None
    counts: dict[str, Counter[int]] = {}
    for answer in answers:
        for key, value in answer.items():
            if isinstance(value, int):
                counts.setdefault(key, Counter())[value] += 1
    chosen = {key: dict(sorted(count.items())) for key, count in counts.items() if count.total() >= AT_LEAST}
    return FormSum(form=form, answered=len(answers), chosen=chosen)
