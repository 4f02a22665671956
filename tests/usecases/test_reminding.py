"""Reflections in time: two reminders and then none; late is late, and fine."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.cards.reflection import InYourTime, ReflectionDialog, ReflectionSaved, SavedInDialog, WriteReflection
from bot.domain.links import LinkState
from bot.domain.meetings import MeetingId
from bot.domain.reflections import OPEN_BOX
from bot.front.turn import Json
from bot.usecases.ports import Work
from tests import stage
from tests.closing import freeze, heard
from tests.stage import ALEX, JO, SAM, ref, said
from tests.templates import WorldAt
from tests.world import World, shown

REMINDER = "Your reflection"


def reminders(found: list[tuple[str, str]]) -> list[str]:
    return [who for who, what in found if what == REMINDER]


async def at(world: World, day: int, hour: int, minute: int = 0) -> list[str]:
    """Who is reminded then."""
    world.clock.now = datetime(2026, 12, day, hour, minute, tzinfo=UTC)
    return reminders(await said(world))


async def test_reminders_come_after_24_and_44_hours_and_then_none(reflecting: World) -> None:
    """The meeting ended on Tuesday at three."""
    told = [
        await at(reflecting, *when) for when in ((2, 14, 59), (2, 15), (3, 10, 59), (3, 11), (4, 9), (8, 9), (15, 9))
    ]
    assert told == [[], ["Sam"], [], ["Sam"], [], [], []]


async def test_reminders_wait_for_the_hours_in_which_somebody_may_be_written_to(world_at: WorldAt) -> None:
    world = await world_at(stage.picked)
    await world.presses(ALEX, "confirm", **await ref(world), time=stage.TWO)
    for hour in (14, 15):
        world.clock.now = stage.START.replace(hour=hour, minute=5)
        await world.worker.catch_up()
    await world.presses(SAM, "after_student", **await ref(world), took_place="held")
    assert [await at(world, 2, 18, 30), await at(world, 3, 8, 59)] == [[], []]
    assert await at(world, 3, 9, 0) == ["Sam"]  # the first one, which had no chance the day before
    assert await at(world, 3, 11, 0) == []  # one a day
    assert await at(world, 4, 9, 0) == ["Sam"]


async def test_nobody_who_has_written_is_reminded(reflecting: World) -> None:
    await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard="Hope.")
    assert [await at(reflecting, *when) for when in ((2, 15), (3, 11), (4, 9))] == [[], [], []]


async def test_a_draft_is_still_reminded_of(reflecting: World) -> None:
    await reflecting.sends_in(SAM, "keep_draft", meeting=1, w_heard="Half")
    assert await at(reflecting, 2, 15) == ["Sam"]


async def test_who_wishes_for_few_messages_is_reminded_once(reflecting: World) -> None:
    def fewer(work: Work, _request: None, _now: datetime) -> None:
        work.people.change(work.actor.id, fewer=True)

    await reflecting.store.run(SAM, fewer, None)
    assert [await at(reflecting, 2, 15), await at(reflecting, 3, 11)] == [[], ["Sam"]]


async def test_nothing_is_asked_while_the_link_is_frozen(reflecting: World) -> None:
    await reflecting.store.run(None, freeze, 1)
    assert [await at(reflecting, 2, 15), await at(reflecting, 3, 11)] == [[], []]


async def test_later_today_is_one_more_reminder_and_more_time_is_none(reflecting: World) -> None:
    reflecting.clock.now = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
    card = shown(await reflecting.presses(SAM, "reflect_later", meeting=1))
    assert card == InYourTime(meeting=1, at="Wed 2 Dec at 14:00", remind=True)
    await reflecting.presses(SAM, "reflect_later", meeting=1)
    assert [await at(reflecting, 2, 13), await at(reflecting, 2, 14), await at(reflecting, 2, 17)] == [
        [],
        ["Sam"],
        ["Sam"],
    ]
    assert shown(await reflecting.presses(SAM, "more_time", meeting=1)) == InYourTime(meeting=1)


async def test_write_it_opens_the_card_that_asks(reflecting: World) -> None:
    card = shown(await reflecting.presses(SAM, "reflect", meeting=1))
    assert isinstance(card, WriteReflection)
    refused = [await reflecting.presses(who, "reflect", meeting=1) for who in (JO, ALEX)]
    assert [one.card for one in refused] == [None, None]


async def test_a_coordinator_sees_after_a_week_how_many_wait_and_nothing_else(reflecting: World) -> None:
    def waiting(work: Work, before: datetime, _now: datetime) -> int:
        return work.reflections.waiting(before=before)

    due = datetime(2026, 12, 3, 15, 0, tzinfo=UTC)
    counts = [await reflecting.store.read(JO, waiting, when) for when in (due, due.replace(minute=1))]
    assert counts == [0, 1]
    await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard="Late, and fine.")
    assert await reflecting.store.read(JO, waiting, due.replace(minute=1)) == 0


async def test_one_open_box_keeps_every_word_that_was_typed(reflecting: World) -> None:
    await reflecting.sends_in(SAM, "keep_draft", meeting=1, w_heard="First.")
    card = shown(await reflecting.presses(SAM, "one_box", meeting=1, w_felt="Second.", w_heard=""))
    assert isinstance(card, WriteReflection)
    assert ([one.id for one in card.fields], card.has_draft, card.questions) == (["w_text"], True, False)
    assert [one.draft for one in card.fields] == [""]
    dialog = shown(await reflecting.opens(SAM, "open_reflection", meeting=1))
    assert isinstance(dialog, ReflectionDialog)
    assert [one.draft for one in dialog.fields] == ["First.\n\nSecond."]
    await reflecting.presses(SAM, "save_reflection", meeting=1, w_text="Third.")
    assert await read(reflecting) == ["First.\n\nSecond.\n\nThird."]
    assert isinstance(shown(await reflecting.presses(SAM, "one_box", meeting=1)), ReflectionSaved)


async def read(world: World) -> list[str]:
    card = shown(await world.opens(SAM, "read_reflection", meeting=1))
    return [one.text for one in card.fields]  # type: ignore[attr-defined]  # a ReadReflection


async def test_the_buddys_name_can_be_left_out_and_nothing_is_lost_either_way(reflecting: World) -> None:
    words: dict[str, Json] = {"w_heard": "Alex laughed.", "w_felt": "I like alex's way."}
    asked = shown(await reflecting.presses(SAM, "save_reflection", meeting=1, **words))
    kept = shown(await reflecting.presses(SAM, "name_keep", meeting=1))
    assert isinstance(asked, ReflectionSaved)
    assert (asked.names, kept) == (True, ReflectionSaved(meeting=1, title="Starting well"))
    assert await read(reflecting) == ["Alex laughed.", "I like alex's way."]
    left_out = shown(await reflecting.presses(SAM, "name_out", meeting=1))
    assert left_out == ReflectionSaved(meeting=1, title="Starting well")
    assert await read(reflecting) == ["My Buddy laughed.", "I like my Buddy's way."]


async def test_the_same_question_is_asked_in_the_dialog(reflecting: World) -> None:
    asked = shown(await reflecting.sends_in(SAM, "save_reflection", meeting=1, w_heard="Alex laughed."))
    assert asked == SavedInDialog(meeting=1, title="Starting well", names=True)
    done = shown(await reflecting.sends_in(SAM, "name_keep", meeting=1))
    left_out = shown(await reflecting.sends_in(SAM, "name_out", meeting=1))
    assert done == left_out == SavedInDialog(meeting=1, title="Starting well")
    assert await read(reflecting) == ["My Buddy laughed."]


async def test_the_name_goes_out_of_a_newer_draft_and_leaves_what_is_saved_saved(reflecting: World) -> None:
    await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard="Hope.")
    await reflecting.sends_in(SAM, "keep_draft", meeting=1, w_heard="Alex, again.")
    await reflecting.presses(SAM, "name_out", meeting=1)
    assert await read(reflecting) == ["My Buddy, again."]
    assert OPEN_BOX in reflecting.store.site.library.models


async def test_reminders_come_also_when_the_series_has_ended(world_at: WorldAt) -> None:
    world = await world_at(stage.reflecting)

    def end(work: Work, _request: None, now: datetime) -> None:
        link = work.links.get(work.meetings.get(MeetingId(1)).link)
        work.links.change(link, LinkState.ENDED, now=now)

    await world.store.run(None, end, None)
    assert REMINDER in [what for _, what in await heard(world, 1, hour=15)]
