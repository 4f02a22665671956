"""How people of a team come onto the list, and how the assistant comes to people: where Microsoft lets us."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, Literal

from bot.cards import Card
from bot.cards.staff import Listing, Row
from bot.domain.errors import BadInput
from bot.domain.tiers import Outcome
from bot.usecases.finding import a_person, full_name
from bot.usecases.ports import Work
from bot.usecases.ports.beyond import AskBeyond, Brought, Member, TeamRead
from bot.usecases.roster import propose

GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
IN_LINK: Final = re.compile(rf"groupId=({GUID.pattern})")
AT_ONCE: Final = 20  # people for whom the assistant is installed with one command
ALL: Final = "all"
WHICH_TEAM: Final = "Please give the link to the team: in Teams, press '...' beside it, then 'Get link to team'."
A_FILE: Final = "You can send a CSV file instead, with the words 'person import'."
POLICY: Final = (
    "Ask your IT team for a setup policy: in the Teams admin centre, Setup policies, Installed apps, add Buddy. "
    "It reaches staff. Guests add me with a link."
)
WHY: Final = {"off": "I am not set up to do that.", "no_app": "I am not in your list of apps yet."}


@dataclass(frozen=True, slots=True, kw_only=True)
class FromTeam:
    """Which team, by its link, and what its people are."""

    team: str
    role: Literal["student", "buddy", "carer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bring:
    """To whom, or 'all' whom I can't reach."""

    words: str


def from_team(_work: Work, request: FromTeam, _now: datetime) -> AskBeyond:
    """Reads who is in a team, and then shows what would change; nothing does before a yes."""
    found = IN_LINK.search(request.team)
    team = found[1] if found else request.team.strip()
    if not GUID.fullmatch(team):
        raise BadInput(f"{WHICH_TEAM} {A_FILE}")
    return AskBeyond(ask=lambda beyond: beyond.team(team.lower()), then=partial(_team, request.role))


def _team(role: str, work: Work, read: TeamRead, now: datetime) -> Card:
    if read.code:
        why = WHY.get(read.code, f"The team has not let me read who is in it ({read.code}).")
        raise BadInput(f"{why} {A_FILE}")
    if not read.members:
        raise BadInput(f"I found nobody with an e-mail address in that team. {A_FILE}")
    return propose(work, _csv(role, read.members), now)


def _csv(role: str, members: Iterable[Member]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("role", "first_name", "surname", "email"))
    writer.writerows((role, *_names(one.name), one.email) for one in members)
    return text.getvalue()


def _names(name: str) -> tuple[str, str]:
    """'Sam Taylor', 'Taylor, Sam' or 'TAYLOR, Sam (University)': first name and surname."""
    plain = name.partition("(")[0].strip()
    last, comma, first = plain.partition(",")
    if not comma:
        first, _, last = plain.partition(" ")
    return first.strip() or last.strip(), last.strip()


def bring(work: Work, request: Bring, _now: datetime) -> Card | AskBeyond:
    """Installs the assistant for one person, or for those who can't be reached in Teams."""
    names = _wanted(work, request.words.strip())
    if not names:
        return Listing(title="I can reach everybody who has an e-mail address here.", rows=())
    return AskBeyond(ask=lambda beyond: beyond.bring(tuple(names)), then=partial(_brought, names))


def _wanted(work: Work, words: str) -> dict[str, str]:
    """The names of people, by their address: the one at which mail arrives, so that guests are found too."""
    if words.lower() == ALL:
        _, absent = work.sends.unreached(at_most=AT_ONCE)
        people = work.people.several([one.person for one in absent]) if absent else {}
        return {one.known.email: full_name(people[one.person]) for one in absent if one.known.email}
    person = a_person(work, words)
    if not person.email:
        raise BadInput(f"I know no e-mail address of {full_name(person)}. Please set it first.")
    return {person.email: full_name(person)}


def _brought(names: dict[str, str], work: Work, found: Sequence[Brought], now: datetime) -> Card:
    work.audit("app brought", now=now)
    in_vain = any(one.outcome is not Outcome.YES for one in found)
    return Listing(
        title="Bringing the app to people",
        rows=tuple(_row(names[one.email], one) for one in found),
        hint=POLICY if in_vain else "They are greeted when the app has arrived.",
    )


def _row(name: str, one: Brought) -> Row:
    if one.outcome is Outcome.YES:
        return Row(say=f"{name}: the app is there.")
    return Row(say=f"{name}: not yet.", more=WHY.get(one.code, f"Microsoft said: {one.code}."))
