"""A coordinator says how many students of a university or a course may have a place in a cohort at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card
from bot.cards.staff import notes
from bot.domain.cohorts import Cohort, CohortId
from bot.domain.errors import BadInput
from bot.domain.places import read_places, say_places
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, ask_first

COUNTS = "Pairs and groups that are there stay. Who is asked from now on is counted."


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPlaces:
    """A cohort, and its limits as they are kept."""

    cohort: int
    places: str


def propose(work: Work, one: Cohort, words: str, now: datetime) -> Card:
    """These limits take the place of those that were there."""
    places = read_places(words)
    if places == one.places:
        raise BadInput("That changes nothing.")
    what = f"{one.title} takes {say_places(places)}." if places else f"{one.title} has no limits any more."
    was = f"It had: {say_places(one.places)}." if one.places else ""
    deed = Deed(name="cohort_places", request=SetPlaces(cohort=one.id, places=places))
    return ask_first(work, deed, what=what, notes=notes(was, COUNTS if places else ""), now=now)


def set_places(work: Work, request: SetPlaces, now: datetime) -> Result:
    """From now on they count."""
    one = work.cohorts.get(CohortId(request.cohort))
    work.cohorts.change(one.id, places=request.places)
    work.audit("cohort places set", one.id, now=now)
    said = say_places(request.places) or "no limits"
    back = Deed(name="cohort_places", request=SetPlaces(cohort=one.id, places=one.places))
    return Result(what=f"{one.title}: {said}.", back=back)
