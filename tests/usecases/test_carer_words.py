"""A meeting that is about carers speaks as such to those who are carers alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.cards import Card
from bot.cards.meetings import Booked
from bot.domain.meetings import LinkId, MeetingState
from bot.domain.people import Role
from bot.usecases.ports import Work
from bot.usecases.showing import card_now
from tests.stage import ALEX
from tests.store.pairs import add_pair, add_person
from tests.world import World, library

AS_CARER = "Speak about your own experience as a carer."
NEUTRAL = "Speak about your own life with family, friends, work and neighbours."


def _fifth(work: Work, link: LinkId, now: datetime) -> None:
    made = [work.meetings.next_number(link, number, now=now) for number in range(2, 6)][-1]
    assert made is not None
    work.meetings.change(made, MeetingState.CONFIRMED, now=now, start=now + timedelta(days=9))


def _card(work: Work, link: LinkId, now: datetime) -> Card:
    return card_now(work, work.meetings.of_link(link)[4], now)


@pytest.mark.parametrize(("role", "words"), [(Role.CARER, AS_CARER), (Role.BUDDY, NEUTRAL)])
async def test_only_a_carer_is_asked_to_speak_as_one(world: World, role: Role, words: str) -> None:
    alex = await add_person(world.store, "alex.morgan", role)
    await add_pair(world.store, alex, await add_person(world.store, "sam.taylor", Role.STUDENT))
    await world.store.run(None, _fifth, LinkId(1))
    card = await world.store.read(ALEX, _card, LinkId(1))
    assert isinstance(card, Booked)
    assert card.prepare.startswith(words)


def test_other_meetings_have_one_set_of_words() -> None:
    first = library().series["core6"].themes[0]
    assert first.prepare_for(carer=True) == first.prepare_for(carer=False) == first.buddy_prepare
