"""A coordinator adds one person, or one more part that somebody has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card
from bot.cards.staff import Telling, notes
from bot.domain.cohorts import CohortId
from bot.domain.errors import BadInput
from bot.domain.people import GIVERS, TAUGHT, Person, PersonId, Role
from bot.domain.roster import EMAIL
from bot.usecases.cohorts import an_open_cohort
from bot.usecases.finding import full_name
from bot.usecases.people import welcome
from bot.usecases.ports import Work
from bot.usecases.ports.rosters import Newcomer, Place
from bot.usecases.proposing import Deed, Result, ask_first
from bot.usecases.roster import TakeOut, first_cohort

ROLES = {
    "student": Role.STUDENT,
    "buddy": Role.BUDDY,
    "carer": Role.CARER,
    "tutor": Role.TUTOR,
    "coordinator": Role.COORDINATOR,
    "supervisor": Role.SUPERVISOR,
    "host": Role.SUPERVISOR,
    "lead": Role.LEAD,
}
CONTACTS = ("teams", "email", "phone", "post")
LONGEST = 200
BUDDY_WORDS = {
    Role.BUDDY: "You teach. You talk with a student about your own life, in your own way. You choose what to share.",
    Role.CARER: (
        "You talk about your own life as a carer. You leave out what belongs to the person you care for. "
        "Students need to hear it."
    ),
}
NOT_A_TEST = "You are not there to be treated or tested. You can stop at any time. You don't have to say why."
STAFF_WORDS = {
    Role.COORDINATOR: "I bring students and Buddies together, and show you each day what needs you.",
    Role.SUPERVISOR: "I bring students and Buddies together, and help them to meet.",
    Role.LEAD: (
        "I bring students and Buddies together, and help them to meet. "
        "A note that is kept from the coordinator comes to you. So does one that nobody has taken."
    ),
    Role.TUTOR: (
        "I bring students and Buddies together, and help them to meet. "
        "A student can share a reflection with you. It comes to you here. You see no other words of theirs."
    ),
}
STUDENT_WORDS = "You will meet a Buddy {meetings} times, online, for about an hour."
WHAT_A_BUDDY_IS = (
    "A Buddy is a person who has lived with mental ill health, or a carer. They teach from their own life. "
    "You are there to listen and learn."
)
NO_TEAMS = "I can't write to them. Their cards can be pressed for them: for {who}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Add:
    """Somebody by address or by name, and what they are to be."""

    words: str
    role: str = ""
    cohort: str = ""
    discipline: str = ""
    university: str = ""
    contact: str = "teams"
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Somebody new, or somebody known (`person` is not 0) who gets one more part; `cohort` 0: in none, or the first."""

    first_name: str
    surname: str
    email: str
    role: Role
    cohort: int
    discipline: str
    university: str
    contact: str
    person: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GaveRole:
    """A part that somebody got, the cohort with it (0: none), and when (UTC)."""

    person: int
    role: Role
    cohort: int
    since: datetime


def add(work: Work, request: Add, now: datetime) -> Card:
    """Who it would be, and what they would read first."""
    wanted = _addition(work, request)
    name = f"{wanted.first_name} {wanted.surname}".strip()
    if wanted.person:
        what = f"{name} is on my list already. I add: {wanted.role}."
        return ask_first(work, Deed(name="person_add", request=wanted), what=what, now=now)
    told = _welcome_words(work, wanted)
    telling = [Telling(who=name, words=told)] if told and wanted.contact == "teams" else []
    facts = notes(*_facts(work, wanted))
    what = f"I add {name} as {wanted.role}."
    return ask_first(work, Deed(name="person_add", request=wanted), what=what, notes=facts, telling=telling, now=now)


def do_add(work: Work, request: Addition, now: datetime) -> Result:
    """Puts them on the list, and welcomes somebody new."""
    person = PersonId(request.person) if request.person else _newcomer(work, request, now)
    joins = request.role in GIVERS | TAUGHT
    cohort = CohortId(request.cohort) if request.cohort else first_cohort(work).id if joins else None
    work.rosters.give_places([Place(person=person, role=request.role, cohort=cohort if joins else None)], now=now)
    if not request.person and request.contact == "teams":
        work.due.record([welcome(person, now)], now=now)
    work.audit("person added", person, now=now)
    back = Deed(name="take_out", request=TakeOut(people=(person,), links=(), since=now))
    if request.person:
        gave = GaveRole(person=person, role=request.role, cohort=cohort or 0, since=now)
        back = Deed(name="role_take", request=gave)
    seen = work.people.get(person)
    reached = _reached(work, seen, now)
    return Result(what=f"{full_name(seen)} is on the list as {request.role}.", notes=notes(reached), back=back)


def take_role(work: Work, request: GaveRole, now: datetime) -> Result:
    """Takes a part away again that somebody has just got."""
    person = PersonId(request.person)
    work.rosters.take_place(
        person, request.role, CohortId(request.cohort) if request.cohort else None, since=request.since
    )
    work.audit("role taken back", person, now=now)
    return Result(what=f"{full_name(work.people.get(person))} is no {request.role} any more.")


def _newcomer(work: Work, request: Addition, now: datetime) -> PersonId:
    new = Newcomer(
        first_name=request.first_name,
        surname=request.surname,
        email=request.email or None,
        discipline=request.discipline,
        university=request.university,
        contact=request.contact,
    )
    if request.email and work.people.find([request.email]):
        raise BadInput(f"{request.email} came onto the list meanwhile. Type: person find {request.email}")
    return work.rosters.add_people([new], now=now)[0]


def _reached(work: Work, person: Person, now: datetime) -> str:
    if work.people.chat_of(person.id, now=now):
        return "I can write to them."
    standing = person.standing
    if standing and standing.contact != "teams":
        return NO_TEAMS.format(who=person.number)
    return "They have not added me in Teams yet. I will welcome them as soon as they do."


def _addition(work: Work, request: Add) -> Addition:
    """Who is meant; raises BadInput for what is missing or unknown."""
    if request.role.lower() not in ROLES:
        raise BadInput(f"Please say what they are: --role {' | '.join(ROLES)}.")
    if request.contact.lower() not in CONTACTS:
        raise BadInput(f"Please say how to reach them: --contact {' | '.join(CONTACTS)}.")
    first, last, email = _named(request)
    known = work.people.find([email]) if email else {}
    person = known.get(email)
    role = ROLES[request.role.lower()]
    if person and person.id == work.actor.id:
        raise BadInput("Nobody gives a part to themselves. Please ask another coordinator.")
    if person and role in person.roles:
        raise BadInput(f"{full_name(person)} is on my list as {role} already.")
    return Addition(
        first_name=(person.first_name or "") if person else first,
        surname=(person.surname or "") if person else last,
        email=email,
        role=role,
        cohort=an_open_cohort(work, request.cohort).id if request.cohort else 0,
        discipline=request.discipline[:LONGEST],
        university=request.university[:LONGEST],
        contact=request.contact.lower(),
        person=person.id if person else 0,
    )


def _named(request: Add) -> tuple[str, str, str]:
    """First name, surname and address ('' for none); a name that is not given is taken from the address."""
    words, email = " ".join(request.words.split()), request.email.lower()
    if "@" in words:
        words, email = "", words.lower()
    if email and not EMAIL.fullmatch(email):
        raise BadInput(f"'{email[:LONGEST]}' does not look like an e-mail address.")
    if not words and not email:
        raise BadInput("Please give a name or an address.")
    if not words:
        words = " ".join(part.capitalize() for part in re.split(r"[._]", email.partition("@")[0]) if part)
    first, _, last = words.partition(" ")
    if len(words) > LONGEST or len(email) > LONGEST:
        raise BadInput(f"A name has at most {LONGEST} letters.")
    return first, last, email


def _facts(work: Work, wanted: Addition) -> list[str]:
    cohort = work.cohorts.get(CohortId(wanted.cohort)).title if wanted.cohort else ""
    there = "" if wanted.email else "There is no address, so nobody can come in as this person in Teams."
    reach = "" if wanted.contact == "teams" else f"Contact by {wanted.contact}."
    return [f"Cohort: {cohort}." if cohort else "", reach, there, _same_name(work, wanted)]


def _same_name(work: Work, wanted: Addition) -> str:
    name = f"{wanted.first_name} {wanted.surname}".strip().casefold()
    same = [
        one for one in work.people.named(name) if f"{one.first_name} {one.surname or ''}".strip().casefold() == name
    ]
    if not same:
        return ""
    return f"Already on my list: {', '.join(full_name(one) for one in same)}. Is this somebody else?"


def _welcome_words(work: Work, wanted: Addition) -> str:
    """What somebody new reads first, as it stands on the card."""
    hello = f"Hello {wanted.first_name}."
    if wanted.role in BUDDY_WORDS:
        return f"{hello} {BUDDY_WORDS[wanted.role]} {NOT_A_TEST}"
    if wanted.role in STAFF_WORDS:
        return f"{hello} {STAFF_WORDS[wanted.role]}"
    library = work.site.library
    meetings = len(library.series[library.default_series].themes)
    return f"{hello} {STUDENT_WORDS.format(meetings=meetings)} {WHAT_A_BUDDY_IS}"
