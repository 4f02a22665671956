"""Who and what a coordinator means: by short id, name or address; never a guess."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.errors import BadInput
from bot.domain.people import Person, Role
from bot.usecases.ports import Work

SHOWN = 5  # people named in a question back


def full_name(person: Person) -> str:
    """The whole name, as coordinators see it: 'Sam Taylor (S-022)'."""
    return f"{person.first_name} {person.surname}".strip() + f" ({person.number})"


def a_person(work: Work, words: str, *roles: Role) -> Person:
    """The one person who is meant, with one of these roles if any are named; raises BadInput for none or several."""
    found = [one for one in work.people.named(words) if not roles or one.is_a(frozenset(roles))]
    if len(found) == 1:
        return found[0]
    kind = " or ".join(roles) or "person"
    if not found:
        raise BadInput(f"I can't find a {kind} called '{words[:40]}'. Type 'person find' and a part of the name.")
    raise BadInput(f"There are several people called '{words[:40]}': {_named(found)}. Please use the short id.")


def _named(people: Sequence[Person]) -> str:
    return ", ".join(full_name(one) for one in people[:SHOWN])
