"""What use cases ask about people."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.domain.people import Account, Came, Chat, Person, PersonId, Role


class People(Protocol):
    """The list of people, and where each can be written to."""

    def find(self, emails: Collection[str]) -> Mapping[str, Person]:
        """The people with these addresses, by address."""

    def get(self, person: PersonId) -> Person:
        """One person with roles and standing; raises NotThere or NotYours."""

    def several(self, people: Collection[PersonId]) -> Mapping[PersonId, Person]:
        """These people with roles and standing, by number; raises NotYours."""

    def named(self, words: str) -> Sequence[Person]:
        """Who is meant by a short id ('S-022'), an e-mail address or the beginning of a name."""

    def profile(self, person_id: PersonId) -> Mapping[str, Any]:
        """All that is kept of a person beside the name, by column (see bot/store/tables/people.py); raises NotThere.

        What is not for the actor's eyes is None.
        """

    def change(self, person_id: PersonId, **values: Any) -> Mapping[str, Any]:  # noqa: ANN401 - a column's own type
        """Changes what is kept of a person, by column, and returns what was there; raises NotYours or NotThere."""

    def rest(self, until: datetime) -> None:
        """The actor is not written to unasked until then (UTC)."""

    def add(self, *, first_name: str, surname: str, email: str, line: str, now: datetime) -> PersonId:
        """A new person, or the one with this address; one whom we can reach already is reachable at once."""

    def with_role(self, role: Role) -> int:
        """How many people have this role."""

    def give_role(self, person: PersonId, role: Role) -> None:
        """The person has this role from now on."""

    def tie(self, account: Account) -> Person | None:
        """Ties an account to the roster row with its e-mail address, if there is one that has no account yet."""

    def reach(self, account: Account, chat: Chat, *, person: PersonId | None, now: datetime) -> Came:
        """Notes where the account can be written to, and tells what of that is new."""

    def lost(self, account: Account, *, now: datetime) -> None:
        """The account removed or blocked the assistant."""

    def chat_of(self, person: PersonId, *, now: datetime) -> Chat | None:
        """Where this person can be written to now; None if nowhere."""
