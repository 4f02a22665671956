"""Who was asked outside Teams starts at once, everybody else is asked first, and a list can be taken back."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.cards.people import ImportPreview
from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.joining import ChoiceSaid, Step, StepState, version_of
from bot.domain.links import LinkState, Said
from bot.domain.people import PersonId, Role
from bot.store.tables import audit
from bot.usecases.ports import Work
from tests.joining import says_yes
from tests.staff import HEAD, imported, look, pair_rows, undone
from tests.stage import ALEX, JO, SAM, bring_in, said
from tests.store.crowd import heard
from tests.world import ROSTER, World, library, person, shown

KIM, ROBIN = person("kim.lee"), person("robin.hart")
KIM_, ROBIN_ = PersonId(2), PersonId(3)
ASKED_FIRST = ROSTER.replace(",yes,yes", ",,")


async def states(world: World) -> dict[int, EnrolmentState]:
    """Where everybody stands in the first cohort."""
    members = await look(world, lambda work: work.cohorts.members(CohortId(1)))
    return {one.person: one.state for one in members}


async def links(world: World) -> list[tuple[str, LinkState]]:
    found = await look(world, lambda work: work.links.in_cohort(CohortId(1)))
    return [(one.label, one.state) for one in found]


async def test_a_pair_that_said_yes_outside_teams_starts_at_once_and_its_choices_are_kept(world: World) -> None:
    done = await imported(world, pair_rows(yes="yes"))
    choice = await look(world, lambda work: work.joining.choice_of(KIM_, Role.STUDENT))
    steps = await look(world, lambda work: work.joining.steps_of(ROBIN_))
    lines = library().agreements["student"]
    assert (done.starting, done.asked) == (1, 0)
    assert choice is not None
    assert (choice.said, choice.lines, choice.version) == (ChoiceSaid.YES, lines, version_of(lines))
    assert {step: one.state for step, one in steps.items()} == dict.fromkeys(Step, StepState.DONE)
    assert await links(world) == [("Two", LinkState.ACTIVE)]
    assert await states(world) == {KIM_: EnrolmentState.LINKED, ROBIN_: EnrolmentState.LINKED}


async def test_a_yes_from_outside_is_kept_with_who_entered_it(world: World) -> None:
    def entered(connection: Connection) -> list[tuple[object, ...]]:
        row = select(audit.c.person_id, audit.c.entered_by).where(audit.c.what == "yes entered").order_by(audit.c.id)
        return [tuple(one) for one in connection.execute(row).all()]

    await imported(world, pair_rows(yes="yes"))
    assert await world.store.database.read(entered) == [(KIM_, 1), (ROBIN_, 1)]


async def test_any_other_pair_is_a_suggestion_and_nobody_is_asked_when_they_are_free(world: World) -> None:
    for account in (JO, KIM, ROBIN):
        await world.comes(account)
    await world.worker.catch_up()
    done = await imported(world, pair_rows())
    assert (done.starting, done.asked) == (0, 1)
    assert await links(world) == [("Two", LinkState.SUGGESTED)]
    assert await states(world) == {KIM_: EnrolmentState.INVITED, ROBIN_: EnrolmentState.INVITED}
    assert {line for _, line in await said(world)} == {"Welcome to the Buddy Scheme"}


async def test_a_pair_is_asked_first_when_only_the_buddy_is_not_registered(world: World) -> None:
    await imported(world, pair_rows(yes="yes").replace("Two,,yes,yes", "Two,,yes,no"))
    assert await links(world) == [("Two", LinkState.SUGGESTED)]
    kept = await look(world, lambda work: work.joining.choice_of(KIM_, Role.STUDENT))
    assert kept is not None  # a yes is a yes, whatever the pair still waits for
    assert kept.said is ChoiceSaid.YES


async def test_the_preview_says_how_many_start_and_how_many_are_asked(world: World) -> None:
    both = pair_rows(yes="yes") + pair_rows().removeprefix(HEAD).replace("Two", "Three").replace("@", ".x@")
    card = shown(await world.says(JO, f"person import\n{both}"))
    assert isinstance(card, ImportPreview)
    assert (card.new_people, card.new_pairs, card.starting, card.asked) == (4, 2, 1, 1)
    drawn = str(world.renderer.render(card))
    assert "Pairs that start at once: 1." in drawn
    assert "Pairs that are asked first: 1." in drawn


async def test_a_pair_is_asked_as_soon_as_everybody_has_what_it_takes(world: World) -> None:
    for account in (JO, SAM, ALEX):
        await world.comes(account)
    await bring_in(world, ASKED_FIRST)
    await world.worker.catch_up()
    await says_yes(world)
    await says_yes(world, "buddy")
    before = await said(world)
    for step in Step:
        await world.says(JO, f"reg set B-003 {step} done")
    after = await said(world)
    link = (await look(world, lambda work: work.links.in_cohort(CohortId(1))))[0]
    assert ("Would you like to meet a student?" in str(before), link.state) == (False, LinkState.ASKED)
    assert [who for who, line in after if line == "Would you like to meet a student?"] == ["Alex"]
    assert set(link.said.values()) == {Said.NOTHING}


async def test_a_list_may_name_the_cohort_and_what_a_student_studies(world: World) -> None:
    await world.store.run(None, _autumn, None)
    rows = pair_rows(yes="yes", cohort="Autumn").replace("registered\n", "registered,discipline,university\n")
    await imported(world, rows.replace("Autumn,yes,\n", "Autumn,yes,,Nursing,ARU\n"))
    kept = await look(world, lambda work: work.people.profile(KIM_))
    members = await look(world, lambda work: work.cohorts.members(CohortId(1)))
    assert (kept["discipline"], kept["university"]) == ("Nursing", "ARU")
    assert [one.person for one in members] == [KIM_, ROBIN_]


def _autumn(work: Work, _request: None, _now: object) -> None:
    work.cohorts.add("Autumn", series="short3", model="buddy_workbook")


async def test_a_cohort_that_is_not_there_or_closed_is_named_with_the_row(world: World) -> None:
    card = shown(await world.says(JO, f"person import\n{pair_rows(cohort='Spring')}"))
    assert isinstance(card, ImportPreview)
    assert {one.why for one in card.faults} == {"there is no cohort called 'Spring' yet; make it first: cohort new"}
    assert card.nothing


async def test_two_people_who_are_not_to_be_matched_are_not_brought_together_by_a_list(world: World) -> None:
    await imported(world, pair_rows(yes="yes"))
    await world.says(JO, "conflict add S-002 B-003")
    card = shown(await world.says(JO, f"person import\n{pair_rows(yes='yes').replace('Two', 'Four')}"))
    assert isinstance(card, ImportPreview)
    assert {one.why for one in card.faults} == {"two people in pair 'Four' are not to be matched"}


async def test_a_list_is_taken_back_while_nobody_has_answered(world: World) -> None:
    done = await imported(world, pair_rows(yes="yes"))
    assert await undone(world, done) == "Taken out: 2 people. They are on no list of mine now."
    assert await links(world) == []
    assert await look(world, lambda work: work.people.find({"kim.lee@university.example"})) == {}
    assert (await imported(world, pair_rows(yes="yes"))).new_people == 2


async def test_a_long_list_takes_no_more_statements_than_a_short_one(world: World) -> None:
    costs = []
    for size in (2, 40):
        rows = "".join(
            f"student,S,T,s{size}.{at}@u.example,P{size}.{at},,yes,\nbuddy,B,T,b{size}.{at}@u.example,P{size}.{at},,yes,y\n"
            for at in range(size)
        )
        card = shown(await world.says(JO, f"person import\n{HEAD}{rows}"))
        assert isinstance(card, ImportPreview)
        with heard(world.store.database) as now:
            await world.presses(JO, "import_yes", proposal=card.proposal)
        costs.append(len(now.transactions[-1]))
    first, many = costs
    assert many <= first < 40


async def test_what_somebody_has_answered_is_not_taken_back(world: World) -> None:
    for account in (JO, SAM, ALEX):
        await world.comes(account)
    done = await imported(world, ROSTER)
    await world.worker.catch_up()
    await world.says(ALEX, "free tue 14:00-16:00")
    assert await undone(world, done) == (
        "Somebody has answered by now, so I can't take all of it back. Type 'person leave' for one person."
    )
    assert await links(world) == [("Pair 1", LinkState.ACTIVE)]


async def test_people_who_were_here_before_stay_as_they_were_when_a_list_is_taken_back(world: World) -> None:
    await imported(world, pair_rows(yes="yes"))
    world.clock.move(minutes=1)
    again = pair_rows(yes="yes").replace("Two", "Three").replace("Kim,Lee,kim.lee", "Ash,Bell,ash.bell")
    done = await imported(world, again)
    assert await undone(world, done) == "Taken out: 1 person. They are on no list of mine now."
    assert await states(world) == {KIM_: EnrolmentState.LINKED, ROBIN_: EnrolmentState.LINKED}
    assert await links(world) == [("Two", LinkState.ACTIVE)]


async def test_who_was_welcomed_and_taken_out_is_known_when_a_list_comes_again(world: World) -> None:
    await world.comes(KIM)
    await undone(world, await imported(world, pair_rows(yes="yes")))
    await imported(world, pair_rows(yes="yes"))
    assert ("chat-entra-kim.lee", "Welcome to the Buddy Scheme") in await said(world)
