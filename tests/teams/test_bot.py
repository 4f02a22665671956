"""What people do in Teams, and what they get back."""

from __future__ import annotations

from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.domain.people import Account, Chat
from bot.front.turn import Answer, Door, Happened
from tests.fakes.connector import Fault
from tests.teams.conftest import BOT, EXECUTE, STUDENT, TENANT, Hello, World, render

CARD = render(Hello())
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
NOTE = "application/vnd.microsoft.activity.message"
HELLO = Answer(card=Hello())


async def test_typed_words_become_a_turn_and_the_card_a_reply(world: World) -> None:
    world.front.answers = [HELLO]

    assert await world.say("<at>Buddy</at>\u00a0 Help ") == (200, b"")

    (turn,) = world.front.turns
    assert (turn.key, turn.words, turn.happened, turn.door) == (
        "a:personal|1700000000000",
        "Help",
        Happened.SAID,
        Door.TEAMS,
    )
    assert turn.account == Account(tenant=TENANT, entra_id=STUDENT, name="A Student")
    assert turn.chat == Chat(
        conversation="a:personal", service_url=world.channel.url, tenant=TENANT, member="29:student"
    )
    assert (turn.verb, turn.fields, turn.files, turn.card_id) == ("", {}, (), None)
    (got,) = world.channel.got
    assert (got.method, got.message) == ("POST", "1700000000000")
    assert got.activity["attachments"] == [{"contentType": ADAPTIVE, "content": CARD}]
    assert got.activity["summary"] == "Buddy Scheme: a message for you"
    assert got.activity["from"] == {"id": BOT, "name": "Buddy"}
    assert "text" not in got.activity


@pytest.mark.parametrize("targeted", [True, False])
async def test_what_only_the_bot_sees_is_answered_so_that_only_that_person_sees_it(
    world: World, *, targeted: bool
) -> None:
    channel = {"conversationType": "channel", "tenantId": TENANT, "id": "19:team"}
    world.channel.conversations.add("19:team")
    world.front.answers = [Answer(card=Hello(), also=Hello())]

    await world.say("today", conversation=channel, recipient={"id": BOT, "name": "Buddy", "isTargeted": targeted})

    assert [(got.conversation, got.targeted) for got in world.channel.got] == [("19:team", targeted)] * 2
    assert {got.activity["recipient"]["id"] for got in world.channel.got} == {"29:student"}


async def test_a_note_is_plain_text(world: World) -> None:
    world.front.answers = [Answer(note="I don't know *that*.")]

    await world.say("that")

    (got,) = world.channel.got
    assert (got.activity["text"], got.activity["textFormat"]) == ("I don't know *that*.", "plain")
    assert "attachments" not in got.activity


async def test_a_card_and_a_note_come_in_one_message(world: World) -> None:
    world.front.answers = [Answer(card=Hello(), note="Here it is.")]

    await world.say("help")

    (got,) = world.channel.got
    assert got.activity["text"] == "Here it is."
    assert len(got.activity["attachments"]) == 1


async def test_a_turn_that_asks_for_no_answer_gets_none(world: World) -> None:
    assert await world.say("help") == (200, b"")
    assert world.channel.got == []


async def test_a_press_on_submit_replaces_the_card(world: World) -> None:
    world.front.answers = [HELLO]

    await world.send(
        world.activity(value={"verb": "pick", "slot": "1", "msteams": {}}, replyToId="1:card", text="ignored")
    )

    (turn,) = world.front.turns
    assert (turn.happened, turn.verb, turn.fields, turn.card_id) == (
        Happened.PRESSED,
        "pick",
        {"slot": "1"},
        "1:card",
    )
    (got,) = world.channel.got
    assert (got.method, got.message, got.activity["attachments"][0]["content"]) == ("PUT", "1:card", CARD)


async def test_a_refusal_after_a_press_leaves_the_card(world: World) -> None:
    world.front.answers = [Answer(note="Too late.")]

    await world.send(world.activity(value={"verb": "pick"}, replyToId="1:card"))

    assert [(got.method, got.activity.get("text")) for got in world.channel.got] == [("POST", "Too late.")]


async def test_a_card_that_is_gone_is_answered_by_a_new_message(world: World) -> None:
    world.front.answers = [Answer(card=Hello(), note="Done."), HELLO]

    await world.send(world.activity(value={"verb": "pick"}, replyToId="1:gone"))
    await world.send(world.activity(value={"verb": "pick"}))

    assert [got.method for got in world.channel.got] == ["POST", "POST"]
    assert world.channel.got[0].activity["text"] == "Done."


async def test_a_card_is_replaced_and_its_note_said_once(world: World) -> None:
    world.front.answers = [Answer(card=Hello(), note="Done.")]

    await world.send(world.activity(value={"verb": "pick"}, replyToId="1:card"))

    put, post = world.channel.got
    assert (put.method, "text" in put.activity) == ("PUT", False)
    assert (post.method, post.activity["text"], "attachments" in post.activity) == ("POST", "Done.", False)


async def test_a_press_on_execute_is_answered_by_the_next_card(world: World) -> None:
    world.front.answers = [HELLO]

    status, body = await world.invoke("adaptiveCard/action", EXECUTE, replyToId="1:card")

    assert (status, body) == (200, {"statusCode": 200, "type": ADAPTIVE, "value": CARD})
    (turn,) = world.front.turns
    assert (turn.happened, turn.verb, turn.fields, turn.card_id) == (
        Happened.PRESSED,
        "confirm",
        {"meeting": 7},
        "1:card",
    )
    assert world.channel.got == []


@pytest.mark.parametrize(
    ("answer", "words"), [(Answer(note="Too late."), "Too late."), (Answer(), "Nothing has changed.")]
)
async def test_a_press_on_execute_may_be_answered_by_words(world: World, answer: Answer, words: str) -> None:
    world.front.answers = [answer]

    assert await world.invoke("adaptiveCard/action", EXECUTE) == (
        200,
        {"statusCode": 200, "type": NOTE, "value": words},
    )


async def test_words_that_come_with_a_card_are_said_beside_it(world: World) -> None:
    world.front.answers = [Answer(card=Hello(), note="Well done.")]

    _, body = await world.invoke("adaptiveCard/action", EXECUTE)

    assert body["type"] == ADAPTIVE
    assert [got.activity["text"] for got in world.channel.got] == ["Well done."]


async def test_another_card_comes_as_a_message_of_its_own_after_everything_else(world: World) -> None:
    also, dialog = Hello("Another"), {"data": {"verb": "reflect"}}
    world.front.answers = [Answer(card=Hello(), note="Well done.", also=also)] * 2 + [Answer(note="No.", also=also)] * 2

    await world.say("next")
    _, pressed = await world.invoke("adaptiveCard/action", EXECUTE)
    _, refused = await world.invoke("adaptiveCard/action", EXECUTE)
    _, closed = await world.invoke("task/submit", dialog)

    assert [body["value"] for body in (pressed, refused)] == [CARD, "No."]
    assert closed == {"task": {"type": "message", "value": "No."}}
    shown = [got.activity.get("attachments", [{}])[0].get("content") for got in world.channel.got]
    assert shown == [CARD, render(also), None, render(also), render(also), render(also)]


async def test_another_card_that_cannot_be_said_takes_nothing_away(world: World) -> None:
    world.front.answers = [Answer(card=Hello(), also=Hello("Another"))]
    world.channel.faults = [Fault(status=403)]

    _, pressed = await world.invoke("adaptiveCard/action", EXECUTE)

    assert pressed["value"] == CARD


async def test_a_card_that_refreshes_itself_changes_nothing(world: World) -> None:
    status, body = await world.invoke("adaptiveCard/action", {**EXECUTE, "trigger": "automatic"})

    assert (status, body["type"], body["value"]) == (200, NOTE, "Nothing has changed.")
    assert world.front.turns == []


async def test_a_card_that_only_reads_may_renew_itself(world: World) -> None:
    world.front.answers = [HELLO]
    action = {"type": "Action.Execute", "verb": "plan_look", "data": {"plan": 3, "page": 1}}

    _, body = await world.invoke("adaptiveCard/action", {"action": action, "trigger": "automatic"})

    assert body["value"] == CARD
    assert [(turn.verb, turn.fields) for turn in world.front.turns] == [("plan_look", {"plan": 3, "page": 1})]


@pytest.mark.parametrize(("name", "happened"), [("task/fetch", Happened.OPENED), ("task/submit", Happened.SENT_IN)])
async def test_a_dialog_is_shown(world: World, name: str, happened: Happened) -> None:
    world.front.answers = [Answer(card=Hello(), dialog="Reflect"), HELLO]
    value = {"data": {"verb": "reflect", "meeting": 7, "msteams": {"type": "task/fetch"}}, "context": {}}

    status, body = await world.invoke(name, value, replyToId="1:card")

    shown = {"height": "large", "width": "medium", "card": {"contentType": ADAPTIVE, "content": CARD}}
    assert (status, body) == (200, {"task": {"type": "continue", "value": {"title": "Reflect", **shown}}})
    (turn,) = world.front.turns
    assert (turn.happened, turn.verb, turn.fields) == (happened, "reflect", {"meeting": 7})
    _, untitled = await world.invoke(name, value)
    assert untitled["task"]["value"]["title"] == "Buddy Scheme"


@pytest.mark.parametrize("name", ["task/fetch", "task/submit"])
@pytest.mark.parametrize(
    ("answer", "words"), [(Answer(note="Too late."), "Too late."), (Answer(), "Nothing has changed.")]
)
async def test_a_dialog_may_be_answered_by_words(world: World, name: str, answer: Answer, words: str) -> None:
    world.front.answers = [answer]

    assert await world.invoke(name, {"data": {"verb": "reflect"}}) == (
        200,
        {"task": {"type": "message", "value": words}},
    )


async def test_an_invoke_that_is_not_ours_is_not_implemented(world: World) -> None:
    assert await world.invoke("composeExtension/query", {}) == (501, b"")
    assert world.front.turns == []


MALFORMED = [
    ("adaptiveCard/action", None),
    ("adaptiveCard/action", "text"),
    ("adaptiveCard/action", {}),
    ("adaptiveCard/action", {"action": "confirm"}),
    ("adaptiveCard/action", {"action": {"verb": 7}}),
    ("adaptiveCard/action", {"action": {"verb": ""}}),
    ("adaptiveCard/action", {"action": {"verb": "confirm", "data": ["x"]}}),
    ("task/fetch", {"data": {"verb": None}}),
    ("task/fetch", {"data": 7}),
    ("task/submit", {}),
]


@pytest.mark.parametrize(("name", "value"), MALFORMED)
async def test_a_malformed_press_is_a_bad_request(world: World, name: str, value: object) -> None:
    status, body = await world.invoke(name, value)

    assert (status, body["statusCode"], body["type"]) == (400, 400, "application/vnd.microsoft.error")
    assert body["value"]["code"] == "BadRequest"
    assert world.front.turns == []


@pytest.mark.parametrize("value", ["text", {}, {"verb": 7}, ["x"], 0])
async def test_a_malformed_submit_is_a_bad_request(world: World, value: object) -> None:
    status, body = await world.send(world.activity(value=value))

    assert (status, body["statusCode"]) == (400, 400)


async def test_an_execute_without_data_has_no_fields(world: World) -> None:
    await world.invoke("adaptiveCard/action", {"action": {"verb": "today"}})

    assert world.front.turns[0].fields == {}


@pytest.mark.parametrize(
    ("changes", "happened"),
    [
        ({"kind": "installationUpdate", "action": "add"}, Happened.CAME),
        ({"kind": "conversationUpdate", "membersAdded": [{"id": "29:x"}, {"id": BOT}]}, Happened.CAME),
        ({"kind": "installationUpdate", "action": "remove"}, Happened.LEFT),
        ({"kind": "conversationUpdate", "membersRemoved": [{"id": BOT}]}, Happened.LEFT),
    ],
)
async def test_coming_is_welcomed_and_leaving_is_not_answered(
    world: World, changes: dict[str, Any], happened: Happened
) -> None:
    world.front.answers = [HELLO]

    assert await world.send(world.activity(**changes)) == (200, b"")

    assert [turn.happened for turn in world.front.turns] == [happened]
    assert len(world.channel.got) == (1 if happened is Happened.CAME else 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "installationUpdate", "action": "add-upgrade"},
        {"kind": "installationUpdate", "action": "remove-upgrade"},
        {"kind": "installationUpdate"},
        {"kind": "conversationUpdate", "membersAdded": [{"id": "29:x"}]},
        {"kind": "conversationUpdate", "membersRemoved": []},
        {"kind": "conversationUpdate", "membersAdded": [{}], "recipient": None},
        {"kind": "conversationUpdate", "channelData": {"eventType": "channelRenamed", "tenant": {"id": TENANT}}},
        {"kind": "messageReaction", "reactionsAdded": [{"type": "like"}]},
        {"kind": "event", "name": "application/vnd.microsoft.meetingStart", "value": {}},
        {"kind": "typing", "from": None, "id": None},
        {"kind": "somethingNew", "value": "whatever"},
        {"kind": "message", "text": "hi", "from": {"id": "28:another-bot", "aadObjectId": STUDENT}},
        {"kind": "installationUpdate", "action": "add", "from": {"id": "29:x"}},
    ],
)
async def test_what_is_not_our_business_is_taken_and_ignored(world: World, changes: dict[str, Any]) -> None:
    assert await world.send(world.activity(**changes)) == (200, b"")

    assert (world.front.turns, world.channel.got) == ([], [])


async def test_a_reply_is_tried_three_times(world: World) -> None:
    world.front.answers = [HELLO]
    world.channel.faults = [Fault(status=429, retry_after="2.5"), Fault(status=502)]

    assert (await world.say("help"))[0] == 200

    assert len(world.channel.got) == 1
    assert world.slept == [2.5 * 1.25, 1.0 * 1.25]
    assert world.edge.counters() == {}


@pytest.mark.parametrize(
    ("fault", "kind", "requests"),
    [
        (Fault(status=503, times=9), "NotNow", 3),
        (Fault(status=429, retry_after="60", times=9), "NotNow", 1),
        (Fault(status=403, times=9), "Unreachable", 1),
        (Fault(reset="after", times=9), "MayHaveArrived", 1),
    ],
)
async def test_a_reply_that_cannot_be_said_is_counted_and_logged(
    world: World, fault: Fault, kind: str, requests: int
) -> None:
    world.front.answers = [Answer(note="Secret words")]
    world.channel.faults = [fault]

    with capture_logs() as logs:
        assert (await world.say("help"))[0] == 200

    assert world.channel.requests == requests
    assert world.edge.counters() == {f"unsaid.{kind}": 1}
    assert [(entry["event"], entry["how"]) for entry in logs] == [("teams.reply_not_said", kind)]
    assert "Secret" not in str(logs)
    assert STUDENT not in str(logs)


async def test_a_reply_is_given_up_before_the_channel_gives_up(world: World) -> None:
    world.edge._bot._patience = 0.05  # noqa: SLF001  # twelve seconds in the product
    world.front.answers = [HELLO]
    world.channel.faults = [Fault(hang=True)]

    assert (await world.say("help"))[0] == 200
    assert world.edge.counters() == {"unsaid.TimeoutError": 1}


async def test_a_file_comes_with_the_words(world: World) -> None:
    await world.say(
        "roster",
        attachments=[
            {"contentType": "text/html", "content": "<p>roster</p>"},
            {
                "contentType": "application/vnd.microsoft.teams.file.download.info",
                "name": "roster.csv",
                "content": {"downloadUrl": "https://evil.example/roster.csv", "fileType": "csv"},
            },
        ],
    )

    assert [file.name for file in world.front.turns[0].files] == ["roster.csv"]
