"""What the people of a link are told when it ends, for the coordinator who is asked first."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.staff import Telling
from bot.domain.links import Link, LinkState
from bot.domain.meetings import Side
from bot.domain.people import PersonId
from bot.usecases import match_words as words


def farewells(link: Link, *, leaving: PersonId) -> Iterator[Telling]:
    """What the others of a link read when somebody leaves it."""
    if goes_on(link, leaving):
        yield from _of_a_group(link, leaving)
        return
    rematch = link.side_of(leaving) is Side.BUDDY
    for member in link.members:
        if member.person.id == leaving or not _asked(link, member.side):
            continue
        yield Telling(who=member.person.first_name or "", words=_words(link, member.side, rematch=rematch))


def goes_on(link: Link, leaving: PersonId) -> bool:
    """Whether there is somebody else on their side, so that the meetings go on without them."""
    return link.state is LinkState.ACTIVE and link.people(link.side_of(leaving)) != (leaving,)


def _of_a_group(link: Link, leaving: PersonId) -> Iterator[Telling]:
    who = next(one.person.first_name or "" for one in link.members if one.person.id == leaving)
    for member in link.members:
        if member.person.id != leaving:
            yield Telling(who=member.person.first_name or "", words=words.stepped_out(who))


def _asked(link: Link, side: Side) -> bool:
    """Whether they know of the link at all."""
    knows = {LinkState.ASKED: (Side.BUDDY,), LinkState.AGREED: tuple(Side), LinkState.ACTIVE: tuple(Side)}
    return side in knows.get(link.state, ())


def _words(link: Link, side: Side, *, rematch: bool) -> str:
    if link.state is not LinkState.ACTIVE:
        return words.OFF_BUDDY if side is Side.BUDDY else words.OFF_STUDENT
    if side is Side.BUDDY:
        return words.ended(link.names(Side.STUDENT))
    return words.new_buddy(link.names(Side.BUDDY), rematch=rematch)
