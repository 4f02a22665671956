"""A coordinator deletes what somebody wrote and said, when that person has asked for it. Who took part stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card
from bot.cards.staff import notes
from bot.domain.people import PersonId
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
TELL_THEM = "Please tell them yourself what has gone, what stays, and why."
FOR_GOOD = "This can't be taken back."


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """Whose words go."""

    person: int


def erase(work: Work, request: Who, now: datetime) -> Card:
    """What would go and what would stay, with the reason; the short id must be typed to go on."""
    one = a_person(work, request.words)
    deed = Deed(name="data_erase", request=Erased(person=one.id))
    what = f"I delete what {full_name(one)} wrote and said."
    return ask_first(work, deed, what=what, notes=notes(GOES, STAYS, FOR_GOOD), now=now, typed=one.number)


def do_erase(work: Work, request: Erased, now: datetime) -> Result:
    """Deletes it; a person who asked for it is no line of the day any more."""
    one = work.people.get(PersonId(request.person))
    work.presence.erase(one.id)
    work.audit(ERASED, one.id, now=now)
    return Result(what=f"What {full_name(one)} wrote and said is deleted.", notes=notes(STAYS, TELL_THEM))
