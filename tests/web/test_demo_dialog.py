from __future__ import annotations

from tests.web.conftest import World
from tests.web.fakes import card, dialog, execute
from tests.web.look import Look
from tests.web.steps import FORM, PICK, SAVED, alert, shown, to_card


async def open_dialog(world: World) -> Look:
    page = await shown(world, PICK)
    world.bot.answers = [dialog("Write more", FORM)]
    return await world.browser.press(to_card(page, "Longer"), typed={"c1m1v1.one.why": "so far"})


async def test_a_dialog_opens_on_a_page_of_its_own(world: World) -> None:
    page = await open_dialog(world)
    sent = world.bot.got[-1]
    assert (sent["name"], sent["value"]["data"]["why"]) == ("task/fetch", "so far")
    assert world.browser.place == "/demo/chats/1/dialog"
    assert page.one("h1").words == "Write more"
    assert [page.label(one) for one in page.fields()] == ["Label of more (required)"]


async def test_a_dialog_that_is_sent_in_shows_what_came_of_it_and_closes(world: World) -> None:
    page = await open_dialog(world)
    world.bot.answers = [dialog("Done", SAVED)]
    page = await world.browser.press(page.button("Save"), typed={"card.one.more": "one\r\ntwo"})
    assert world.bot.got[-1]["value"]["data"] == {"verb": "save", "meeting": 1, "more": "one\ntwo"}
    assert page.one("h2").words == "Saved"
    page = await world.browser.press(page.button("Back to the chats"))
    assert world.browser.place == "/#c1m1"
    assert page.by_id("c1m1v1-why").at["value"] == "so far"


async def test_an_empty_answer_closes_the_dialog(world: World) -> None:
    page = await open_dialog(world)
    world.bot.answers = [None]
    await world.browser.press(page.button("Save"), typed={"card.one.more": "x"})
    assert world.browser.place == "/#c1m1"


async def test_a_refusal_keeps_the_dialog_open_with_all_its_words(world: World) -> None:
    page = await open_dialog(world)
    world.bot.answers = [{"task": {"type": "message", "value": "Please leave out the name."}}]
    page = await world.browser.press(page.button("Save"), typed={"card.one.more": "Long\r\nwords"})
    assert alert(page) == "Please leave out the name."
    assert page.one("title").words.startswith("Error: ")
    assert page.by_id("card-more").words == "\nLong\nwords"


async def test_what_is_missing_in_a_dialog_is_said_at_its_field(world: World) -> None:
    page = await open_dialog(world)
    page = await world.browser.press(page.button("Save"))
    assert page.described(page.by_id("card-more")) == "Error: Please fill this in."
    assert world.browser.place == "/demo/chats/1/dialog#card-more"


async def test_a_dialog_that_is_refused_leaves_the_words_at_its_card(world: World) -> None:
    page = await shown(world, PICK)
    world.bot.answers = [{"task": {"type": "message", "value": "Not now."}}]
    page = await world.browser.press(to_card(page, "Longer"), typed={"c1m1v1.one.why": "x"})
    assert alert(page) == "Not now."
    world.bot.answers = [None]
    page = await world.browser.press(to_card(page, "Longer"), typed={"c1m1v1.one.why": "x"})
    assert world.browser.place == "/#c1m1"


async def test_a_dialog_that_was_closed_elsewhere_says_so(world: World) -> None:
    page = await open_dialog(world)
    save = page.button("Save")
    await world.browser.press(page.button("Close without sending"))
    world.browser.page = page
    page = await world.browser.press(save, typed={"card.one.more": "x"})
    assert "was closed before" in alert(page)
    await world.browser.open("/demo/chats/1/dialog")
    assert world.browser.status == 200


async def test_teams_knows_no_execute_in_a_dialog_so_the_demo_does_not_either(world: World) -> None:
    page = await shown(world, PICK)
    world.bot.answers = [dialog("Wrong", card(actions=(execute("Go", "v"),)))]
    page = await world.browser.press(to_card(page, "Longer"), typed={"c1m1v1.one.why": "x"})
    await world.browser.press(page.button("Go"))
    assert world.browser.status == 500
    assert "Action.Submit" in world.faults[0]


async def test_a_dialog_outlives_a_bot_that_does_not_answer(world: World) -> None:
    page = await open_dialog(world)
    world.bot.status = 500
    page = await world.browser.press(page.button("Save"), typed={"card.one.more": "my words"})
    assert alert(page).startswith("Something went wrong")
    assert page.by_id("card-more").words == "\nmy words"
