"""A member answers whether they would like to meet: yes, no, or 'I may know them'. Each tap counts once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card
from bot.cards.matching import Declined, Hold
from bot.domain.errors import NotYours
from bot.domain.links import ASKS, UNDER_WAY, Link, LinkState, Said
from bot.domain.meetings import LinkId, Side
from bot.usecases.match_cards import card_now, is_asked, my_side, said_by_me
from bot.usecases.matching import hold, move_on
from bot.usecases.ports import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRef:
    """A link as a card knew it."""

    link: int


def match_yes(work: Work, request: LinkRef, now: datetime) -> Card:
    """Would like to meet them."""
    link = _mine(work, request)
    if not is_asked(work, link):
        return card_now(work, link, changed=True)
    return card_now(work, move_on(work, _answer(work, link, Said.YES, now), now))


def match_no(work: Work, request: LinkRef, now: datetime) -> Card:
    """Would rather not; a yes can be taken back until everybody has said it. No reason, no cost."""
    link = _mine(work, request)
    if said_by_me(work, link) is Said.NO:
        return _declined(work, link)
    if link.state not in UNDER_WAY:
        return card_now(work, link, changed=True)
    link = _answer(work, link, Said.NO, now)
    move_on(work, link, now)
    return _declined(work, link)


def match_knows(work: Work, request: LinkRef, now: datetime) -> Card:
    """May know the other: the link rests at once, and nobody asks how."""
    link = _mine(work, request)
    if link.state is not LinkState.ENDED and said_by_me(work, link) not in {Said.KNOWS, Said.NO}:
        hold(work, link, work.actor.id, now)
    elif said_by_me(work, link) is not Said.KNOWS:
        return card_now(work, link, changed=True)
    return Hold(knows=True)


def question_now(work: Work, _now: datetime) -> Card | None:
    """The question about a match that waits for the actor, if there is one."""
    waiting = work.links.of(work.actor.id, *ASKS)
    return next((card_now(work, link) for link in waiting if not link.frozen and is_asked(work, link)), None)


def _mine(work: Work, request: LinkRef) -> Link:
    link = work.links.get(LinkId(request.link))
    if link.side_of(work.actor.id) is None:
        raise NotYours
    return link


def _answer(work: Work, link: Link, said: Said, now: datetime) -> Link:
    work.audit("answered about a match", link.id, now=now)
    return work.links.answer(link, work.actor.id, said, now=now)


def _declined(work: Work, link: Link) -> Declined:
    mine = my_side(work, link)
    return Declined(buddy=mine is Side.BUDDY, student=mine is Side.STUDENT)
