"""How the assistant comes to people, and who is in a team."""

from __future__ import annotations

import pytest

from bot.front.beyond import Gone, NotGranted
from bot.graph.client import Graph
from bot.graph.people import GraphPeople, Known
from tests.fakes.graph import FakeGraph
from tests.fakes.graph_beyond import CATALOGUE

APP = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def people(graph: Graph) -> GraphPeople:
    return GraphPeople(graph=graph, app_id=APP)


async def test_the_app_comes_to_somebody_once(people: GraphPeople, fake: FakeGraph) -> None:
    assert await people.installed("sam@university.example") == ""
    for _ in range(2):
        await people.install("sam@university.example", CATALOGUE)
    assert await people.installed("sam@university.example") == CATALOGUE
    assert len(fake.installed) == 1


async def test_an_app_that_is_not_in_the_catalogue_is_said_to_be_missing(people: GraphPeople) -> None:
    with pytest.raises(Gone):
        await people.install("sam@university.example", "elsewhere")


async def test_without_the_grant_nothing_is_installed(people: GraphPeople, fake: FakeGraph) -> None:
    fake.granted.clear()
    with pytest.raises(NotGranted):
        await people.install("sam@university.example", CATALOGUE)


def member(number: int, name: str, email: str | None) -> dict[str, object]:
    return {"id": f"m{number}", "displayName": name, "email": email, "roles": ["guest"], "userId": f"u{number}"}


async def test_people_of_a_team_come_with_an_address_at_which_mail_arrives(
    people: GraphPeople, fake: FakeGraph
) -> None:
    fake.page = 2
    fake.teams["team-1"] = [
        member(1, "Sam Taylor", "Sam.Taylor@University.example"),
        member(2, "Kim", "kim_example.org#EXT#@trust.example"),
        member(3, "Lee", None),
        member(4, "Alex Morgan", "alex.morgan@post.example"),
    ]
    assert await people.team("team-1") == [
        Known(name="Sam Taylor", email="sam.taylor@university.example"),
        Known(name="Alex Morgan", email="alex.morgan@post.example"),
    ]


async def test_a_team_that_has_not_agreed_tells_nothing(people: GraphPeople) -> None:
    with pytest.raises(NotGranted):
        await people.team("team-2")
