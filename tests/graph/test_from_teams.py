"""People come from a team, and the app comes to people: where it is granted, and in words where it is not."""

from __future__ import annotations

import pytest

from bot.cards.people import ImportPreview
from bot.cards.staff import Listing
from bot.graph.calendar import GraphCalendar
from bot.graph.client import Graph
from tests.fakes.graph import FakeGraph
from tests.fakes.graph_beyond import CATALOGUE
from tests.graph.test_people import member
from tests.graph.tiers import asking, beyond
from tests.stage import ALEX, JO, bring_in
from tests.templates import WorldAt
from tests.world import World, shown

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
ID = "11111111-2222-4333-8444-555555555555"
LINK = f"https://teams.microsoft.com/l/team/19%3aabc%40thread.tacv2/conversations?groupId={ID}&tenantId={ID}"
TYPED = f"person import team {LINK} student"


async def on_the_list(world: World) -> None:
    """Sam and Alex are on the list, and I can write to nobody but Jo."""
    await world.comes(JO)
    await bring_in(world)


@pytest.fixture
async def plain(world_at: WorldAt) -> World:
    return await world_at(on_the_list)


@pytest.fixture
def world(plain: World, graph: Graph, calendar: GraphCalendar) -> World:
    return asking(plain, beyond(graph, calendar, plain))


async def test_people_of_a_team_are_shown_first_and_brought_in_after_a_yes(world: World, fake: FakeGraph) -> None:
    fake.teams[ID] = [
        member(1, "Robin Lee", "robin.lee@university.example"),
        member(2, "SMITH, Kim (University)", "kim.smith@university.example"),
        member(3, "Guest", "guest_else.example#EXT#@trust.example"),
    ]
    preview = shown(await world.says(JO, TYPED))
    assert isinstance(preview, ImportPreview)
    assert (preview.new_people, preview.fault_count) == (2, 0)
    await world.presses(JO, "import_yes", proposal=preview.proposal)
    assert "Kim SMITH" in str((await world.says(JO, "person find kim")).card)


@pytest.mark.parametrize("how", ["team", "grant", "nobody", "link"])
async def test_a_team_that_cannot_be_read_leaves_the_way_of_a_file(world: World, fake: FakeGraph, how: str) -> None:
    if how == "grant":
        fake.granted.clear()
    elif how == "nobody":
        fake.teams[ID] = []
    answer = await world.says(JO, "person import team somewhere student" if how == "link" else TYPED)
    assert answer.card is None
    assert "CSV file" in str(answer.note)


async def test_without_graph_a_team_is_not_read(plain: World) -> None:
    assert "I am not set up to do that." in str((await plain.says(JO, TYPED)).note)


async def test_only_a_coordinator_reads_a_team_or_brings_the_app(world: World, fake: FakeGraph) -> None:
    for words in (TYPED, "person bring all"):
        assert (await world.says(ALEX, words)).card is None
    assert not fake.calls


async def test_the_app_comes_to_all_whom_i_cannot_reach_by_their_real_address(world: World, fake: FakeGraph) -> None:
    fake.installed["buddy.meetings@trust.example"] = {"id": "x", "teamsApp": {"id": CATALOGUE}}
    card = shown(await world.says(JO, "person bring all"))
    assert isinstance(card, Listing)
    assert {row.say for row in card.rows} == {
        "Alex Morgan (B-003): the app is there.",
        "Sam Taylor (S-002): the app is there.",
    }
    assert set(fake.installed) >= {"alex.morgan@post.example", "sam.taylor@university.example"}
    again = shown(await world.says(JO, "person bring Sam"))
    assert "Sam Taylor (S-002): the app is there." in str(again)


@pytest.mark.parametrize(
    ("how", "why"),
    [("grant", "Microsoft said"), ("catalogue", "not in your list of apps"), ("off", "not set up to do that")],
)
async def test_where_it_cannot_come_the_words_for_a_setup_policy_are_there(
    world: World, plain: World, fake: FakeGraph, how: str, why: str
) -> None:
    if how == "grant":
        fake.granted.clear()
    card = str(shown(await (plain if how == "off" else world).says(JO, "person bring Sam")))
    assert why in card
    assert "setup policy" in card
    assert fake.installed == {}
