"""A coordinator deletes what somebody wrote and said, when that person has asked for it. Who took part stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card
from bot.cards.staff import notes
from bot.domain.people import Person, PersonId
from bot.usecases.finding import a_person, full_name
from bot.usecases.looking import Who
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, ask_first

ERASED = "data erased"  # as the audit log has it
GOES = (
    "These go: reflections, drafts, and what a tutor was shown. So do the promise, notes of thanks, "
    "the lines on how they feel, and what they said of a meeting."
)
STAYS = (
    "These stay: who met whom and when, each yes, hours and costs. The Trust and the university must be able to show "
    "who took part, and what was paid."
)
STILL_HERE = "They still take part, so their name, contact and free times stay. If they leave, type this once more."
GOES_TOO = (
    "They have left. So their name, contact and free times go too, with their hopes and what made meetings easier. "
    "Lists then call them 'Former participant'."
)
TELL_THEM = "Please tell them yourself what has gone, what stays, and why."
FOR_GOOD = "This can't be taken back."


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """Whose words go; `too`: with all that the person said of themselves, as they have left."""

    person: int
    too: bool = False


def erase(work: Work, request: Who, now: datetime) -> Card:
    """What would go and what would stay, with the reason; the short id must be typed to go on."""
    one = a_person(work, request.words)
    deed = Deed(name="data_erase", request=Erased(person=one.id, too=_left(one)))
    what = f"I delete what {full_name(one)} wrote and said."
    return ask_first(
        work,
        deed,
        what=what,
        notes=notes(GOES, GOES_TOO if _left(one) else STILL_HERE, STAYS, FOR_GOOD),
        now=now,
        typed=one.number,
    )


def do_erase(work: Work, request: Erased, now: datetime) -> Result:
    """Deletes it; a person who asked for it is no line of the day any more."""
    one = work.people.get(PersonId(request.person))
    work.presence.erase(one.id)
    if request.too and _left(one):
        work.presence.forget(one.id)
    work.audit(ERASED, one.id, now=now)
    return Result(what=f"What {full_name(one)} wrote and said is deleted.", notes=notes(STAYS, TELL_THEM))


def _left(person: Person) -> bool:
    return person.standing is not None and person.standing.left_at is not None
