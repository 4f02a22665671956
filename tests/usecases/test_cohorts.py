"""A coordinator makes cohorts, looks at them, lets them rest, and closes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import count

from bot.cards.staff import Listing
from bot.content.library import Library
from bot.domain.cohorts import Cohort, CohortId, CohortState, EnrolmentState
from bot.domain.links import LinkState
from bot.domain.people import PersonId, Role
from bot.domain.series import Series
from bot.store.sql_store import SqlStore
from bot.store.tables import reflection
from bot.usecases.ports import Work
from tests.day import rows
from tests.staff import asks, does, imported, lists, look, pair_rows, refused, undone
from tests.stage import ALEX, JO, SAM, bring_in, over, ref, said
from tests.store.pairs import add_person
from tests.templates import WorldAt
from tests.world import World, library, make_world, person, shown

NEW = 'cohort new "OT Autumn 26" --series short3 --start 2026-12-01 --end 2027-02-26 --discipline OT --university ARU'
WINTER = "2026-11-30..2026-12-04"
KIM, ROBIN = person("kim.lee"), person("robin.hart")


async def cohort(world: World, number: int = 1) -> Cohort:
    return await look(world, lambda work: work.cohorts.get(CohortId(number)))


async def test_a_new_cohort_is_shown_first_with_its_days(world: World) -> None:
    card = await asks(world, NEW)
    assert card.what == "I make the cohort 'OT Autumn 26': Short series: three meetings."
    assert [one.say for one in card.notes] == [
        "From Tue 1 Dec to Fri 26 Feb 2027.",
        "Bank holidays inside: Fri 25 Dec, Mon 28 Dec, Fri 1 Jan.",
        "The last safe day to start a series is Fri 5 Feb: 3 meetings, 7 days apart.",
    ]
    assert card.nobody
    assert await lists(world, "cohort list") == "Cohorts\nThere is no cohort yet."


async def test_a_cohort_is_made_after_a_yes_and_taken_back_while_it_is_empty(world: World) -> None:
    done = await does(world, NEW)
    made = await cohort(world)
    assert done.what == "C-1 OT Autumn 26 is there."
    assert (made.series, made.model, made.discipline, made.university) == ("short3", "buddy_workbook", "OT", "ARU")
    assert (made.starts, made.ends) == (date(2026, 12, 1), date(2027, 2, 26))
    assert await undone(world, done) == "C-1 is gone."


async def test_a_cohort_with_somebody_in_it_stays(world: World) -> None:
    done = await does(world, NEW)
    await imported(world, pair_rows(cohort="C-1"))
    assert "Somebody is in this cohort by now" in await undone(world, done)


CAN_T = (
    ("cohort new", "The name is missing. Please write: cohort new"),
    ('cohort new "A" --series long', "There is no series called 'long'. These are there: core6, short3"),
    ('cohort new "A" --model poem', "There is no model called 'poem'."),
    ('cohort new "A" --end 2026-11-01', "has already passed"),
    ('cohort new "A" --start 2027-02-01 --end 2027-01-01', "before it starts"),
    (f'cohort new "{"A" * 61}"', "at most 60 letters"),
    ("cohort show C-9", "I can't find a cohort called 'C-9'"),
    ("cohort close", "Something is missing. Please write: cohort close <cohort>"),
    ("cohort resume OT", "C-1 OT Autumn 26 is not paused."),
    ("cohort set OT", "Please give another --start, --end, --closed or --places"),
    ('cohort new "ot autumn 26"', "There is a cohort called 'ot autumn 26' already."),
)


async def test_what_cannot_be_is_refused_with_the_reason(world: World) -> None:
    await does(world, NEW)
    said_ = {words: await refused(world, words) for words, _ in CAN_T}
    assert [(words, said_[words]) for words, why in CAN_T if why not in said_[words]] == []


async def test_the_list_and_the_cohort_show_numbers(world: World) -> None:
    await over(world)
    await world.presses(SAM, "after_student", **await ref(world), took_place="held", useful="9", respect="yes")
    await imported(world, pair_rows(cohort="Buddy"))
    overview = await lists(world, "cohort list")
    assert "C-1 Buddy Scheme" in overview
    assert "2 students, 2 Buddies and carers. Meeting: 1 pair or group." in overview
    shown_ = await lists(world, "cohort show Buddy")
    assert "P-1 Sam with Alex" in shown_
    assert shown_.count("Buddy Scheme") == 1
    assert "P-2 Kim with Robin\nNot asked yet. Held: 0." in shown_
    assert "Students who have not chosen yet: 1" in shown_
    assert "Week of Mon 30 Nov\nheld 1, set 0" in shown_


async def test_a_lead_sees_numbers_and_no_names(world: World) -> None:
    await imported(world, pair_rows(yes="yes"))
    await add_person(world.store, "viv.stone", Role.LEAD)
    card = shown(await world.says(person("viv.stone"), "cohort show C-1"))
    assert isinstance(card, Listing)
    assert "1 student, 1 Buddies and carers" in repr(card)
    assert [name for name in ("Kim", "Robin", "P-1") if name in repr(card)] == []


STAFF_ALONE = (NEW, "cohort list", "cohort show C-1", "cohort close C-1", "cohort pause C-1")


async def test_nobody_else_may(world_at: WorldAt) -> None:
    world = await world_at(bring_in)
    answers = [await world.says(who, words) for who in (SAM, ALEX) for words in STAFF_ALONE]
    notes = {(answer.card, (answer.note or "").partition(".")[0]) for answer in answers}
    assert notes == {(None, "That one is not part of your role")}


async def test_a_paused_cohort_is_silent_and_goes_on_later_by_as_long(world: World) -> None:
    for account in (JO, SAM, ALEX):
        await world.comes(account)
    await does(world, NEW)
    await bring_in(world)
    await does(world, "cohort set Buddy --end 2027-03-01")
    await does(world, "cohort pause Buddy")
    quiet = await said(world)
    world.clock.move(days=7)
    silent = await said(world)
    card = await asks(world, "cohort resume Buddy")
    await world.presses(JO, "yes", proposal=card.proposal)
    assert [line for _, line in (*quiet, *silent) if line == "When are you free?"] == []
    assert [one.say for one in card.notes] == [
        "It rested for 7 days. Its last day moves to Mon 8 Mar.",
        "Questions, reminders and the times for reflections move on by as long.",
    ]
    assert await said(world) == [("Alex", "When are you free?")]
    assert ((await cohort(world, 2)).state, (await cohort(world, 2)).ends) == (CohortState.OPEN, date(2027, 3, 8))


async def test_a_pause_can_be_taken_back(world: World) -> None:
    await does(world, NEW)
    done = await does(world, "cohort pause C-1")
    assert (await cohort(world)).state is CohortState.PAUSED
    assert await undone(world, done) == "C-1 OT Autumn 26 is open."
    assert (await cohort(world)).paused_at is None


async def test_closing_asks_for_the_short_id_and_says_who_would_be_told(world: World) -> None:
    for account in (JO, KIM, ROBIN):
        await world.comes(account)
    await imported(world, pair_rows())
    await world.store.run(None, _waits, None)
    await world.worker.catch_up()
    card = await asks(world, "cohort close C-1")
    wrong = await world.presses(JO, "yes", proposal=card.proposal, typed="C-2")
    card = await asks(world, "cohort close C-1")
    await world.presses(JO, "yes", proposal=card.proposal, typed="c-1")
    told = [(who, line) for who, line in await said(world) if line == "This round has come to an end"]
    closed = await cohort(world)
    assert card.typed == "C-1"
    assert [one.who for one in card.telling] == ["Kim Lee (S-002)"]
    assert wrong.note == "Please type C-1 to go on, or press No."
    assert told == [("chat-entra-kim.lee", "This round has come to an end")]
    assert card.telling[0].words in _words(world)
    assert (closed.state, closed.closed_at) == (CohortState.CLOSED, world.clock.now)
    assert "is closed" in await refused(world, "cohort close C-1")


def _waits(work: Work, _request: None, now: datetime) -> None:
    work.cohorts.set_state(CohortId(1), PersonId(2), EnrolmentState.WAITING, now=now)


def _words(world: World) -> str:
    body = world.voice.said[-1].card["body"]
    assert isinstance(body, list)
    return " ".join(str(part["text"]) for part in body if isinstance(part, dict) and "text" in part)


async def test_a_cohort_is_not_closed_over_a_meeting_that_is_set(booked: World) -> None:
    assert "M-1 on Tue 1 Dec at 14:00 is still to come" in await refused(booked, "cohort close Buddy")


async def test_a_pair_that_goes_on_longer_keeps_its_cohort_open(pair: World) -> None:
    await does(pair, "cohort extend P-1 2027-01-08")
    assert "P-1 goes on until Fri 8 Jan" in await refused(pair, "cohort close C-1")
    assert "has ended, or that day has passed" in await refused(pair, "cohort extend P-1 2026-11-29")


async def test_closing_ends_what_runs(pair: World) -> None:
    card = await asks(pair, "cohort close C-1")
    await pair.presses(JO, "yes", proposal=card.proposal, typed="C-1")
    links = await look(pair, lambda work: work.links.in_cohort(CohortId(1)))
    assert "P-1: Sam with Alex" in [one.say for one in card.notes]
    assert [one.state for one in links] == [LinkState.ENDED]


def edited(words: Library) -> Library:
    """The same content with another title for the first meeting."""
    series = words.series["core6"]
    other: Series = replace(series, themes=(replace(series.themes[0], title="Edited"), *series.themes[1:]))
    agreements = {**words.agreements, "student": ("I agree to something new.",)}
    return replace(words, series={**words.series, "core6": other}, agreements=agreements)


async def test_a_cohort_keeps_the_words_that_it_began_with_after_an_edit_and_a_restart(database_url: str) -> None:
    world = await make_world(database_url)
    for account in (JO, SAM, ALEX):
        await world.comes(account)
    await bring_in(world)
    await world.store.close()
    later = await make_world(database_url)
    new = replace(later.store.site, library=edited(library()))
    store = SqlStore(database=later.store.database, site=new, sealer=later.store.sealer, clock=later.clock)
    later = replace(later, store=store, front=replace(later.front, store=store), keys=count(1000))
    running = str(shown(await later.says(ALEX, "next")))
    await does(later, 'cohort new "Spring 27" --start 2027-01-04 --end 2027-03-26')
    pinned = [one.version for one in await look(later, lambda work: work.cohorts.all())]
    spring = await look(later, lambda work: work.cohorts.content(pinned[0]))
    await later.store.close()
    assert ("Starting well" in running, "Edited" in running) == (True, False)
    assert spring.series.themes[0].title == "Edited"
    assert spring.agreements["student"] == ("I agree to something new.",)
    assert pinned[0] != pinned[1]


async def test_in_the_breaks_of_its_university_nobody_is_asked_or_offered_times(
    world_at: WorldAt,
) -> None:
    world = await world_at(bring_in)
    card = await asks(world, f"cohort set C-1 --closed {WINTER}")
    assert "has breaks: Mon 30 Nov to Fri 4 Dec 2026." in card.what
    done = await does(world, f"cohort set C-1 --closed {WINTER}")
    await world.comes(ALEX)
    assert "When are you free?" not in [what for _, what in await said(world)]  # it waits
    await world.says(ALEX, "free every tue 14:00-16:00")
    offered = shown(await world.says(JO, "meet plan P-1"))
    assert "Tue 1 Dec" not in str(offered)
    assert "Tue 8 Dec" in str(offered)
    assert (await cohort(world)).breaks == WINTER
    await undone(world, done)
    assert (await cohort(world)).breaks == ""


async def test_the_question_that_waited_for_the_end_of_a_break_is_asked_then(world_at: WorldAt) -> None:
    world = await world_at(bring_in)
    await does(world, f"cohort set C-1 --closed {WINTER}")
    await world.comes(ALEX)
    await said(world)
    world.clock.now = datetime(2026, 12, 7, 9, 30, tzinfo=world.clock.now.tzinfo)
    assert ("Alex", "When are you free?") in await said(world)


async def test_a_break_moves_the_day_for_a_reflection(over: World) -> None:
    await does(over, "cohort set C-1 --closed 2026-12-02..2026-12-11")
    await over.presses(SAM, "after_student", **await ref(over), took_place="held")
    due = [row["due_at"] for row in await rows(over, reflection)]
    assert due == [datetime(2026, 12, 14, 12, tzinfo=over.clock.now.tzinfo)]


async def test_breaks_are_taken_away_again_and_what_changes_nothing_is_said(world_at: WorldAt) -> None:
    world = await world_at(bring_in)
    await does(world, f"cohort set C-1 --closed {WINTER}")
    assert "changes nothing" in await refused(world, f"cohort set C-1 --closed {WINTER}")
    assert "set the breaks alone" in await refused(world, "cohort set C-1 --closed none --end 2027-03-01")
    assert "has no breaks any more" in (await asks(world, "cohort set C-1 --closed none")).what
    await does(world, "cohort set C-1 --closed none")
    assert (await cohort(world)).breaks == ""
