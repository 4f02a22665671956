"""A coordinator plans, sets, moves and takes off meetings: shown first, with the very words that people get."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, select

from bot.cards.meetings import Booked
from bot.cards.staff import Done, Listing, ShallI
from bot.cards.times import AskConfirm, AskFree, AskPick
from bot.domain.joining import Limits
from bot.domain.meetings import MeetingState
from bot.domain.people import PersonId, Role
from bot.front.turn import Answer
from bot.store.tables import history
from bot.usecases.ports import Work
from tests.stage import ALEX, JO, SAM, START, TUESDAY, TWO, meeting, ref, said
from tests.store.pairs import add_pair, add_person, no_rest
from tests.world import World, shown

EIGHTH = datetime(2026, 12, 8, 14, tzinfo=UTC)
OURS = {"Can you do this?", "Meeting 1: Starting well", "When are you free?", "It's set"}
OURS |= {"Your meeting will move", "A change to your meeting"}


def _me(work: Work, _request: None, _now: datetime) -> PersonId:
    return work.actor.id


async def second_pair(world: World) -> None:
    """Alex meets Kim too."""
    alex = await world.store.read(ALEX, _me, None)
    await no_rest(world.store, alex)
    await add_pair(world.store, alex, await add_person(world.store, "kim.lee", Role.STUDENT))


async def asks(world: World, words: str) -> ShallI:
    """What the coordinator is asked before anything is done."""
    card = shown(await world.says(JO, words))
    assert isinstance(card, ShallI)
    return card


async def does(world: World, words: str) -> Done:
    """The command, and a yes to it."""
    card = shown(await world.presses(JO, "yes", proposal=(await asks(world, words)).proposal))
    assert isinstance(card, Done)
    return card


async def told(world: World) -> list[tuple[str, str]]:
    """Who now hears what of meetings."""
    return [one for one in await said(world) if one[1] in OURS]


async def refused(world: World, words: str) -> str:
    answer: Answer = await world.says(JO, words)
    assert answer.card is None, answer.card
    return answer.note or ""


def read_on(card: object) -> str:
    """All words of a card as it is sent."""
    return re.sub(r"\\", "", str(card))


async def words_are_those_of_the_cards(world: World, preview: ShallI) -> None:
    """Each sentence that the coordinator was shown is in what that person now gets."""
    before = len(world.voice.said)
    await world.worker.catch_up()
    sent = " ".join(read_on(one.card) for one in world.voice.said[before:])
    for one in preview.telling:
        for sentence in re.split(r"(?<=[.?!])\s+", one.words):
            assert sentence.rstrip(".") in sent, sentence


async def test_one_time_is_asked_about_and_the_student_hears_when_it_is_sure(pair: World) -> None:
    preview = await asks(pair, "meet set P-1 1 tue 14:00")
    assert preview.what == "Ask Alex about Tue 1 Dec at 14:00, for meeting 1 of P-1."
    assert [one.who for one in preview.telling] == ["Alex"]
    assert (await meeting(pair)).state is MeetingState.PLANNED
    await pair.presses(JO, "yes", proposal=preview.proposal)
    await words_are_those_of_the_cards(pair, preview)
    card = shown(await pair.says(ALEX, "next"))
    assert isinstance(card, AskConfirm)
    assert [one.value for one in card.times] == [TWO]
    await pair.presses(ALEX, "confirm", **await ref(pair), time=TWO)
    assert ("Sam", "It's set") in await told(pair)


async def test_a_set_time_can_be_taken_back_while_nobody_has_answered(offered: World) -> None:
    done = await does(offered, "meet set P-1 1 wed 10:00 --minutes 45")
    assert (await meeting(offered)).minutes == 45
    await offered.presses(JO, "undo", undo=done.undo)
    now = await meeting(offered)
    assert (now.state, now.minutes) == (MeetingState.OFFERED, 60)
    card = shown(await offered.says(SAM, "next"))
    assert isinstance(card, AskPick)
    assert len(card.times) == 2


async def test_what_was_answered_is_not_taken_back(pair: World) -> None:
    done = await does(pair, "meet set P-1 1 tue 14:00")
    await pair.presses(ALEX, "confirm", **await ref(pair), time=TWO)
    answer = await pair.presses(JO, "undo", undo=done.undo)
    assert (answer.note or "").startswith("This has changed since")
    assert (await meeting(pair)).start == START


GOOD = "The next good time is"
NO_TIME = {
    "meet set P-1 1 2026-11-27 14:00": f"Fri 27 Nov at 14:00 has already passed. {GOOD} Mon 30 Nov at 14:00.",
    "meet set P-1 1 today 10:00": f"Mon 30 Nov at 10:00 is very soon: people need at least two hours. {GOOD} Tue 1 Dec",
    "meet set P-1 1 25 dec 14:00": f"Fri 25 Dec is a day off: a weekend or a bank holiday. {GOOD} Tue 29 Dec at 14:00.",
    "meet set P-1 1 sat 14:00": f"Sat 5 Dec is a day off: a weekend or a bank holiday. {GOOD} Mon 7 Dec at 14:00.",
    "meet set P-1 1 2028-12-01 14:00": "Fri 1 Dec at 14:00 2028 is more than a year away.",
    "meet set P-1 1 2027-03-28 01:30": "On Sun 28 Mar the clocks go forward and there is no 01:30. Please try 02:30.",
    "meet set P-1 1 2027-10-31 01:30": "On Sun 31 Oct the clocks go back and 01:30 comes twice. Please try 02:30.",
    "meet set P-1 2 tue 14:00": "Meeting 2 is not open yet. P-1 is at meeting 1.",
    "meet set P-9 1 tue 14:00": "I can't find a pair or group called 'P-9'.",
    "meet set P-1 1 tue 14:00 --minutes 5": "A meeting takes 15 to 240 minutes.",
    "meet set P-1 1 tue": "The time of day is missing. Please write: meet set <pair> <number> <date> <time>",
    "meet move M-1 tue 14:00": "M-1 has no set time just now, so there is nothing to change.",
    "meet move M-9 tue 14:00": "I can't find a meeting called 'M-9'.",
    "meet cancel M-1 --note ill": "I keep no reason why a meeting is off, so please leave out the note.",
    "meet cancel M-1": "M-1 has no set time just now",
    "confirm M-1 --for alex": "M-1 is not waiting for a yes from ",
}


async def test_times_that_cannot_be_are_refused_with_the_next_good_one(pair: World) -> None:
    notes = {words: await refused(pair, words) for words in NO_TIME}
    assert {words: note[: len(NO_TIME[words])] for words, note in notes.items()} == NO_TIME
    assert (await meeting(pair)).version == 1


async def test_a_time_that_is_taken_or_in_a_full_week_is_refused_even_to_a_coordinator(booked: World) -> None:
    await second_pair(booked)
    taken = await refused(booked, "meet set P-2 1 tue 14:30")
    assert (
        taken == f"Tue 1 Dec at 14:30 is taken, or the Buddy has no room that day or week. {GOOD} Wed 2 Dec at 14:30."
    )
    await booked.presses(JO, "yes", proposal=(await asks(booked, "meet set P-2 1 wed 10:00")).proposal)
    await booked.presses(ALEX, "confirm", **await ref(booked, 2), time="2026-12-02T10:00Z")
    full = await refused(booked, "meet move M-2 tue 14:00")
    assert full.startswith("Tue 1 Dec at 14:00 is taken")


async def test_a_meeting_that_is_set_is_moved_and_not_set(booked: World) -> None:
    note = await refused(booked, "meet set P-1 1 wed 10:00")
    assert note == "Meeting 1 is set for Tue 1 Dec at 14:00. To move it, type: meet move M-1, the day, the time."


async def test_a_move_is_told_to_both_and_both_are_asked_again(booked: World) -> None:
    await booked.worker.catch_up()
    preview = await asks(booked, "meet move M-1 8 dec 14:00")
    assert [one.who for one in preview.telling] == ["Sam", "Alex"]
    await booked.presses(JO, "yes", proposal=preview.proposal)
    await words_are_those_of_the_cards(booked, preview)
    pick = shown(await booked.says(SAM, "next"))
    assert isinstance(pick, AskPick)
    await booked.presses(SAM, "pick", **await ref(booked), times=pick.times[0].value)
    assert await told(booked) == [("Alex", "Can you do this?")]
    await booked.presses(ALEX, "confirm", **await ref(booked), time="2026-12-08T14:00Z")
    assert (await meeting(booked)).start == EIGHTH


async def test_a_move_is_taken_back_and_the_old_time_stands(booked: World) -> None:
    done = await does(booked, "meet move M-1 8 dec 14:00")
    await booked.presses(JO, "undo", undo=done.undo)
    now = await meeting(booked)
    assert (now.state, now.start) == (MeetingState.CONFIRMED, START)
    heard = await told(booked)
    assert sorted(heard) == [("Alex", "It's set"), ("Sam", "It's set")]


async def test_an_old_time_that_is_taken_meanwhile_does_not_come_back(booked: World) -> None:
    await second_pair(booked)
    done = await does(booked, "meet move M-1 8 dec 14:00")
    await does(booked, "meet set P-2 1 tue 14:00")
    await booked.presses(ALEX, "confirm", **await ref(booked, 2), time=TWO)
    answer = await booked.presses(JO, "undo", undo=done.undo)
    assert answer.note == "Tue 1 Dec at 14:00 is taken by now. Please set another time."


async def test_a_meeting_that_has_begun_is_not_moved(booked: World) -> None:
    booked.clock.now = START
    assert (await refused(booked, "meet move M-1 8 dec 14:00")).startswith("M-1 has begun.")
    booked.clock.now = START.replace(hour=8)
    assert await refused(booked, "meet move M-1 1 dec 14:00") == "It is set for Tue 1 Dec at 14:00 already."


def _noted(connection: Connection) -> list[str]:
    return list(connection.execute(select(history.c.what).order_by(history.c.id)).scalars())


async def test_a_meeting_that_is_off_stays_in_the_history_and_a_new_time_is_found(booked: World) -> None:
    preview = await asks(booked, "meet cancel M-1")
    assert [one.who for one in preview.telling] == ["Sam", "Alex"]
    card = shown(await booked.presses(JO, "yes", proposal=preview.proposal))
    assert isinstance(card, Done)
    assert card.undo == 0
    await words_are_those_of_the_cards(booked, preview)
    assert isinstance(shown(await booked.says(ALEX, "next")), AskFree)
    assert (await booked.store.database.read(_noted))[-1] == "cancelled"
    assert (await meeting(booked)).state is MeetingState.PLANNED


async def test_a_whole_series_is_planned_from_free_times_and_one_meeting_is_offered(pair: World) -> None:
    none = await refused(pair, "meet plan P-1")
    assert none.startswith("I found no free time of Alex in those weeks.")
    pair.clock.now = datetime(2026, 11, 30, 9, 1, tzinfo=UTC)
    await does_add(pair, "fri 10-12 weekly until 2027-02-26")
    preview = await asks(pair, "meet plan P-1 --from 11 dec --weeks 8")
    assert [one.say for one in preview.notes] == [
        "Meeting 1: Fri 11 Dec at 10:00",
        "Meeting 2: Fri 18 Dec at 10:00",
        "Meeting 3: Fri 8 Jan at 10:00 (21 days after the one before)",
        "Meeting 4: Fri 15 Jan at 10:00",
        "Meeting 5: Fri 22 Jan at 10:00",
        "Meeting 6: Fri 29 Jan at 10:00",
        "Fri 25 Dec is a bank holiday: nothing is planned on it.",
        "Mon 28 Dec is a bank holiday: nothing is planned on it.",
        "Fri 1 Jan is a bank holiday: nothing is planned on it.",
        "The later dates are a plan. Each meeting is offered when the one before it has taken place.",
    ]
    done = shown(await pair.presses(JO, "yes", proposal=preview.proposal))
    assert isinstance(done, Done)
    await words_are_those_of_the_cards(pair, preview)
    pick = shown(await pair.says(SAM, "next"))
    assert isinstance(pick, AskPick)
    assert pick.times[0].say == "Fri 11 Dec at 10:00"


async def does_add(world: World, times: str) -> None:
    """The coordinator writes times down that fit no meeting yet, so that nothing is offered by itself."""
    await world.presses(ALEX, "offer", **await ref(world), **TUESDAY)
    await world.says(JO, f'free add alex "{times}"')
    await world.presses(SAM, "none_fit", **await ref(world))


async def test_a_plan_behind_a_meeting_that_is_set_is_only_shown(booked: World) -> None:
    await booked.says(JO, 'free add alex "tue 14-16 weekly until 2027-02-26"')
    card = shown(await booked.says(JO, "meet plan P-1"))
    assert isinstance(card, Listing)
    assert [row.say for row in card.rows][:2] == ["Meeting 2: Tue 8 Dec at 14:00", "Meeting 3: Tue 15 Dec at 14:00"]
    assert card.hint.startswith("M-1 is set, so nothing is sent.")


async def test_lists_say_how_meetings_stand_by_short_ids(booked: World) -> None:
    rows = {}
    for words in ("", "--today", "--week", "--unconfirmed", "--pair P-1"):
        card = shown(await booked.says(JO, f"meet list {words}"))
        assert isinstance(card, Listing)
        rows[words] = [row.say for row in card.rows] or card.nothing
    line = ["M-1: P-1, meeting 1: Tue 1 Dec at 14:00, set"]
    none = "There are none."
    assert rows == {"": line, "--today": none, "--week": line, "--unconfirmed": none, "--pair P-1": line}


async def test_a_yes_by_phone_is_noted_for_the_student_and_for_the_buddy(offered: World) -> None:
    several = await refused(offered, "confirm M-1 --for sam --how phone")
    assert several == (
        "Please add which time, such as --day 1 dec --at 14:00. They are: Tue 1 Dec at 14:00, Tue 1 Dec at 15:00."
    )
    wrong = await refused(offered, "confirm M-1 --for sam --how phone --day 1 dec --at 16:00")
    assert wrong.startswith("Tue 1 Dec at 16:00 is not among the times.")
    await offered.says(JO, "confirm M-1 --for sam --how phone --day 1 dec --at 15:00")
    assert (await meeting(offered)).state is MeetingState.HALF_CONFIRMED
    done = shown(await offered.says(JO, "confirm M-1 \u2014for alex --how post"))
    assert isinstance(done, Done)
    assert "said yes to Tue 1 Dec at 15:00 by post" in done.what
    heard = await told(offered)
    assert ("Sam", "It's set") in heard
    assert ("Alex", "It's set") not in heard
    await offered.presses(JO, "undo", undo=done.undo)
    assert (await meeting(offered)).state is MeetingState.HALF_CONFIRMED


async def test_only_coordinators_plan(booked: World) -> None:
    words = [*NO_TIME, "meet list", "meet plan P-1", "free show alex", "free remove alex 1"]
    answers = [await booked.says(who, one) for who in (SAM, ALEX) for one in words]
    assert {answer.card for answer in answers} == {None}
    assert {answer.note for answer in answers} == {
        "That one is not part of your role. Type 'commands' to see what you can do."
    }


async def test_times_by_phone_are_kept_shown_taken_out_and_brought_back(pair: World) -> None:
    answer = await pair.says(JO, 'free add alex "tue 10-12 weekly until 2026-12-15; 2026-12-05 14:00-15:00"')
    done = shown(answer)
    assert isinstance(done, Done)
    assert done.what.endswith("Tuesday 10:00 to 12:00, each week until Tue 15 Dec; Sat 5 Dec, 14:00 to 15:00.")
    rows = await listed(pair)
    assert [row.partition(": ")[2] for row in rows] == [
        "Sat 5 Dec, 14:00 to 15:00 (entered by the team)",
        "Tuesday 10:00 to 12:00, each week until Tue 15 Dec (entered by the team)",
    ]
    number = rows[0].partition(":")[0]
    gone = shown(await pair.says(JO, f"free remove alex {number}"))
    assert isinstance(gone, Done)
    assert len(await listed(pair)) == 1
    again = await refused(pair, f"free remove alex {number}")
    assert f"has no time {number}." in again
    await pair.presses(JO, "undo", undo=gone.undo)
    assert len(await listed(pair)) == 2
    await pair.presses(JO, "undo", undo=done.undo)
    assert len(await listed(pair)) == 1  # the one that was brought back has a number of its own


async def listed(world: World) -> list[str]:
    """What 'free show' shows."""
    card = shown(await world.says(JO, "free show alex"))
    assert isinstance(card, Listing)
    return [row.say for row in card.rows]


@pytest.mark.parametrize("words", ["meet", "meet set", "confirm", "free add", "free add alex", "free remove alex x"])
async def test_what_is_missing_is_said_with_an_example(pair: World, words: str) -> None:
    answer = await pair.says(JO, words)
    assert answer.card is not None or "example" in (answer.note or "") or "Please" in (answer.note or "")


async def test_a_yes_that_comes_too_late_books_nothing(picked: World) -> None:
    picked.clock.now = START.replace(hour=16)
    note = await refused(picked, "confirm M-1 --for alex")
    assert note.endswith("They are: none any more.")


async def test_the_card_that_a_coordinator_sets_is_confirmed_like_any_other(pair: World) -> None:
    await does(pair, "meet set P-1 1 tue 14:00")
    card = shown(await pair.presses(ALEX, "confirm", **await ref(pair), time=TWO))
    assert isinstance(card, Booked)


async def test_a_full_week_is_full_for_a_coordinator_too(booked: World) -> None:
    await second_pair(booked)
    alex = await booked.store.read(ALEX, _me, None)
    await add_pair(booked.store, alex, await add_person(booked.store, "lou.ray", Role.STUDENT))
    await does(booked, "meet set P-3 1 fri 10:00")  # while there is room for one more
    await does(booked, "meet set P-2 1 wed 10:00")
    await booked.presses(ALEX, "confirm", **await ref(booked, 2), time="2026-12-02T10:00Z")
    assert "the Buddy has no room that day or week" in await refused(booked, "meet set P-3 1 thu 10:00")
    assert isinstance(await asks(booked, "meet move M-1 thu 9:00"), ShallI)  # no more than before
    pressed = [
        await booked.presses(ALEX, "confirm", **await ref(booked, 3), time="2026-12-04T10:00Z"),
        await booked.presses(JO, "confirm", **await ref(booked, 3), time="2026-12-04T10:00Z", **{"for": int(alex)}),
    ]
    assert [answer.note for answer in pressed] == [
        "That would be more than you said for that week. Please choose a time in another week.",
        "That week is full. Please choose a time in another week.",
    ]
    assert (await refused(booked, "confirm M-3 --for alex")).startswith("That week is full.")
    assert (await meeting(booked, 3)).start is None


async def test_before_a_booking_a_limit_that_it_reaches_is_named(
    picked: World,
) -> None:
    card = shown(await picked.says(ALEX, "next"))
    assert isinstance(card, AskConfirm)
    assert card.last == ()  # the first of two in that week
    await _limits(picked, meetings_week=1)
    card = shown(await picked.says(ALEX, "next"))
    assert isinstance(card, AskConfirm)
    assert {one.share for one in card.last} == {"1 of 1 meetings"}
    assert "With Tue 1 Dec at 14:00 you have 1 of 1 meetings that week." in str(picked.renderer.render(card))
    asked = await asks(picked, "meet set P-1 1 2026-12-08 14:00")
    assert "With it Alex has 1 of 1 meetings that week. That is the most they said." in str(asked.notes)
    await _limits(picked, meetings_week=5, minutes_week=90)
    asked = await asks(picked, "meet set P-1 1 2026-12-08 14:00")
    assert "60 of 90 minutes" in str(asked.notes)


async def _limits(world: World, **most: int | None) -> None:
    """Alex's own limits are these."""
    alex = await world.store.read(ALEX, _me, None)

    def keep(work: Work, _request: None, _now: datetime) -> None:
        work.joining.set_limits(alex, Limits(**most))  # type: ignore[arg-type]  # names of limits

    await world.store.run(ALEX, keep, None)
