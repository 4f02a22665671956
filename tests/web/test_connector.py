from __future__ import annotations

from typing import Any

import pytest
from aiohttp import ClientSession

from tests.web.conftest import World
from tests.web.fakes import card, says_card, text

HELLO = says_card(card(text("Hello", style="heading")))


async def test_the_member_of_a_chat_has_an_address(world: World) -> None:
    for member in ("29%3Achris-1", "chris-1"):
        status, found = await world.bot.call("GET", f"members/{member}")
        assert (status, found["email"], found["aadObjectId"]) == (200, "chris@example.org", "chris-1")
        assert (found["givenName"], found["surname"]) == ("Chris", "Patel")


async def test_nobody_else_is_a_member(world: World) -> None:
    status, said = await world.bot.call("GET", "members/29%3Asam-1")
    assert (status, said["error"]["code"]) == (404, "MemberNotFoundInConversation")


async def test_a_message_may_be_a_reply(world: World) -> None:
    status, said = await world.bot.call("POST", "activities/some-id", HELLO)
    assert status == 201
    assert said["id"].startswith("id-")
    assert [one.words for one in (await world.browser.open("/")).all("h3")] == ["Hello"]


async def test_words_may_stand_above_a_card_and_are_markdown_unless_plain(world: World) -> None:
    await world.bot.say(HELLO | {"text": "**Bold** words"})
    await world.bot.say({"type": "message", "text": "**Plain** words", "textFormat": "plain"})
    page = await world.browser.open("/")
    assert "Bold words" in page.by_id("c3m1").words
    assert "Hello" in page.by_id("c3m1").words
    assert "**Plain** words" in page.by_id("c3m2").words


async def test_a_message_can_be_shown_anew_in_its_place(world: World) -> None:
    _, first = await world.bot.say(HELLO)
    await world.bot.say(HELLO)
    status, said = await world.bot.call("PUT", f"activities/{first['id']}", says_card(card(text("New"))))
    assert (status, said) == (200, {"id": first["id"]})
    status, _ = await world.bot.call("PUT", f"activities/{first['id']}", {"type": "typing"})
    page = await world.browser.open("/")
    assert status == 200
    assert "New" in page.by_id("c3m1").words
    assert "Hello" in page.by_id("c3m2").words


async def test_a_message_that_is_not_there_cannot_be_replaced(world: World) -> None:
    status, said = await world.bot.call("PUT", "activities/nowhere", HELLO)
    assert (status, said["error"]["code"]) == (404, "ActivityNotFoundInConversation")


async def test_a_chat_that_is_not_there_cannot_be_written_to(world: World) -> None:
    elsewhere = world.bot.got[0] | {"conversation": {"id": "a:nobody"}}
    status, said = await world.bot.say(HELLO, to=elsewhere)
    assert (status, said["error"]["code"]) == (404, "ConversationNotFound")


@pytest.mark.parametrize(
    "activity",
    [
        {"type": "event"},
        {},
        {"type": "message"},
        {"type": "message", "text": "", "attachments": []},
        {"type": "message", "attachments": [{"contentType": "image/png"}]},
        {"type": "message", "attachments": HELLO["attachments"] * 2},
        says_card({"type": "AdaptiveCard", "body": [{"type": "Media"}]}),
        says_card(card(text("x" * 30_000))),
    ],
)
async def test_what_teams_would_not_take_is_refused_and_not_shown(world: World, activity: dict[str, Any]) -> None:
    status, said = await world.bot.say(activity)
    assert (status, said["error"]["code"]) == (400, "BadSyntax")
    assert not (await world.browser.open("/")).all("li")


async def test_only_json_is_taken(world: World) -> None:
    url = f"{world.base}/demo/connector/v3/conversations/a%3Asam/activities"
    async with ClientSession() as session, session.post(url, data="x") as answer:
        assert answer.status == 415
