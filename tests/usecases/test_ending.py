"""The end of a series: completion, the last cards one a day, the promise, and whether a Buddy would do it again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.cards.ending import Again, AskAfter, PromiseKept, ReadPromise, SeriesDone
from bot.cards.joining import SurveyForm
from bot.cards.profile import HasLeft
from bot.domain.cohorts import EnrolmentState
from bot.domain.joining import Choice, ChoiceSaid
from bot.domain.links import LinkState
from bot.domain.meetings import MeetingId, MeetingState
from bot.domain.people import Role
from bot.usecases.ending import say_after_survey, say_done
from bot.usecases.ports import Work
from tests import closing, stage
from tests.closing import close, ended, heard, link_of, met, place_of
from tests.stage import ALEX, JO, SAM
from tests.templates import WorldAt
from tests.world import World, shown


def _lost(work: Work, number: int, now: datetime) -> None:
    meeting = work.meetings.get(MeetingId(number))
    work.meetings.change(meeting, MeetingState.CANCELLED, now=now)


def _missed(work: Work, number: int, now: datetime) -> None:
    meeting = work.meetings.get(MeetingId(number))
    work.meetings.change(meeting, MeetingState.MISSED, now=now, start=meeting.start)


def _said(work: Work, _request: None, _now: datetime) -> Choice | None:
    return work.joining.choice_of(work.actor.id, Role.BUDDY)


async def finish(world: World, *, lost: tuple[int, ...] = (), missed: tuple[int, ...] = ()) -> EnrolmentState:
    """How Sam stands after a series in which these meetings were lost by the scheme, or missed by Sam."""
    meetings = await met(world)
    for number in lost:
        await world.store.run(None, _lost, meetings[number - 1].id)
    for number in missed:
        await world.store.run(None, _missed, meetings[number - 1].id)
    await world.store.run(ALEX, closing.end, meetings[-1].id)
    return (await place_of(world, SAM)).state


async def test_the_last_meeting_ends_the_series_once_and_no_meeting_before_it_does(world: World) -> None:
    meetings = await met(world)
    await world.store.run(ALEX, closing.end, meetings[-2].id)
    assert (await link_of(world)).state is LinkState.ACTIVE
    await world.store.run(SAM, closing.end, meetings[-1].id)
    link, place = await link_of(world), await place_of(world, SAM)
    assert (link.state, place.state, link.ended_at) == (LinkState.ENDED, EnrolmentState.COMPLETE, world.clock.now)
    world.clock.move(days=1)
    await world.store.run(ALEX, closing.end, meetings[-1].id)
    assert (await link_of(world)).ended_at == link.ended_at


@pytest.mark.parametrize(
    ("lost", "missed", "complete"),
    [
        ((), (3,), True),
        ((), (3, 4), False),
        ((), (1,), False),
        ((1,), (), True),
        ((1,), (3,), True),
        ((1, 2), (6,), False),
    ],
)
async def test_completion_leaves_out_what_the_scheme_lost(
    world: World, lost: tuple[int, ...], missed: tuple[int, ...], complete: bool
) -> None:
    state = await finish(world, lost=lost, missed=missed)
    assert (state is EnrolmentState.COMPLETE, state is EnrolmentState.LINKED) == (complete, not complete)


async def test_the_last_cards_come_one_a_day_and_never_on_a_day_off(world: World) -> None:
    await ended(world)  # a Wednesday
    days = [await heard(world) for _ in range(8)]
    of_sam = [[what for who, what in day if who == "Sam"] for day in days]
    assert of_sam == [
        ["Your promise"], ["Last questions"], [], [], ["Where are you now?"], ["A note to Alex"], ["You did it"], [],
    ]  # fmt: skip
    assert [what for day in days for who, what in day if who == "Alex"] == ["That was the last one", "Last questions"]


async def test_after_days_of_quiet_they_still_come_one_a_day(world_at: WorldAt) -> None:
    world = await world_at(ended)
    first = await heard(world, 8)
    days = [first, *[await heard(world) for _ in range(8)]]
    of_sam = [[what for who, what in day if who == "Sam"] for day in days]
    assert max(len(day) for day in of_sam) == 1
    assert [day[0] for day in of_sam if day] == [
        "Your promise", "Last questions", "Where are you now?", "A note to Alex", "You did it",
    ]  # fmt: skip


async def test_who_has_answered_already_is_not_asked(world_at: WorldAt) -> None:
    world = await world_at(ended)
    await world.presses(SAM, "promise", cohort=1, promise="Ask first.")
    await world.presses(SAM, "send_form", cohort=1, form="bs_end_student", f_overall="9")
    await world.presses(SAM, "send_note", link=1, note="Thank you.")
    said = [what for _ in range(8) for who, what in await heard(world) if who == "Sam"]
    assert said == ["Where are you now?", "You did it"]


async def test_a_promise_is_sealed_and_asked_about_once_after_six_months(world_at: WorldAt) -> None:
    world = await world_at(ended)
    kept = shown(await world.presses(SAM, "promise", cohort=1, promise="I will ask before I tell."))
    assert kept == PromiseKept(day="Tue 6 Jul 2027", made=True)
    read = shown(await world.opens(SAM, "read_promise", cohort=1))
    assert read == ReadPromise(words="I will ask before I tell.")
    world.clock.now = datetime(2027, 7, 5, 12, 0, tzinfo=world.clock.now.tzinfo)
    assert ("Sam", "Six months on") not in await heard(world, 0)
    assert ("Sam", "Six months on") in await heard(world)
    assert [what for who, what in await heard(world) if what == "Six months on"] == []
    answer = await world.presses(SAM, "send_form", cohort=1, form="bs_follow_up", f_kept="2")
    assert answer.card is not None


async def test_a_promise_may_be_skipped_or_changed_and_must_have_words(world_at: WorldAt) -> None:
    world = await world_at(ended)
    skipped = shown(await world.presses(SAM, "no_promise", cohort=1))
    empty = await world.presses(SAM, "promise", cohort=1, promise=" ")
    long = await world.presses(SAM, "promise", cohort=1, promise="x" * 1001)
    assert (skipped, empty.card, long.card) == (PromiseKept(skipped=True), None, None)
    for words in ("One.", "Two."):
        await world.presses(SAM, "promise", cohort=1, promise=words)
    assert shown(await world.opens(SAM, "read_promise", cohort=1)) == ReadPromise(words="Two.")


async def test_who_did_not_make_the_rule_is_thanked_in_other_words(world: World) -> None:
    await finish(world, missed=(3, 4))
    said = [what for _ in range(8) for who, what in await heard(world) if who == "Sam"]
    assert said[-1] == "Your meetings have come to an end"


async def test_the_done_card_offers_the_last_questions_while_they_are_open(world_at: WorldAt) -> None:
    world = await world_at(ended)

    def done(work: Work, _request: None, now: datetime) -> SeriesDone:
        prompt = closing.prompt(1)
        card = say_done(work, prompt, now)
        assert isinstance(card, SeriesDone)
        return card

    before = await world.store.read(SAM, done, None)
    await world.presses(SAM, "send_form", cohort=1, form="bs_end_student", f_overall="9")
    after = await world.store.read(SAM, done, None)
    assert (before.complete, before.last, after.last) == (True, True, False)


async def test_the_same_twelve_lines_are_asked_again(world_at: WorldAt) -> None:
    world = await world_at(ended)
    form = shown(await world.presses(SAM, "after_survey", cohort=1))
    assert isinstance(form, SurveyForm)
    assert (form.moment, len(form.items)) == ("after", 12)
    await world.presses(SAM, "save_survey", cohort=1, moment="after", u1="4")
    said = [what for _ in range(8) for who, what in await heard(world) if who == "Sam"]
    assert "Where are you now?" not in said


@pytest.mark.parametrize("before", [True, False])
async def test_who_left_the_lines_out_at_the_start_is_not_told_that_they_are_the_same(
    world_at: WorldAt, before: bool
) -> None:
    world = await world_at(ended)
    if before:
        await world.presses(SAM, "save_survey", cohort=1, moment="before", u1="4")
    card = await world.store.read(SAM, say_after_survey, closing.prompt(1))
    assert card == AskAfter(cohort=1, again=before, first=not before)


@pytest.mark.parametrize(("answer", "waits"), [("yes", True), ("not_yet", False), ("no", False)])
async def test_a_buddy_says_whether_to_do_it_again(world_at: WorldAt, answer: str, waits: bool) -> None:
    world = await world_at(ended)
    card = shown(await world.presses(ALEX, "again", link=1, answer=answer))
    choice = await world.store.read(ALEX, _said, None)
    assert card == Again(yes=answer == "yes", not_yet=answer == "not_yet", no=answer == "no")
    assert ((await place_of(world, ALEX)).state is EnrolmentState.WAITING) is waits
    assert choice is not None
    assert (choice.said is ChoiceSaid.NOT_NOW) is not waits


async def test_an_old_card_makes_nobody_wait_who_has_a_student_already(world_at: WorldAt) -> None:
    world = await world_at(stage.pair)
    before = await place_of(world, ALEX)
    await world.presses(ALEX, "again", link=1, answer="yes")
    assert await place_of(world, ALEX) == before


async def test_who_has_left_does_not_wait_for_another_student(world_at: WorldAt) -> None:
    world = await world_at(ended)
    await world.presses(ALEX, "leave_yes")
    before = await place_of(world, ALEX)
    assert isinstance(shown(await world.presses(ALEX, "again", link=1, answer="yes")), HasLeft)
    assert await place_of(world, ALEX) == before


async def test_a_cohort_that_is_closed_ends_what_still_runs(world: World) -> None:
    await met(world, 2)
    count = await world.store.run(JO, closing.close_it, 1)
    assert (count, (await link_of(world)).state) == (1, LinkState.ENDED)
    assert (await place_of(world, SAM)).state is EnrolmentState.LINKED
    await close(world)
    said = [what for _ in range(8) for who, what in await heard(world) if who == "Sam"]
    assert said[-1] == "Your meetings have come to an end"


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("promise", {"cohort": 1, "promise": "x"}),
        ("again", {"link": 1, "answer": "yes"}),
        ("send_note", {"link": 1, "note": "x"}),
        ("form", {"link": 1}),
        ("send_form", {"cohort": 1, "form": "bs_end_student", "f_overall": "9"}),
        ("give_hours", {"month": "2026-12", "minutes": "1", "prep": "1", "costs": ""}),
    ],
)
async def test_what_belongs_to_one_side_is_not_for_the_others(
    world_at: WorldAt, verb: str, fields: dict[str, object]
) -> None:
    world = await world_at(ended)
    giver = verb in {"again", "give_hours"}
    wrong = [JO, SAM if giver else ALEX]
    wrong = [JO] if verb == "form" else wrong
    refused = [await world.presses(who, verb, **fields) for who in wrong]  # type: ignore[arg-type]  # made up
    assert [(one.card, bool(one.note)) for one in refused] == [(None, True)] * len(wrong)


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("promise", {"cohort": 99, "promise": "x"}),
        ("promise", {"promise": "x"}),
        ("send_form", {"cohort": 99, "form": "bs_end_student", "f_overall": "9"}),
        ("send_form", {"cohort": 1, "form": "other"}),
        ("send_note", {"link": 99, "note": "x"}),
        ("after_survey", {"cohort": 99}),
        ("form", {"link": "one"}),
    ],
)
async def test_a_hostile_press_gets_a_kind_answer_and_changes_nothing(
    world_at: WorldAt, verb: str, fields: dict[str, object]
) -> None:
    world = await world_at(ended)
    answer = await world.presses(SAM, verb, **fields)  # type: ignore[arg-type]  # made up
    assert (answer.card, "fault" in (answer.note or "fault")) == (None, False)


async def test_nothing_is_said_of_a_link_that_is_frozen(world_at: WorldAt) -> None:
    world = await world_at(ended)
    await world.store.run(None, closing.freeze, 1)
    assert await heard(world) == []
    world.clock.move(days=1)


async def test_a_few_days_later_somebody_who_left_hears_nothing(world_at: WorldAt) -> None:
    world = await world_at(ended)
    world.clock.now += timedelta(hours=1)
    await world.store.run(SAM, closing.leave, None)
    assert [one for one in await heard(world) if one[0] == "Sam"] == []
