"""A coordinator changes what is kept of a person, or lets them rest or leave. No reason is asked for or kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.cards import Card
from bot.cards.staff import Telling, notes
from bot.domain.cohorts import EnrolmentState
from bot.domain.errors import BadInput
from bot.domain.links import LinkState, link_number
from bot.domain.meetings import Meeting, MeetingState, Side
from bot.domain.people import GIVERS, TAUGHT, Person, PersonId, Role, Standing
from bot.domain.roster import EMAIL
from bot.domain.times import say, say_day, wall
from bot.usecases import breaks
from bot.usecases.adding import CONTACTS
from bot.usecases.farewells import farewells
from bot.usecases.finding import a_person, full_name
from bot.usecases.joining import has_chosen
from bot.usecases.people import welcome
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, ask_first, done
from bot.usecases.roster import TakeOut

FIELDS = {
    "first-name": "first_name",
    "surname": "surname",
    "email": "email",
    "line": "line",
    "university": "university",
    "discipline": "discipline",
    "tutor": "tutor_id",
    "contact": "contact",
    "course-id": "course_id",
}
LONGEST = {"course_id": 60}
USUAL = 200
LONGEST_NEEDS = 500
GOING_ON = (LinkState.SUGGESTED, LinkState.ASKED, LinkState.AGREED, LinkState.ACTIVE)
MOVED = "Meeting {number} with {other} moves to another day. That is all I know, and it is fine. It still counts."
NEW_TIMES = "You don't need to do a thing. I will send new times."
NEW_ASK = "You don't need to do a thing today. I will ask you for new times."
BY_ADDRESS = "From then on I know {who} by that address alone. My messages wait until they open me with it."
SORRY = (
    "We wrote to you by mistake. Sorry. You need do nothing. I have taken your name off my list, and I will not write "
    "again. Is there anything you would like to ask? Here is how to reach us: {contact}"
)
KEPT = "Kept for six years: that they took part. Reflections go 90 days after the series. Nothing says why they left."


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """Somebody, what is to change, and the new value ('' takes it away)."""

    person: str
    field: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTo:
    """A column of a person, and its value; None for an address or a tutor that there is not."""

    person: int
    column: str
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Somebody, and what would make it easier for them."""

    person: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Somebody who takes a break. `quiet`: nothing automatic is said to anybody about it."""

    person: str
    until: date | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Goes:
    """Somebody who leaves, or should never have been on the list."""

    words: str
    mistake: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Somebody who leaves."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The same, once it is known who is meant."""

    person: int
    until: date | None
    quiet: bool


def set_field(work: Work, request: Set, now: datetime) -> Card:
    """What it is now and what it would be."""
    column = FIELDS.get(request.field.lower())
    if column is None:
        raise BadInput(f"I can change these: {', '.join(FIELDS)}.")
    person = a_person(work, request.person)
    value = _value(work, column, " ".join(request.words.split()))
    before = work.people.profile(person.id)[column]
    was = f"It is now: {before}." if before and column != "tutor_id" else ""
    again = BY_ADDRESS.format(who=person.first_name) if column == "email" and person.id != work.actor.id else ""
    shown = request.words if value else "nothing"
    what = f"{full_name(person)}: {request.field.lower()} becomes {shown}."
    deed = Deed(name="person_set", request=SetTo(person=person.id, column=column, value=value))
    return ask_first(work, deed, what=what, notes=notes(was, again), now=now)


def do_set(work: Work, request: SetTo, now: datetime) -> Result:
    """Changes it; what was there can come back."""
    person = PersonId(request.person)
    value: str | int | None = request.value
    if request.column == "tutor_id" and value is not None:
        value = int(value)
    if request.column == "email" and request.value:
        _nobody_else_s(work, request.value, but=person)  # somebody may have come onto the list with it meanwhile
    was = work.people.change(person, **{request.column: value})[request.column]
    if request.column == "email" and person != work.actor.id and was != value:
        work.due.record([welcome(person, now)], now=now)
    work.audit(f"{request.column} set", person, now=now)
    back = SetTo(person=person, column=request.column, value=None if was is None else str(was))
    who = full_name(work.people.get(person))
    return Result(what=f"Changed for {who}.", back=Deed(name="person_set", request=back))


def set_needs(work: Work, request: Needs, now: datetime) -> Card:
    """Kept at once: shown each time that a meeting of theirs is planned."""
    person = a_person(work, request.person)
    needs = " ".join(request.words.split())
    if len(needs) > LONGEST_NEEDS:
        raise BadInput(f"There is room for {LONGEST_NEEDS} letters. Please shorten it.")
    result = do_set(work, SetTo(person=person.id, column="needs", value=needs), now)
    what = f"Saved for {full_name(person)}. It is shown on each invitation and on the day."
    return done(work, Result(what=what, back=result.back), now)


def rest(work: Work, request: Rest, now: datetime) -> Card:
    """What a break would move, and who would hear what."""
    person = a_person(work, request.person)
    standing = person.standing or Standing()
    if standing.left_at:
        raise BadInput(f"{full_name(person)} has left.")
    if request.until and request.until <= wall(now).date():
        raise BadInput(f"{say_day(request.until)} is not in the future. Please give a later day.")
    until = f" until {say_day(request.until)}" if request.until else ""
    quiet = "Nothing automatic is said to anybody in their links. Please speak to them." if request.quiet else ""
    meetings = _set_meetings(work, person, now)
    lost = [f"M-{one.id} on {say(one.start)} needs a new time." for one in meetings if one.start and not request.quiet]
    deed = Deed(name="person_rest", request=Break(person=person.id, until=request.until, quiet=request.quiet))
    telling = [] if request.quiet else list(_moves(meetings, person.id))
    what = f"{full_name(person)} takes a break{until}. I stop my messages to them."
    return ask_first(work, deed, what=what, notes=notes(quiet, *lost), telling=telling, now=now)


def do_rest(work: Work, request: Break, now: datetime) -> Result:
    """From now on nothing that nobody asked for is sent to them."""
    person = PersonId(request.person)
    breaks.take_break(work, person, until=request.until, silent=request.quiet, now=now)
    back = Deed(name="person_back", request=request)
    who = full_name(work.people.get(person))
    return Result(
        what=f"{who} takes a break.", notes=notes("A meeting that has lost its time is planned anew."), back=back
    )


def do_back(work: Work, request: Break, now: datetime) -> Result:
    """The break is over; who had left is on the list again."""
    person = PersonId(request.person)
    if (work.people.get(person).standing or Standing()).left_at:
        work.people.change(person, left_at=None)
        _wait_again(work, person, now)
        work.audit("came back", person, now=now)
    breaks.come_back(work, person, now=now)
    return Result(what=f"{full_name(work.people.get(person))} is back.")


def _wait_again(work: Work, person: PersonId, now: datetime) -> None:
    """In the cohorts that they left and that still run."""
    roles = work.people.get(person).roles & (GIVERS | TAUGHT)
    chosen = any(has_chosen(work, person, role) for role in roles)
    state = EnrolmentState.WAITING if chosen else EnrolmentState.INVITED
    for place in work.cohorts.enrolments(person):
        if place.state is EnrolmentState.LEFT:
            work.cohorts.set_state(place.cohort, person, state, now=now)


def come_back(work: Work, request: Leave, now: datetime) -> Card:
    """Somebody who took a break, or left, takes part again."""
    person = a_person(work, request.words)
    standing = person.standing or Standing()
    if not (standing.left_at or standing.rests_since):
        raise BadInput(f"{full_name(person)} is here already.")
    left = "Their pairs have ended. To find them somebody: match suggest" if standing.left_at else ""
    deed = Deed(name="person_back", request=Break(person=person.id, until=None, quiet=False))
    what = f"{full_name(person)} comes back. I write to them again."
    return ask_first(work, deed, what=what, notes=notes(left), now=now)


def leave(work: Work, request: Goes, now: datetime) -> Card:
    """What is kept, what ends, and who would hear what; the short id must be typed to go on."""
    person = a_person(work, request.words)
    if (person.standing or Standing()).left_at:
        raise BadInput(f"{full_name(person)} has left already.")
    if request.mistake:
        return _by_mistake(work, person, now)
    breaks.check_others_stay(work, person)
    links = work.links.of(person.id, *GOING_ON)
    ending = [f"{link_number(one.id)} ends." for one in links if one.people(one.side_of(person.id)) == (person.id,)]
    deed = Deed(name="person_leave", request=Break(person=person.id, until=None, quiet=False))
    telling = [one for link in links for one in farewells(link, leaving=person.id)]
    what = f"{full_name(person)} leaves the scheme."
    return ask_first(work, deed, what=what, notes=notes(*ending, KEPT), telling=telling, now=now, typed=person.number)


def _by_mistake(work: Work, person: Person, now: datetime) -> Card:
    """Somebody who never answered is taken out, and reads that we are sorry if they have been written to."""
    return ask_first(
        work,
        Deed(name="take_out", request=TakeOut(people=(person.id,), links=(), since=now)),
        what=f"{full_name(person)} was on my list by mistake. I take them out, and keep nothing of them.",
        telling=[
            Telling(
                who=f"{person.first_name}, if I have written to them,", words=SORRY.format(contact=work.site.contact)
            )
        ],
        now=now,
        typed=person.number,
    )


def do_leave(work: Work, request: Break, now: datetime) -> Result:
    """They have left; this cannot be taken back, but they can be added again."""
    person = PersonId(request.person)
    name = full_name(work.people.get(person))
    breaks.leave(work, person, now=now)
    return Result(what=f"{name} has left. I write to them no more.")


def _value(work: Work, column: str, words: str) -> str | None:
    """What would be kept; raises BadInput for what cannot be."""
    if len(words) > (room := LONGEST.get(column, USUAL)):
        raise BadInput(f"There is room for {room} letters. Please shorten it.")
    match column:
        case "first_name" if not words:
            raise BadInput("A first name is needed.")
        case "tutor_id":
            return str(a_person(work, words, Role.TUTOR).id) if words else None
        case "email":
            return _address(work, words.lower()) if words else None
        case "contact" if words.lower() not in CONTACTS:
            raise BadInput(f"The contact must be one of: {', '.join(CONTACTS)}.")
        case "contact":
            return words.lower()
        case _:
            return words


def _address(work: Work, email: str) -> str:
    if not EMAIL.fullmatch(email):
        raise BadInput(f"'{email}' does not look like an e-mail address.")
    _nobody_else_s(work, email)
    return email


def _nobody_else_s(work: Work, email: str, *, but: PersonId | None = None) -> None:
    known = work.people.find([email]).get(email)
    if known and known.id != but:
        raise BadInput(f"That is the address of {full_name(known)}.")


def _set_meetings(work: Work, person: Person, now: datetime) -> list[Meeting]:
    """The meetings with a time that cannot be without this person."""
    return [
        one
        for one in work.meetings.of(person.id)
        if one.state is MeetingState.CONFIRMED and one.start and one.start > now
        if one.people(one.side_of(person.id)) == (person.id,)
    ]


def _moves(meetings: Sequence[Meeting], person: PersonId) -> Iterator[Telling]:
    """What the others of these meetings would read."""
    for one in meetings:
        side = one.side_of(person)
        then = NEW_TIMES if side is Side.BUDDY else NEW_ASK
        for member in one.members:
            if member.person.id != person:
                moved = MOVED.format(number=one.number, other=one.names(side or Side.BUDDY))
                yield Telling(who=member.person.first_name or "", words=f"{moved} {then}")
