"""What use cases ask about the end of a series: completion, promises, notes, forms, hours, and how long words stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.cohorts import CohortId
from bot.domain.ending import Note, NoteState, Over, Promised, Rule
from bot.domain.hours import Claim, ClaimState, Worked
from bot.domain.meetings import LinkId
from bot.domain.people import Person, PersonId


class Ending(Protocol):
    """The end of a series. What is asked of a link is for those who were shown it."""

    def complete(self, link: LinkId, rule: Rule, *, now: datetime) -> None:
        """Notes which students of the link have completed their series by this rule; nothing of it is told."""

    def promise(self, cohort: CohortId, words: str, *, ask_on: date, now: datetime) -> None:
        """Seals the actor's promise, in place of an earlier one."""

    def has_promised(self, cohort: CohortId) -> bool:
        """Whether the actor made one."""

    def promise_of(self, cohort: CohortId, *, now: datetime) -> str | None:
        """The actor's own promise; each time is noted in the audit log."""

    def promises(self, *, since: date, until: date) -> Sequence[Promised]:
        """Those to be asked about between these days; for the assistant."""

    def over(self, *, until: datetime) -> Sequence[Over]:
        """Whose series ended before this, with reflections that are still kept; for the assistant."""

    def mine_over(self, cohort: CohortId) -> Over | None:
        """The same of the actor's own series in this cohort."""

    def write_note(self, link: LinkId, words: str, *, now: datetime) -> None:
        """The actor's thank-you to the Buddies of the link, in place of an earlier one; a coordinator looks first."""

    def note(self, link: LinkId, author: PersonId) -> Note | None:
        """One note, for its author, a coordinator, and the Buddies of the link once it was passed on."""

    def notes_for(self, link: LinkId) -> Sequence[Note]:
        """The notes that the actor may read."""

    def settle_note(self, note: Note, state: NoteState) -> bool:
        """Passed on, or given back; False when it waits no more, or has other words; for coordinators."""

    def notes_waiting(self) -> Sequence[Note]:
        """Those that wait for a look, the oldest first, at most twenty; for coordinators."""


class Forms(Protocol):
    """Anonymous forms: that somebody has answered, and answers that nobody can tie to them."""

    def done(self, cohort: CohortId, form: str) -> bool:
        """Whether the actor has answered this form."""

    def answer(self, cohort: CohortId, form: str, answers: Mapping[str, object], *, day: date) -> bool:
        """Keeps both halves apart; False, and nothing kept, when the actor has answered before."""

    def few(self, cohort: CohortId) -> bool:
        """Whether so few people are in the actor's cohort that answers must wait for those of the next."""


class Claims(Protocol):
    """The hours of Buddies and carers: their own, and for coordinators."""

    def worked(self, person: PersonId, *, since: datetime, until: datetime) -> Sequence[Worked]:
        """The person's meetings that count and began in this time, in order; raises NotYours."""

    def claim_of(self, person: PersonId, month: str) -> Claim | None:
        """What the person said of a month; None while nothing was said; raises NotYours."""

    def claim(self, claim: Claim, *, now: datetime) -> None:
        """What the actor says of a month; raises HasChanged for one that is approved."""

    def correct(self, claim: Claim, *, now: datetime) -> None:
        """Other figures for what somebody gave; for coordinators; raises HasChanged unless it waits for approval."""

    def settle(self, person: PersonId, month: str, state: ClaimState, *, now: datetime) -> None:
        """Approved, or not any more; for coordinators."""

    def of_month(self, month: str) -> Sequence[tuple[Person, Claim]]:
        """What everybody said of a month, with their names, at most a thousand; for coordinators."""

    def busy(self, *, since: datetime, until: datetime) -> Sequence[PersonId]:
        """Which Buddies and carers had a meeting that counts in this time; for the assistant."""
