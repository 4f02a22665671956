"""A coordinator makes two records of one person into one. Nothing that somebody wrote comes to another person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card
from bot.cards.staff import notes
from bot.domain.errors import BadInput
from bot.domain.links import LinkState, link_number
from bot.domain.people import GIVERS, TAUGHT, Person, PersonId, Role, Standing
from bot.usecases.finding import a_person, full_name
from bot.usecases.ports import Work
from bot.usecases.ports.merging import Differ
from bot.usecases.proposing import Deed, Result, ask_first

MEMBERS = GIVERS | TAUGHT
WHY_NOT = {
    Differ.ACCOUNTS: "Both have been used by an account of their own, so I can't make them one.",
    Differ.TOGETHER: "They are, or were, in one pair or group, so they are two people.",
    Differ.APART: "They are not to be matched with each other, so they are two people.",
    Differ.BUSY: "Both have a meeting at the same time. Please move one of them first.",
    Differ.WORDS: "{drop} has written something, which stays there. Try it the other way: person merge {drop} {keep}",
}
GOES = "The short id {drop} means nobody from then on. Where both have something, what {keep} has stays."
FOR_GOOD = "This can't be taken back. Please be sure that they are one person."


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """The record that stays and the one that goes, as they were typed."""

    first: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The same, once they are known."""

    keep: int
    drop: int


def merge(work: Work, request: Merge, now: datetime) -> Card:
    """What would come together; the short id of the one that goes must be typed to go on."""
    keep, drop = a_person(work, request.first), a_person(work, request.second)
    _check(work, keep, drop)
    facts = notes(
        *_comes(work, keep, drop), *_apart(work, keep, drop), GOES.format(drop=drop.number, keep=keep.number), FOR_GOOD
    )
    deed = Deed(name="person_merge", request=Merged(keep=keep.id, drop=drop.id))
    what = f"{full_name(drop)} becomes part of {full_name(keep)}."
    return ask_first(work, deed, what=what, notes=facts, now=now, typed=drop.number)


def do_merge(work: Work, request: Merged, now: datetime) -> Result:
    """Makes them one, if they still can be."""
    keep, drop = work.people.get(PersonId(request.keep)), work.people.get(PersonId(request.drop))
    _check(work, keep, drop)
    work.merging.merge(keep.id, drop.id)
    work.audit(f"merged with {drop.id}", keep.id, now=now)
    return Result(what=f"{full_name(work.people.get(keep.id))} is one person now, with all that {drop.number} had.")


def _check(work: Work, keep: Person, drop: Person) -> None:
    """Raises BadInput unless the second can become part of the first."""
    if keep.id == drop.id:
        raise BadInput(f"Both are {full_name(keep)}. Please give two short ids.")
    if any(one.roles - MEMBERS or one.id == work.actor.id for one in (keep, drop)):
        raise BadInput("I can do this for students, Buddies and carers. One of these is on the team.")
    if (keep.standing or Standing()).left_at:
        raise BadInput(f"{full_name(keep)} has left. Please type first: person return {keep.number}")
    if reason := work.merging.why_not(keep.id, drop.id):
        raise BadInput(WHY_NOT[reason].format(keep=keep.number, drop=drop.number))


def _comes(work: Work, keep: Person, drop: Person) -> Iterator[str]:
    """What the second brings with it."""
    roles = [role for role in Role if role in drop.roles - keep.roles]
    if roles:
        yield f"New for {keep.number}: {', '.join(roles)}."
    links = work.links.of(drop.id, *LinkState)
    if links:
        yield f"Comes along: {', '.join(link_number(one.id) for one in links)}."
    if keep.email and drop.email:
        yield f"The address stays {keep.email}. The other one, {drop.email}, goes."
    elif drop.email:
        yield f"The address comes along: {drop.email}."


def _apart(work: Work, keep: Person, drop: Person) -> Iterator[str]:
    """Pairs in which people would be who are not to be matched."""
    for one, other in ((keep, drop), (drop, keep)):
        not_with = {two.person for two in work.joining.conflicts_of(one.id)}
        not_with |= {two.other for two in work.joining.conflicts_of(one.id) if two.other}
        for link in work.links.of(other.id, *set(LinkState) - {LinkState.ENDED}):
            if not_with.intersection(link.people()) - {one.id, other.id}:
                yield f"{link_number(link.id)}: one of them is not to be matched with {one.number}. Please look at it."
