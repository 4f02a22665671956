"""What use cases ask about meetings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.meetings import LinkId, Meeting, MeetingId, MeetingState
from bot.domain.offers import LastOne
from bot.domain.people import PersonId


class Meetings(Protocol):
    """The meetings of the links that the actor may see."""

    def get(self, meeting: MeetingId) -> Meeting:
        """One meeting; raises NotThere or NotYours."""

    def of(self, person: PersonId) -> Sequence[Meeting]:
        """The meetings of one person's links, the most pressing first, at most twenty."""

    def of_link(self, link: LinkId) -> Sequence[Meeting]:
        """The meetings of one link so far, by number."""

    def live(self, *, since: datetime, until: datetime) -> Iterator[Meeting]:
        """Open meetings that can make something due in this time; the people in it are numbers only.

        They are read as they are asked for, so that others have their turn meanwhile.
        """

    def change(
        self,
        meeting: Meeting,
        state: MeetingState,
        *,
        now: datetime,
        start: datetime | None = None,
        since: datetime | None = None,
        what: str | None = None,
        minutes: int | None = None,
    ) -> Meeting:
        """The meeting as it is after the change, which is noted in its history; raises HasChanged when it is older.

        `what` is the word for it there: 'moved' for a set meeting that loses its time, else the state, if not given.
        """

    def agree(self, meeting: Meeting) -> None:
        """The actor says yes to the one time that is asked about, until the meeting changes."""

    def keep(self, meeting: Meeting, *, yes: bool) -> None:
        """A coordinator's yes to the time that it has, or no yes any more."""

    def slots(self, meeting: MeetingId) -> Sequence[tuple[datetime, bool]]:
        """The times on offer, in order, and whether each is picked."""

    def offer(self, meeting: MeetingId, starts: Sequence[datetime]) -> None:
        """These times are on offer now, and no others."""

    def pick(self, meeting: MeetingId, starts: Sequence[datetime]) -> None:
        """These times are picked among those on offer."""

    def book(self, meeting: Meeting, start: datetime, *, now: datetime) -> bool:
        """Books the quarter hours of everybody in the meeting; False, and nothing booked, if one of them is taken.

        Raises WeekFull when it is more than a Buddy in it wants in that week, TooNear when it is in their days of rest.
        """

    def unbook(self, meeting: MeetingId) -> None:
        """Frees the quarter hours again."""

    def full_weeks(self, meeting: Meeting, weeks: Collection[int], *, now: datetime) -> frozenset[int]:
        """In which of these weeks one more such meeting is more than a Buddy in it wants."""

    def last_ones(self, meeting: Meeting, starts: Collection[datetime], *, now: datetime) -> Sequence[LastOne]:
        """At which of these times it is the last of that week for a Buddy's own limits, of those the actor may see."""

    def rest_days(self, meeting: Meeting, starts: Collection[datetime]) -> frozenset[date]:
        """On which days near these starts it is too near to another meeting of a Buddy in it."""

    def taken(self, people: Collection[PersonId], cells: Collection[int]) -> frozenset[int]:
        """Which of these quarter hours one of these people is booked in."""

    def last_start(self, meeting: MeetingId) -> datetime | None:
        """The last time that the meeting had and has no more; None if it never had one."""

    def last_begun(self, meeting: MeetingId) -> datetime | None:
        """The last time that the meeting had, has no more, and had begun by then; None if there is none."""

    def next_number(self, link: LinkId, number: int, *, now: datetime) -> Meeting | None:
        """The meeting with this number, made if the series has one; None at its end.

        After a short first meeting with a new Buddy it is the one with which the series goes on.
        """
