from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import World
from tests.web.fakes import card, field_of, in_place, note, says_card, submit, text
from tests.web.steps import PICK, SAVED, alert, message_ids, shown, to, to_card


async def test_everybody_gets_the_assistant_at_the_start(world: World) -> None:
    assert [(one["type"], one["from"]["name"]) for one in world.bot.got] == [
        ("installationUpdate", "Sam Taylor"),
        ("installationUpdate", "Alex Green"),
        ("installationUpdate", "Chris Patel"),
    ]
    assert world.settled == 1


async def test_one_page_has_a_chat_for_everybody(world: World) -> None:
    page = await world.browser.open("/")
    assert [one.words for one in page.all("h2")] == [
        "Sam Taylor, student",
        "Alex Green, Buddy",
        "Chris Patel, coordinator",
    ]
    assert "Tuesday 1 December 2026, 09:00" in page.one("p", **{"class": "clock"}).words
    assert "Try next: Send the ready example file." in [one.words for one in page.all("p")]
    assert page.ids_are_unique()
    assert not page.all("script")


async def test_every_field_of_the_page_has_a_label(world: World) -> None:
    page = await shown(world, PICK)
    assert all(page.label(field) for field in page.fields())


async def test_typed_words_reach_the_bot_and_its_answer_is_the_newest_message(world: World) -> None:
    world.bot.says = [{"type": "typing"}, {"type": "message", "text": "You typed **help**", "textFormat": "plain"}]
    page = await world.browser.open("/")
    page = await world.browser.press(to(page, "chats/2/say"), typed={"c2-say": "  help <me> "})
    assert world.bot.words() == ["help <me>"]
    assert world.bot.got[-1]["from"]["aadObjectId"] == "alex-1"
    assert [one.words for one in page.all("p", **{"class": "said"})] == ["help <me>", "You typed **help**"]
    assert world.browser.place == "/#c2m2"
    assert page.by_id("c2-say").at["value"] == ""


async def test_nothing_typed_is_not_sent(world: World) -> None:
    page = await world.browser.open("/")
    page = await world.browser.press(to(page, "chats/2/say"), typed={"c2-say": "  "})
    assert alert(page).startswith("Please type something first")
    assert world.bot.words() == []


async def test_the_enter_key_sends_the_words_of_the_one_chat_that_has_some(world: World) -> None:
    page = await world.browser.open("/")
    await world.browser.press(page.all("button")[0], typed={"c3-say": "today"})
    assert world.bot.words() == ["today"]


async def test_the_enter_key_sends_nothing_when_it_is_not_clear_what(world: World) -> None:
    page = await world.browser.open("/")
    page = await world.browser.press(page.all("button")[0], typed={"c1-say": "one", "c3-say": "two"})
    assert "Please press Send" in page.by_id("status").words
    assert (page.by_id("c1-say").at["value"], page.by_id("c3-say").at["value"]) == ("one", "two")
    page = await world.browser.press(page.all("button")[0], typed={"c1-say": "", "c3-say": ""})
    assert page.by_id("status").words.strip() == ""
    assert world.bot.words() == []


async def test_a_pressed_card_is_replaced_by_its_outcome(world: World) -> None:
    page = await shown(world, PICK)
    world.bot.answers = [in_place(SAVED)]
    page = await world.browser.press(to_card(page, "Send"), typed={"c1m1v1.one.why": "it suits"})
    sent = world.bot.got[-1]
    assert sent["name"] == "adaptiveCard/action"
    assert sent["value"]["action"]["data"] == {"meeting": 1, "why": "it suits"}
    assert sent["value"]["action"]["verb"] == "pick"
    assert sent["replyToId"] == (await message_ids(world))[0]
    assert [one.words for one in page.all("h3")] == ["Saved"]
    assert world.browser.place == "/#c1m1"


async def test_several_choices_travel_joined(world: World) -> None:
    ticked = {**PICK, "body": [PICK["body"][0], {**PICK["body"][1], "value": "tue,wed"}, PICK["body"][2]]}
    page = await shown(world, ticked)
    world.bot.answers = [in_place(SAVED)]
    await world.browser.press(to_card(page, "Send"), typed={"c1m1v1.one.why": "x"})
    assert world.bot.got[-1]["value"]["action"]["data"]["times"] == "tue,wed"


async def test_a_refusal_stands_beside_the_card_and_nothing_typed_is_lost(world: World) -> None:
    page = await shown(world, PICK)
    world.bot.answers = [note("That time has just been <taken>.")]
    page = await world.browser.press(to_card(page, "Send"), typed={"c1m1v1.one.why": "my words", "c2-say": "half a"})
    assert alert(page) == "That time has just been <taken>."
    assert page.by_id("c1m1v1-why").at["value"] == "my words"
    assert page.by_id("c2-say").at["value"] == "half a"
    world.bot.answers = [in_place(SAVED)]
    page = await world.browser.press(to_card(page, "Send"))
    assert not page.all("p", role="alert")
    assert world.bot.got[-1]["value"]["action"]["data"]["why"] == "my words"


async def test_what_is_missing_is_said_at_its_field_before_the_bot_is_asked(world: World) -> None:
    page = await shown(world, PICK)
    page = await world.browser.press(to_card(page, "Send"))
    assert page.described(page.by_id("c1m1v1-why")) == "Error: Please write a word."
    assert world.browser.place == "/#c1m1v1-why"
    assert world.bot.got[-1]["type"] == "installationUpdate"


async def test_words_in_one_chat_outlive_whatever_happens_in_another(world: World) -> None:
    page = await shown(world, PICK)
    page = await world.browser.press(to(page, "jump"), typed={"c1m1v1.one.why": "half a thought"})
    assert page.by_id("c1m1v1-why").at["value"] == "half a thought"


async def test_what_was_typed_in_a_card_that_has_gone_is_not_put_into_the_next(world: World) -> None:
    page = await shown(world, PICK)
    button = to_card(page, "Send")
    (ours,) = await message_ids(world)
    await world.bot.call("PUT", f"activities/{ours}", says_card(PICK), to=world.bot.got[0])
    world.bot.answers = [note("This has changed since I sent it.")]
    page = await world.browser.press(button, typed={"c1m1v1.one.why": "old words"})
    assert world.bot.got[-1]["value"]["action"]["data"]["why"] == "old words"
    assert alert(page) == "This has changed since I sent it."
    assert page.by_id("c1m1v3-why").at["value"] == ""


async def test_a_plain_submit_travels_as_a_message_with_a_value(world: World) -> None:
    page = await shown(world, card(field_of("Text", "a"), actions=(submit("Go", verb="v"),)))
    await world.browser.press(to_card(page, "Go"), typed={"c1m1v1.one.a": "x"})
    sent = world.bot.got[-1]
    assert (sent["type"], sent["value"]) == ("message", {"verb": "v", "a": "x"})
    assert "text" not in sent


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        (in_place(card({"type": "Media"})), "Send"),
        (in_place(card(text("x" * 30_000))), "Send"),
        ({"task": {"type": "continue", "value": {}}}, "Longer"),
        ({"statusCode": 200}, "Longer"),
    ],
)
async def test_an_answer_that_teams_could_not_show_is_a_fault_with_a_reference(
    world: World, answer: dict[str, Any], title: str
) -> None:
    page = await shown(world, PICK)
    world.bot.answers = [answer]
    page = await world.browser.press(to_card(page, title), typed={"c1m1v1.one.why": "x"})
    assert world.browser.status == 500
    assert "7F3A-22C1" in page.one("main").words
    assert len(world.faults) == 1
    assert (await world.browser.open("/")).by_id("c1m1v1-why").at["value"] == "x"


async def test_an_error_body_is_said_as_teams_says_it(world: World) -> None:
    page = await shown(world, PICK)
    world.bot.answers = [{"statusCode": 400, "type": "application/vnd.microsoft.error", "value": {"code": "x"}}]
    page = await world.browser.press(to_card(page, "Send"), typed={"c1m1v1.one.why": "x"})
    assert alert(page).startswith("Something went wrong")


async def test_an_answer_with_nothing_in_it_changes_nothing(world: World) -> None:
    page = await shown(world, PICK)
    world.bot.answers = [None]
    page = await world.browser.press(to_card(page, "Send"), typed={"c1m1v1.one.why": "x"})
    assert not page.all("p", role="alert")


async def test_a_bot_that_fails_is_told_kindly(world: World) -> None:
    page = await shown(world, PICK)
    world.bot.status = 500
    page = await world.browser.press(to_card(page, "Send"), typed={"c1m1v1.one.why": "x"})
    assert alert(page).startswith("Something went wrong")
    page = await world.browser.press(to(page, "chats/1/say"), typed={"c1-say": "hello"})
    assert page.by_id("c1-note").words.startswith("Something went wrong")


async def test_a_bot_that_does_not_answer_is_told_kindly(world: World) -> None:
    page = await shown(world, PICK)
    world.bot.status = 0
    page = await world.browser.press(to_card(page, "Send"), typed={"c1m1v1.one.why": "x"})
    assert alert(page).startswith("The assistant did not answer")
    page = await world.browser.press(to(page, "chats/1/say"), typed={"c1-say": "hello"})
    assert page.by_id("c1-note").words.startswith("The assistant did not answer")
    page = await world.browser.press(to_card(page, "Longer"))
    assert alert(page).startswith("The assistant did not answer")


async def test_a_jump_tells_what_happened_and_marks_what_is_new(world: World) -> None:
    page = await world.browser.open("/")
    page = await world.browser.press(to(page, "jump"))
    status = " ".join(page.by_id("status").words.split())
    assert status == "Tue 1 Dec, 14:00: one message was sent. New: 1 for Sam Taylor."
    assert "14:00" in page.one("p", **{"class": "clock"}).words
    assert len(page.all("span", **{"class": "new"})) == 1
    assert "It is time" in page.by_id("c1m1").words
    page = await world.browser.press(to(page, "look"))
    assert page.by_id("status").words.strip() == ""
    assert not page.all("span", **{"class": "new"})
    assert world.settled == 2


async def test_starting_again_empties_the_chats_and_greets_anew(world: World) -> None:
    page = await shown(world, PICK)
    page = await world.browser.press(to(page, "again"), typed={"c1-say": "left over"})
    assert world.restarts == 1
    assert not page.all("li")
    assert page.by_id("c1-say").at["value"] == ""
    assert [one["type"] for one in world.bot.got] == ["installationUpdate"] * 6
    assert "back at the beginning" in page.by_id("status").words


async def test_a_file_goes_to_the_bot_as_teams_would_hand_it_over(world: World) -> None:
    page = await world.browser.open("/")
    page = await world.browser.press(
        to(page, "chats/3/file"), typed={"c3-say": "import"}, file=("c3-file", "people.csv", "name\nZoë".encode())
    )
    sent = world.bot.got[-1]
    (attached,) = sent["attachments"]
    assert (sent["text"], attached["name"]) == ("import", "people.csv")
    assert attached["contentType"] == "application/vnd.microsoft.teams.file.download.info"
    assert await download(world, attached["content"]["downloadUrl"]) == (200, "name\nZoë".encode())
    assert "File: people.csv" in page.by_id("c3m1").words


async def download(world: World, url: str) -> tuple[int, bytes]:
    async with world.browser._session.get(url) as answer:  # noqa: SLF001 - the bot fetches it as anybody on this machine could
        return answer.status, await answer.read()


async def test_the_example_file_needs_no_file(world: World) -> None:
    page = await world.browser.open("/")
    await world.browser.press(to(page, "chats/3/example"))
    (attached,) = world.bot.got[-1]["attachments"]
    assert (await download(world, attached["content"]["downloadUrl"]))[1] == b"name,email\n"
    assert (await download(world, f"{world.base}/demo/files/none"))[0] == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "choose a file"), (b"", "choose a file"), (b"x" * (256 * 1024 + 1), "larger than 256 KB")],
)
async def test_a_file_that_cannot_be_sent_is_refused_kindly(world: World, content: bytes | None, said: str) -> None:
    page = await world.browser.open("/")
    file = None if content is None else ("c3-file", "people.csv", content)
    page = await world.browser.press(to(page, "chats/3/file"), file=file)
    assert said in alert(page)
    assert world.bot.got[-1]["type"] == "installationUpdate"


async def test_a_file_of_the_largest_size_is_taken(world: World) -> None:
    page = await world.browser.open("/")
    await world.browser.press(to(page, "chats/3/file"), file=("c3-file", "people.csv", b"x" * (256 * 1024)))
    assert len(world.bot.got[-1]["attachments"]) == 1


async def test_what_is_far_too_large_is_refused_with_a_page(world: World) -> None:
    page = await world.browser.open("/")
    page = await world.browser.press(to(page, "chats/3/file"), file=("c3-file", "people.csv", b"x" * 1_200_000))
    assert (world.browser.status, page.one("h1").words) == (413, "Too large")


@pytest.mark.parametrize("place", ["chats/9/say", "chats/1/cards/c1m9v1", "chats/1/cards/nonsense"])
async def test_a_chat_or_card_that_is_not_there_is_a_page_that_is_not_there(world: World, place: str) -> None:
    page = await shown(world, PICK)
    button = to_card(page, "Send")
    button.at["formaction"] = f"/demo/{place}"
    page = await world.browser.press(button)
    assert (world.browser.status, page.one("h1").words) == (404, "I can't find that page")


async def test_a_button_that_was_tampered_with_is_refused_kindly(world: World) -> None:
    page = await shown(world, PICK)
    button = to_card(page, "Send")
    button.at["value"] = "{}"
    page = await world.browser.press(button)
    assert (world.browser.status, page.one("h1").words) == (400, "That did not work")
