"""Cards that are old, pressed twice, or somebody else's: nothing changes, and the answer is what is true now."""

from __future__ import annotations

from bot.cards.after import AfterBuddy
from bot.cards.meetings import Booked, NothingToDo, NotToday
from bot.cards.reflection import ReflectionSaved, WriteReflection
from bot.cards.times import AskFree, AskPick
from bot.domain.errors import NotForYou
from bot.front.actions import ACTIONS, DIALOGS
from bot.front.turn import Json
from bot.usecases.reflection import About
from bot.usecases.times import Ref
from tests.day import heard
from tests.stage import ALEX, JO, SAM, START, TUESDAY, TWO, bring_in, meeting, ref
from tests.world import World, person, shown

ROBIN = person("robin.hart")
OTHERS = """role,first_name,surname,email,pair,said_yes,registered
student,Kim,Lee,kim.lee@university.example,Pair 2,yes,yes
buddy,Robin,Hart,robin.hart@university.example,Pair 2,yes,yes
student,Robin,Hart,robin.hart@university.example,Pair 3,yes,yes
buddy,Dana,Cole,dana.cole@university.example,Pair 3,yes,yes
"""
CAN_T_FIND = "I can't find that. It may have changed since. Type 'commands' to see what you can do."
BUDDYS: dict[str, dict[str, Json]] = {
    "free": {},
    "offer": {**TUESDAY},
    "confirm": {"time": TWO},
    "free_again": {},
    "not_today": {},
    "after_buddy": {"took_place": "held"},
    "keep": {},
    "move_too": {},
}
STUDENTS: dict[str, dict[str, Json]] = {
    "pick": {"times": TWO},
    "none_fit": {},
    "ask_move": {},
    "move": {},
    "after_student": {"took_place": "held"},
    "ready": {},
    "new_time": {},
    "was_there": {},
    "save_reflection": {"w_heard": "A few words."},
}
BOTHS: dict[str, dict[str, Json]] = {
    "agreement": {},
    "good_today": {},
    "nobody_here": {},
    "here_now": {},
    "did_not_come": {},
    "still_on": {},
}
REFLECTIONS: dict[str, dict[str, Json]] = {
    "reflect": {},
    "reflect_later": {},
    "more_time": {},
    "one_box": {},
    "name_out": {},
    "name_keep": {},
    "take_back": {},
}
SHOW_ALONE = {"keep", "ready", "agreement"}  # these change nothing anyway
OF_ONES_OWN = {"reflect_later", "more_time", "take_back"}  # these look at nothing but one's own, whatever is sent
ALL = BUDDYS | STUDENTS | BOTHS | REFLECTIONS
COORDINATORS = ("today", "import_yes", "import_no")
NOT_THEIRS = [(JO, [*ALL]), (SAM, [*BUDDYS, *COORDINATORS]), (ALEX, [*STUDENTS, *REFLECTIONS, *COORDINATORS])]


async def notes(world: World, number: int, verbs: dict[str, dict[str, Json]]) -> dict[str, str | None]:
    """What Robin is told on pressing each of these for a meeting."""
    about: dict[str, Json] = {"meeting": number, "version": 1}
    return {verb: (await world.presses(ROBIN, verb, **about, **fields)).note for verb, fields in verbs.items()}


def test_every_button_about_a_meeting_is_tried_here() -> None:
    about = {verb for verb, action in ACTIONS.items() if issubclass(action.request, Ref | About)}
    assert about == ALL.keys()


async def test_an_old_card_changes_nothing_and_shows_what_is_true_now(booked: World) -> None:
    before = await meeting(booked)
    tried = [(ALEX, BUDDYS | BOTHS), (SAM, STUDENTS | BOTHS)]
    cards = [
        shown(await booked.presses(who, verb, meeting=1, version=1, **fields))
        for who, verbs in tried
        for verb, fields in verbs.items()
        if verb != "save_reflection" and verb not in SHOW_ALONE
    ]
    assert [(type(card), card.changed) for card in cards if isinstance(card, Booked)] == [(Booked, True)] * 24
    assert await meeting(booked) == before
    assert await heard(booked) == []


async def test_a_second_press_changes_nothing_more(offered: World) -> None:
    old = shown(await offered.presses(SAM, "pick", meeting=1, version=1, times=TWO))
    assert isinstance(old, AskPick)
    assert (old.changed, len(old.times)) == (True, 2)
    about = await ref(offered)
    await offered.presses(SAM, "pick", **about, times=TWO)
    after = await meeting(offered)
    again = shown(await offered.presses(SAM, "pick", **about, times=TWO))
    assert isinstance(again, NothingToDo)
    assert await meeting(offered) == after
    assert await heard(offered) == [("Alex", "Can you do this?")]


async def test_an_old_card_that_asked_the_same_question_is_not_an_answer_to_the_new_one(picked: World) -> None:
    old_yes = await ref(picked)
    await picked.presses(ALEX, "free_again", **old_yes)
    old_times = await ref(picked)
    await picked.presses(ALEX, "offer", **old_times, **TUESDAY)
    old_pick = await ref(picked)
    await picked.says(ALEX, "free tue 14:00-16:00")
    again = [
        shown(await picked.presses(SAM, "pick", **old_pick, times=TWO)),
        shown(await picked.presses(SAM, "none_fit", **old_pick)),
    ]
    late = shown(await picked.presses(ALEX, "offer", **old_times, **TUESDAY))
    await picked.presses(SAM, "pick", **await ref(picked), times=TWO)
    before = await meeting(picked)
    yes = shown(await picked.presses(ALEX, "confirm", **old_yes, time=TWO))
    assert [(card.template, getattr(card, "changed", None)) for card in [*again, late, yes]] == [
        ("times/pick", True),
        ("times/pick", True),
        ("meetings/nothing", None),
        ("times/confirm", True),
    ]
    assert await meeting(picked) == before


async def test_a_yes_pressed_twice_is_one_yes(picked: World) -> None:
    about = await ref(picked)
    cards = [shown(await picked.presses(ALEX, "confirm", **about, time=TWO)) for _ in range(2)]
    assert [(type(card), getattr(card, "when", "")) for card in cards] == [(Booked, "Tue 1 Dec at 14:00")] * 2
    assert await heard(picked) == [("Sam", "It's set")]


async def test_not_today_pressed_twice_has_the_same_kind_answer(booked: World) -> None:
    about = await ref(booked)
    first = shown(await booked.presses(ALEX, "not_today", **about))
    after = await meeting(booked)
    booked.clock.move(seconds=2)
    again = shown(await booked.presses(ALEX, "not_today", **about))
    assert isinstance(first, NotToday)
    assert again == first
    assert await meeting(booked) == after
    assert await heard(booked) == [("Sam", "Your meeting will move")]


async def test_a_reflection_saved_twice_is_saved_once_and_an_old_answer_still_leads_to_it(reflecting: World) -> None:
    cards = [
        shown(await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard="A few words.")) for _ in range(2)
    ]
    assert cards == [ReflectionSaved(meeting=1, title="Starting well")] * 2
    again = shown(await reflecting.presses(SAM, "after_student", meeting=1, version=4, took_place="held"))
    assert again == cards[0]


async def test_an_answer_given_twice_leads_to_the_same_reflection(over: World) -> None:
    about = await ref(over)
    cards = [shown(await over.presses(SAM, "after_student", **about, took_place="held")) for _ in range(2)]
    assert [type(card) for card in cards] == [WriteReflection] * 2
    assert (await meeting(over)).version == 5


async def test_an_answer_about_a_meeting_that_has_moved_is_answered_with_how_it_is_now(booked: World) -> None:
    about = await ref(booked)
    await booked.presses(SAM, "move", **about)
    booked.clock.now = START.replace(hour=16)
    student = shown(await booked.presses(SAM, "after_student", **about, took_place="held"))
    buddy = shown(await booked.presses(ALEX, "after_buddy", **about, took_place="held"))
    assert (type(student), type(buddy)) == (NothingToDo, AskFree)


async def test_yes_for_today_pressed_when_it_is_over_asks_how_it_went(over: World) -> None:
    assert isinstance(shown(await over.presses(ALEX, "good_today", **await ref(over))), AfterBuddy)


async def test_other_people_s_meetings_and_meetings_that_never_were_look_alike(pair: World) -> None:
    await pair.comes(ROBIN)
    await bring_in(pair, OTHERS)
    before = await meeting(pair)
    about = {verb: fields for verb, fields in ALL.items() if verb not in OF_ONES_OWN}
    assert await notes(pair, 1, about) == dict.fromkeys(about, CAN_T_FIND)
    assert await notes(pair, 99, about) == dict.fromkeys(about, CAN_T_FIND)
    assert await meeting(pair) == before


async def test_nobody_acts_for_the_other_side(pair: World) -> None:
    await pair.comes(ROBIN)
    await bring_in(pair, OTHERS)
    assert await notes(pair, 2, STUDENTS) == dict.fromkeys(STUDENTS, CAN_T_FIND)
    assert await notes(pair, 3, BUDDYS) == dict.fromkeys(BUDDYS, CAN_T_FIND)
    assert {(await meeting(pair, number)).version for number in (2, 3)} == {1}


async def test_a_button_of_another_role_is_refused(offered: World) -> None:
    before = await meeting(offered)
    answers = [
        await offered.presses(who, verb, proposal=1, meeting=1, version=2, **ALL.get(verb, {}))
        for who, verbs in NOT_THEIRS
        for verb in verbs
    ]
    assert {answer.card for answer in answers} == {None}
    assert {answer.note for answer in answers} == {str(NotForYou())}
    assert await meeting(offered) == before


async def test_the_dialogs_of_a_reflection_open_for_its_author_alone(reflecting: World) -> None:
    await reflecting.comes(ROBIN)
    await bring_in(reflecting, OTHERS)
    opened = [await reflecting.opens(ROBIN, verb, meeting=1) for verb in ("open_reflection", "read_reflection")]
    sent = [
        await reflecting.sends_in(ROBIN, verb, meeting=1, w_heard="x") for verb in ("save_reflection", "keep_draft")
    ]
    assert {(answer.card, answer.note) for answer in opened + sent} == {(None, CAN_T_FIND)}
    refused = [await reflecting.opens(who, verb, meeting=1) for who in (JO, ALEX) for verb in DIALOGS]
    assert {answer.card for answer in refused} == {None}
