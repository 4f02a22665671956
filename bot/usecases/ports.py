"""What use cases see of the world: one unit of work, opened for one actor, and what the site has set."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.content.library import Library
from bot.domain.due import Due
from bot.domain.meetings import LinkId, Meeting, MeetingId, MeetingState, Side
from bot.domain.people import Account, Chat, Person, PersonId, Role
from bot.domain.reflections import Reflection, ReflectionState


class SeenBefore(Exception):
    """The same thing was done before: the channel delivers some things twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What differs from site to site and what the edges lend to a card.

    `ics_url(meeting, person)` is a signed address of the calendar file; `teams_url(start, end)` opens Teams' own
    calendar. `contact` is how to reach the coordinator, in words.
    """

    library: Library
    contact: str
    ics_url: Callable[[int, int], str]
    teams_url: Callable[[datetime, datetime], str]


class People(Protocol):
    """The list of people, and where each can be written to."""

    def find(self, emails: Collection[str]) -> Mapping[str, Person]:
        """The people with these addresses, by address."""

    def add(self, *, first_name: str, surname: str, email: str, line: str, now: datetime) -> PersonId:
        """A new person, or the one with this address; one whom we can reach already is reachable at once."""

    def with_role(self, role: Role) -> int:
        """How many people have this role."""

    def give_role(self, person: PersonId, role: Role) -> None:
        """The person has this role from now on."""

    def tie(self, account: Account) -> Person | None:
        """Ties an account to the roster row with its e-mail address, if there is one that has no account yet."""

    def reach(self, account: Account, chat: Chat, *, person: PersonId | None, now: datetime) -> bool:
        """Notes where the account can be written to; whether that is new."""

    def lost(self, account: Account, *, now: datetime) -> None:
        """The account removed or blocked the assistant."""

    def unreached(self, *, at_most: int) -> tuple[int, Sequence[Person]]:
        """How many people cannot be written to, and the first of them."""

    def chat_of(self, person: PersonId) -> Chat | None:
        """Where this person can be written to now; None if nowhere."""


class Links(Protocol):
    """Who meets whom."""

    def find(self, labels: Collection[str]) -> Mapping[str, tuple[LinkId, frozenset[PersonId], str | None]]:
        """The links with these labels, by the label in small letters (casefold): number, members, join address."""

    def add(self, label: str, members: Mapping[PersonId, Side], *, join_url: str | None, now: datetime) -> LinkId:
        """A new link with the first meeting of its series."""

    def set_join_url(self, link: LinkId, join_url: str) -> None:
        """The link's standing join address."""


class Meetings(Protocol):
    """The meetings of the links that the actor may see."""

    def get(self, meeting: MeetingId) -> Meeting:
        """One meeting; raises NotThere or NotYours."""

    def of(self, person: PersonId) -> Sequence[Meeting]:
        """The meetings of one person's links, the most pressing first, at most twenty."""

    def live(self, *, since: datetime, until: datetime) -> Sequence[Meeting]:
        """Open meetings that can make something due in this time; the people in it are numbers only."""

    def change(
        self,
        meeting: Meeting,
        state: MeetingState,
        *,
        now: datetime,
        start: datetime | None = None,
        since: datetime | None = None,
    ) -> Meeting:
        """The meeting as it is after the change, which is noted in its history; raises HasChanged when it is older."""

    def slots(self, meeting: MeetingId) -> Sequence[tuple[datetime, bool]]:
        """The times on offer, in order, and whether each is picked."""

    def offer(self, meeting: MeetingId, starts: Sequence[datetime]) -> None:
        """These times are on offer now, and no others."""

    def pick(self, meeting: MeetingId, starts: Sequence[datetime]) -> None:
        """These times are picked among those on offer."""

    def book(self, meeting: Meeting, start: datetime) -> bool:
        """Books the quarter hours of everybody in the meeting; False, and nothing booked, if one of them is taken."""

    def unbook(self, meeting: MeetingId) -> None:
        """Frees the quarter hours again."""

    def taken(self, people: Collection[PersonId], cells: Collection[int]) -> frozenset[int]:
        """Which of these quarter hours one of these people is booked in."""

    def last_start(self, meeting: MeetingId) -> datetime | None:
        """The last time that the meeting had and has no more; None if it never had one."""

    def last_begun(self, meeting: MeetingId) -> datetime | None:
        """The last time that the meeting had, has no more, and had begun by then; None if there is none."""

    def next_number(self, link: LinkId, number: int, *, now: datetime) -> Meeting | None:
        """The meeting with the next number of the series, made if the series has one; None at its end."""


class Answers(Protocol):
    """What each side says of a meeting afterwards."""

    def put(
        self,
        meeting: Meeting,
        *,
        took_place: str,
        now: datetime,
        useful: int | None = None,
        respect: str | None = None,
        how: str | None = None,
        call: str | None = None,
    ) -> None:
        """The actor's answers about the time that the meeting has, in place of earlier ones."""

    def took_place(self, meeting: Meeting) -> Mapping[PersonId, str]:
        """What each person answered to whether it took place at the time that it has."""


class Reflections(Protocol):
    """The actor's own reflections: nobody else's can be asked for."""

    def open(self, meeting: MeetingId, *, model: str, due_at: datetime) -> Reflection:
        """The actor's reflection on this meeting, begun if there is none; without its words."""

    def get(self, meeting: MeetingId) -> Reflection | None:
        """The same if there is one; without its words."""

    def read(self, meeting: MeetingId, *, now: datetime) -> Reflection | None:
        """The same with its words, draft first; each time is noted in the audit log."""

    def save(self, reflection: Reflection, words: Mapping[str, str], state: ReflectionState, *, now: datetime) -> None:
        """Seals and keeps the words: as the draft or, when saved, in place of it."""


class Proposals(Protocol):
    """What a coordinator was shown, to say yes or no to."""

    def add(self, body: str, *, now: datetime) -> int:
        """Keeps it; the number goes on the card."""

    def take(self, proposal: int) -> str | None:
        """The actor's own, once: None when it was answered before or is somebody else's."""


class DueWork(Protocol):
    """What is to be said, each thing once."""

    def record(self, dues: Iterable[Due], *, now: datetime, answered: PersonId | None = None) -> None:
        """Writes these down unless their keys are known. What `answered` would get, they have before their eyes."""

    def release(self, person: PersonId, *, now: datetime) -> None:
        """What waits for this person can go out now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Something in an answer that a coordinator should see: a call that is wanted, or a 'not respectful'."""

    meeting: int
    person: Person
    call: str | None
    respect: str | None
    took_place: str


class Overview(Protocol):
    """Sums and lists for coordinators."""

    def counts(self) -> Mapping[str, int]:
        """How many people, pairs, held (meetings) and reflections (saved)."""

    def starting(self, *, since: datetime, until: datetime) -> Sequence[Meeting]:
        """Confirmed meetings that start in this time, in order."""

    def unsettled(self, *, before: datetime, at_most: int) -> tuple[int, Sequence[Meeting]]:
        """How many meetings have waited for somebody since before then, and the first of them."""

    def flags(self, *, since: datetime) -> Sequence[Flag]:
        """What people said after their meetings that asks for somebody."""

    def moved(self, *, since: datetime) -> int:
        """How many meetings were moved on their day."""

    def without_link(self, *, now: datetime) -> int:
        """How many confirmed meetings to come have no address to join."""

    def failed(self) -> int:
        """How many messages could not be sent for good."""


class Work(Protocol):
    """One unit of work: everything in it happens, or nothing.

    It is opened for `actor`; what the actor's roles may not see comes back as None or is refused (NotYours).
    """

    site: Site
    people: People
    links: Links
    meetings: Meetings
    answers: Answers
    reflections: Reflections
    proposals: Proposals
    due: DueWork
    overview: Overview

    @property
    def actor(self) -> Person:
        """Who acts; raises NotOnTheList when nobody of ours does."""

    def audit(self, what: str, subject: int | None = None, *, now: datetime) -> None:
        """Notes who did what to which number: no words, no names."""
