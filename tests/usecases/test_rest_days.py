"""Days of rest between meetings are kept like the caps: whoever books, nobody can overrule them."""

from __future__ import annotations

from bot.cards.meetings import Booked
from bot.cards.times import AskPick
from bot.domain.meetings import MeetingState
from bot.domain.people import PersonId, Role
from bot.usecases.ports import Work
from tests.staff import asks, refused
from tests.stage import ALEX, meeting, ref
from tests.store.pairs import add_pair, add_person
from tests.world import World, person, shown

KIM = person("kim.lee")
NO_ROOM = "Thu 3 Dec at 10:00 is taken, or the Buddy has no room that day or week."


async def second_student(world: World) -> None:
    """Alex meets Kim too, and has set nothing: two days of rest between meetings."""
    alex = await world.store.read(ALEX, _me, None)
    await add_pair(world.store, alex, await add_person(world.store, "kim.lee", Role.STUDENT))


def _me(work: Work, _request: None, _now: object) -> PersonId:
    return work.actor.id


async def test_a_yes_that_leaves_too_few_days_of_rest_is_not_booked(booked: World) -> None:
    await second_student(booked)
    for day in ("2026-12-03", "2026-12-04"):
        await booked.presses(ALEX, "offer", **await ref(booked, 2), day1=day, from1="10:00", to1="11:00")
        await booked.presses(KIM, "pick", **await ref(booked, 2), times=f"{day}T10:00Z")
        answer = await booked.presses(ALEX, "confirm", **await ref(booked, 2), time=f"{day}T10:00Z")
        if day == "2026-12-03":
            why = "That would leave you fewer days of rest than you said. Please choose another day."
            assert (answer.note, (await meeting(booked, 2)).start) == (why, None)
            await booked.presses(ALEX, "free_again", **await ref(booked, 2))
    assert isinstance(shown(answer), Booked)


async def test_a_coordinator_cannot_overrule_them_and_learns_nothing_of_them(booked: World) -> None:
    await second_student(booked)
    assert (await refused(booked, "meet set P-2 1 thu 10:00")).startswith(NO_ROOM)
    assert (await asks(booked, "meet set P-2 1 fri 10:00")).proposal
    assert (await asks(booked, "meet move M-1 thu 10:00")).proposal  # its own day is no other meeting


async def test_kept_free_times_are_not_offered_on_them(booked: World) -> None:
    await second_student(booked)
    await booked.says(ALEX, "free every thu 10:00-12:00")
    await booked.says(ALEX, "free every fri 10:00-12:00")
    await booked.worker.catch_up()
    assert (await meeting(booked, 2)).state is MeetingState.OFFERED
    card = shown(await booked.says(KIM, "next"))
    assert isinstance(card, AskPick)
    assert [one.say for one in card.times if "3 Dec" in one.say] == []
    assert [one.say for one in card.times if "4 Dec" in one.say]
