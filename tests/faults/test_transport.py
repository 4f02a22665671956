"""Teams, its identity service or its keys fail: who gets what, who sees it, and that nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.teams.connector import SCOPE
from tests.fakes.connector import Fault as Broken
from tests.fakes.identity import public_jwk
from tests.faults.fault import Fault
from tests.faults.scene import Scene, scene_of, tokens_from
from tests.stage import ALEX, JO, SAM, TUESDAY, pair
from tests.templates import WorldAt

ASKED = "Meeting 1: Starting well"
STUCK = "1 message did not arrive. Type: sends"
LATER = "It arrives a little later, once."
UNSEEN = "Nothing: it puts itself right."
FIND_IT = "Nothing new in the chat; 'next' and the cards that are there show what is to be answered."
COUNTED = "'today' counts a message that could not be sent."
TWICE = "Twice the same card, and one answer counts."
SAID_AGAIN = "It is said again, since it may not have arrived."
ROW_WAITS = "The message stays in the database and is tried again, later each time."
ROW_STAYS = "The message stays in the database with the reason."
WELCOME_BACK = "Nothing; when they open the chat again, all that still counts."
UNREACHED = "'today' names the person as somebody whom Buddy can't reach."
CHAT_WAITS = "The message waits in the database for a chat."
GONE = "test_who_has_closed_the_chat_is_named_to_the_coordinator_and_hears_the_rest_on_coming_back"
FINAL = "test_what_the_channel_will_never_take_is_shown_to_the_coordinator"
PASSES = "test_what_passes_by_itself_is_said_a_little_later_once"
ASKED_TO_WAIT = "test_nothing_is_said_before_the_channel_wants_it"
OPEN = "test_an_answer_that_is_lost_may_show_the_card_twice_and_never_not_at_all"
REPLY = "test_an_answer_to_typed_words_is_tried_three_times_and_what_was_done_is_kept"

FAULTS: tuple[Fault, ...] = (
    Fault("Teams finds a message not acceptable (400)", FIND_IT, COUNTED, ROW_STAYS, FINAL),
    Fault("The person has blocked or removed Buddy (403)", WELCOME_BACK, UNREACHED, CHAT_WAITS, GONE),
    Fault("The chat is gone (404)", WELCOME_BACK, UNREACHED, CHAT_WAITS, GONE),
    Fault("A message is too large (413)", FIND_IT, COUNTED, ROW_STAYS, FINAL),
    Fault(
        "Our token is not accepted (401), a fresh one is",
        LATER,
        UNSEEN,
        "The old token is dropped, and the message waits two seconds for a new one.",
        "test_a_token_that_was_withdrawn_is_renewed_and_the_message_arrives",
    ),
    Fault(
        "Our token is never accepted (401 twice): the registration is broken",
        FIND_IT,
        COUNTED,
        ROW_STAYS,
        "test_when_no_token_is_accepted_the_coordinator_sees_it",
    ),
    Fault("Somebody else writes in the same chat (412)", LATER, UNSEEN, ROW_WAITS, PASSES),
    Fault("Teams has a fault of its own (500)", LATER, UNSEEN, ROW_WAITS, PASSES),
    Fault("Teams is being repaired (502)", LATER, UNSEEN, ROW_WAITS, PASSES),
    Fault("Teams takes too long inside (504)", LATER, UNSEEN, ROW_WAITS, PASSES),
    Fault("Nobody is at Teams' address", LATER, UNSEEN, ROW_WAITS, "test_a_channel_that_is_not_there_is_waited_for"),
    Fault("Too many messages (429), 'wait 7 seconds'", LATER, UNSEEN, ROW_WAITS, ASKED_TO_WAIT),
    Fault("Too many messages (429), 'wait 2.5 seconds'", LATER, UNSEEN, ROW_WAITS, ASKED_TO_WAIT),
    Fault("Too many messages (429), without saying how long", LATER, UNSEEN, ROW_WAITS, ASKED_TO_WAIT),
    Fault("Too many messages (429), 'wait 200 seconds'", LATER, UNSEEN, ROW_WAITS, ASKED_TO_WAIT),
    Fault("Teams takes a message and never answers", TWICE, UNSEEN, SAID_AGAIN, OPEN),
    Fault("Teams takes a message and the connection breaks", TWICE, UNSEEN, SAID_AGAIN, OPEN),
    Fault("Teams takes a message and answers with nonsense", TWICE, UNSEEN, SAID_AGAIN, OPEN),
    Fault(
        "Any of these while somebody presses a button",
        "The answer on the card at once: it needs no message of ours.",
        UNSEEN,
        "What was pressed is in the database before the answer.",
        "test_a_press_is_answered_though_nothing_can_be_sent",
    ),
    Fault(
        "Any of these while somebody types",
        "The answer within 12 seconds, or none: then typing it again helps.",
        "Nothing; the log counts answers that could not be said.",
        "What was asked for is done; only the words about it are missing.",
        REPLY,
    ),
    Fault(
        "The identity service is slow",
        LATER,
        UNSEEN,
        "All who wait share one question for a token.",
        "test_a_slow_identity_service_is_asked_once_for_all",
    ),
    Fault(
        "The identity service is down",
        LATER,
        UNSEEN,
        "No message leaves without a token, and each is tried again.",
        "test_messages_wait_for_an_identity_service_that_is_down",
    ),
    Fault(
        "The identity service is down, and our token still good",
        "Nothing is different.",
        UNSEEN,
        "The token serves until its end; a new one is asked for five minutes ahead.",
        "test_a_token_that_is_good_serves_while_the_identity_service_is_down",
    ),
    Fault(
        "The app's secret has ended",
        "Buttons work. Messages come after the secret is renewed.",
        "`/readyz` says that the token fails; the administrator was warned 30 days ahead.",
        ROW_WAITS,
        "test_messages_wait_for_a_new_secret",
    ),
    Fault(
        "The keys of Teams cannot be fetched, and we have them",
        "Nothing is different.",
        UNSEEN,
        "The last good keys serve.",
        "test_the_last_good_keys_serve",
    ),
    Fault(
        "The keys of Teams cannot be fetched at our start",
        "Teams says that it could not reach Buddy. Five seconds later, the keys are asked for again.",
        "`/readyz` says that there are no keys.",
        "Nothing was taken, so nothing is half done.",
        "test_without_keys_nobody_is_believed_and_they_are_asked_for_again",
    ),
    Fault(
        "The service of the keys is slow",
        "The answer, after the keys have come.",
        UNSEEN,
        "All who wait share one question for the keys.",
        "test_slow_keys_are_waited_for",
    ),
    Fault(
        "Teams signs with a new key",
        "Nothing is different.",
        UNSEEN,
        "An unknown key is asked for at once, at most once a minute.",
        "test_a_new_key_is_fetched_at_once",
    ),
)


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """What lies around us is the same for both."""
    return str(request.param)


@pytest.fixture
async def scene(world_at: WorldAt, tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene_of(await world_at(pair), tmp_path) as made:
        yield made


@pytest.mark.parametrize("status", [403, 404])
async def test_who_has_closed_the_chat_is_named_to_the_coordinator_and_hears_the_rest_on_coming_back(
    scene: Scene, status: int
) -> None:
    scene.channel.faults = [Broken(status=status)]
    await scene.offers()

    await scene.goes_on()
    await scene.goes_on(seconds=600)
    away = scene.heard(SAM), [state for state, _ in await scene.waiting()], await scene.coordinator_sees()
    await scene.sends(SAM, "installationUpdate", action="add")
    await scene.goes_on(seconds=10)

    assert away[:2] == ([], ["pending"])
    assert "1 person I can't reach" in away[2]
    assert scene.heard(SAM)[-1] == ASKED
    assert {state for state, _ in await scene.waiting()} <= {"withdrawn"}


@pytest.mark.parametrize("status", [400, 413])
async def test_what_the_channel_will_never_take_is_shown_to_the_coordinator(scene: Scene, status: int) -> None:
    scene.channel.faults = [Broken(status=status)]
    await scene.offers()

    await scene.goes_on()
    await scene.goes_on(seconds=600)

    assert scene.heard(SAM) == []
    assert await scene.waiting() == [("failed", f"unreachable: {status}")]
    assert STUCK in await scene.coordinator_sees()
    assert (await scene.types(SAM, "next"), scene.heard(SAM)) == (200, [ASKED])


async def test_a_token_that_was_withdrawn_is_renewed_and_the_message_arrives(scene: Scene) -> None:
    await scene.tokens.warm(SCOPE)
    scene.entra.bearer = scene.channel.bearer = "another"
    await scene.offers()

    await scene.goes_on()
    await scene.goes_on(seconds=3)

    assert scene.channel.refused == ["bearer"]
    assert (scene.heard(SAM), await scene.waiting()) == ([ASKED], [])


async def test_when_no_token_is_accepted_the_coordinator_sees_it(scene: Scene) -> None:
    scene.channel.bearer = "another"
    await scene.offers()

    await scene.goes_on()
    scene.entra.bearer = "fresh"
    await scene.goes_on(seconds=3)

    assert scene.channel.refused == ["bearer", "bearer"]
    assert await scene.waiting() == [("failed", "unreachable: 401")]
    assert STUCK in await scene.coordinator_sees()


@pytest.mark.parametrize("status", [412, 500, 502, 504])
async def test_what_passes_by_itself_is_said_a_little_later_once(scene: Scene, status: int) -> None:
    scene.channel.faults = [Broken(status=status, times=2)]
    await scene.offers()

    await scene.goes_on()
    first = scene.heard(SAM), await scene.waiting(), STUCK in await scene.coordinator_sees()
    for _ in range(4):
        await scene.goes_on(seconds=10)

    assert first == ([], [("pending", f"not now: {status}")], False)
    assert (scene.heard(SAM), await scene.waiting()) == ([ASKED], [])


async def test_a_channel_that_is_not_there_is_waited_for(scene: Scene) -> None:
    scene.channel.faults = [Broken(reset="before", times=1)]
    await scene.offers()

    await scene.goes_on()
    for _ in range(3):
        await scene.goes_on(seconds=10)

    assert (scene.heard(SAM), await scene.waiting()) == ([ASKED], [])


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("2.5", 2.5), (None, 2.0), ("200", 200.0)])
async def test_nothing_is_said_before_the_channel_wants_it(scene: Scene, header: str | None, seconds: float) -> None:
    scene.channel.faults = [Broken(status=429, retry_after=header)]
    await scene.offers()

    await scene.goes_on()
    await scene.goes_on(seconds=seconds - 0.1)
    too_early = scene.heard(SAM)
    for _ in range(3):
        await scene.goes_on(seconds=seconds * 0.3 + 3)

    assert too_early == []
    assert (scene.heard(SAM), await scene.waiting()) == ([ASKED], [])


@pytest.mark.parametrize("lost", [Broken(hang=True), Broken(reset="after"), Broken(garbage=True)])
async def test_an_answer_that_is_lost_may_show_the_card_twice_and_never_not_at_all(scene: Scene, lost: Broken) -> None:
    lost.takes, lost.times = True, 1
    scene.channel.faults = [lost]
    await scene.offers()

    await scene.goes_on()
    await scene.goes_on(seconds=3)
    answers = [await scene.presses(SAM, "pick", version=2, times="2026-12-01T14:00Z") for _ in range(2)]

    assert scene.heard(SAM) == [ASKED, ASKED]
    assert [status for status, _ in answers] == [200, 200]
    assert await scene.waiting() == [("pending", None)]  # Alex hears of it once


async def test_a_press_is_answered_though_nothing_can_be_sent(scene: Scene) -> None:
    scene.channel.faults = [Broken(status=500, times=1_000)]

    answer = await scene.presses(ALEX, "offer", **TUESDAY)
    await scene.goes_on()
    scene.channel.faults = []
    await scene.goes_on(seconds=3)

    assert answer == (200, "Thank you")
    assert scene.heard(SAM) == [ASKED]


@pytest.mark.parametrize(
    ("broken", "tries", "said"),
    [
        (Broken(status=502, times=2), 3, True),
        (Broken(status=502, times=3), 3, False),
        (Broken(status=404), 1, False),
        (Broken(hang=True), 1, False),
        (Broken(status=429, retry_after="200"), 1, False),
    ],
)
async def test_an_answer_to_typed_words_is_tried_three_times_and_what_was_done_is_kept(
    scene: Scene, broken: Broken, tries: int, *, said: bool
) -> None:
    scene.channel.faults = [broken]

    with capture_logs() as logs:
        status = await scene.types(ALEX, "free tue 14:00-16:00")
    heard = scene.heard(ALEX)
    scene.channel.faults = []
    await scene.goes_on()

    assert (status, bool(heard), scene.channel.requests - len(scene.heard(SAM))) == (200, said, tries)
    assert [one["event"] for one in logs] == [] if said else ["teams.reply_not_said"]
    assert scene.heard(SAM) == [ASKED]
    assert sum(number for name, number in scene.edge.counters().items() if "unsaid" in name) == (0 if said else 1)


async def test_a_slow_identity_service_is_asked_once_for_all(scene: Scene) -> None:
    scene.entra.delay = 0.3
    await scene.offers()

    await asyncio.gather(scene.goes_on(), scene.types(ALEX, "next"), scene.types(JO, "today"))

    assert scene.heard(SAM) == [ASKED]
    assert len(scene.entra.asked) == 1
    assert (len(scene.heard(ALEX)), len(scene.heard(JO))) == (1, 1)


async def test_messages_wait_for_an_identity_service_that_is_down(scene: Scene) -> None:
    scene.entra.down = True
    await scene.offers()

    await scene.goes_on()
    first = scene.channel.requests, await scene.waiting()
    scene.entra.down = False
    await scene.goes_on(seconds=60)

    assert first[0] == 0
    assert [state for state, _ in first[1]] == ["pending"]
    assert (scene.heard(SAM), await scene.waiting()) == ([ASKED], [])


async def test_a_token_that_is_good_serves_while_the_identity_service_is_down(scene: Scene) -> None:
    await scene.tokens.warm(SCOPE)
    scene.entra.down = True
    await scene.offers()

    await scene.goes_on()

    assert (scene.heard(SAM), len(scene.entra.asked)) == ([ASKED], 1)


async def test_messages_wait_for_a_new_secret(scene: Scene) -> None:
    scene.entra.secret = "renewed"
    await scene.offers()

    with capture_logs() as logs:
        await scene.goes_on()
    answer = await scene.presses(SAM, "pick", times="2026-12-01T14:00Z")
    first = scene.heard(SAM), {state for state, _ in await scene.waiting()}
    renewed = tokens_from(scene.entra, secret="renewed")
    scene.use(renewed)
    await scene.goes_on(seconds=60)
    await renewed.close()

    assert answer[0] == 200
    assert first[0] == []
    assert first[1] == {"pending"}
    assert {one["why"] for one in logs} == {"AADSTS7000222"}
    assert scene.tokens.problems() == {SCOPE: "AADSTS7000222"}
    assert [state for state, _ in await scene.waiting()] == ["withdrawn"]  # Sam has answered already
    assert len(scene.heard(ALEX)) == 1


async def test_the_last_good_keys_serve(scene: Scene) -> None:
    await scene.types(ALEX, "next")
    scene.keys.status = 500
    scene.key_clock[0] += 86_401

    assert await scene.types(ALEX, "next") == 200
    assert len(scene.heard(ALEX)) == 2


async def test_without_keys_nobody_is_believed_and_they_are_asked_for_again(scene: Scene) -> None:
    scene.keys.status = 503

    first = await scene.presses(ALEX, "offer", **TUESDAY)
    scene.keys.status = 200
    scene.key_clock[0] += 5
    second = await scene.presses(ALEX, "offer", **TUESDAY)

    assert (first, second) == ((401, ""), (200, "Thank you"))


async def test_slow_keys_are_waited_for(scene: Scene) -> None:
    scene.keys.delay = 0.3

    answers = await asyncio.gather(*(scene.types(who, "next") for who in (JO, SAM, ALEX)))

    assert (answers, scene.keys.asked) == ([200, 200, 200], 1)


async def test_a_new_key_is_fetched_at_once(scene: Scene) -> None:
    await scene.types(ALEX, "next")
    scene.keys.keys = [public_jwk("second")]
    scene.keys.signs_with = "second"
    scene.key_clock[0] += 60

    assert await scene.types(ALEX, "next") == 200
    assert len(scene.heard(ALEX)) == 2
