"""Speaking to the channel: what each answer means, and where a token may go."""

from __future__ import annotations

import socket

import pytest
from aiohttp import ClientSession, ClientTimeout, web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.domain.people import Chat
from bot.front.turn import Json
from bot.front.voice import MayHaveArrived, NotNow, Unreachable
from bot.teams.allowed import Allowed
from bot.teams.connector import Connector
from bot.teams.voice import TeamsVoice
from tests.fakes.connector import FakeConnector, Fault
from tests.teams.conftest import Clock, FixedTokens

CARD: dict[str, Json] = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [{"type": "TextBlock", "text": "Secret words"}],
}
WORDS: dict[str, Json] = {"type": "message", "text": "Secret words"}


@pytest.fixture
def tokens() -> FixedTokens:
    return FixedTokens("ours")


@pytest.fixture
def connector(channel: FakeConnector, session: ClientSession, tokens: FixedTokens) -> Connector:
    return Connector(
        session=session,
        tokens=tokens,
        allow=Allowed((), loopback=channel.url),
        clock=Clock().utc,
        patience=ClientTimeout(total=0.3, connect=0.2),
    )


@pytest.fixture
def chat(channel: FakeConnector) -> Chat:
    return Chat(conversation="a:personal", service_url=channel.url, tenant="t")


async def test_a_card_is_said_with_a_summary_that_tells_nothing(
    connector: Connector, channel: FakeConnector, chat: Chat
) -> None:
    message = await TeamsVoice(connector).say(chat, CARD)

    assert message == "1:made1"
    assert channel.got[0].activity == {
        "type": "message",
        "summary": "Buddy Scheme: a message for you",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": CARD}],
    }


async def test_a_card_takes_the_place_of_an_earlier_one(
    connector: Connector, channel: FakeConnector, chat: Chat
) -> None:
    assert await TeamsVoice(connector).say(chat, CARD, replaces="1:card") == "1:card"

    assert [(got.method, got.message) for got in channel.got] == [("PUT", "1:card")]


async def test_ids_are_written_so_that_they_stay_one_part_of_the_path(
    connector: Connector, channel: FakeConnector
) -> None:
    channel.conversations = {"19:x/../y@thread.tacv2;messageid=1"}

    await connector.send(channel.url, "19:x/../y@thread.tacv2;messageid=1", WORDS)

    assert channel.got[0].conversation == "19:x/../y@thread.tacv2;messageid=1"


async def test_a_member_is_asked_for(connector: Connector, channel: FakeConnector) -> None:
    channel.members["29:a/b"] = {"id": "29:a/b", "email": "a@example.org"}

    assert (await connector.member(channel.url, "a:personal", member="29:a/b"))["email"] == "a@example.org"


@pytest.mark.parametrize("status", [408, 412, 429, 500, 502, 503, 504])
async def test_what_may_pass_is_not_now(connector: Connector, channel: FakeConnector, status: int) -> None:
    channel.faults = [Fault(status=status)]

    with pytest.raises(NotNow, match=str(status)) as raised:
        await connector.send(channel.url, "a:personal", WORDS)
    assert raised.value.after == 0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0.25", 0.25),
        ("-3", 0.0),
        ("999999", 3600.0),
        ("nan", 0.0),
        ("inf", 0.0),
        ("soon", 0.0),
        ("", 0.0),
        ("Fri, 15 Jan 2027 08:00:30 GMT", 30.0),
        ("Fri, 15 Jan 2027 08:00:30", 30.0),
        ("Fri, 15 Jan 2027 07:00:00 GMT", 0.0),
    ],
)
async def test_the_channel_says_how_long_to_wait(
    connector: Connector, channel: FakeConnector, header: str, seconds: float
) -> None:
    assert Clock().utc().strftime("%d %b %Y %H:%M") == "15 Jan 2027 08:00"
    channel.faults = [Fault(status=429, retry_after=header)]

    with pytest.raises(NotNow) as raised:
        await connector.send(channel.url, "a:personal", WORDS)
    assert raised.value.after == seconds


@pytest.mark.parametrize("status", [302, 400, 403, 404, 405, 413, 422])
async def test_what_will_not_change_is_unreachable(connector: Connector, channel: FakeConnector, status: int) -> None:
    channel.faults = [Fault(status=status)]

    with pytest.raises(Unreachable, match=str(status)):
        await connector.send(channel.url, "a:personal", WORDS)
    assert channel.requests == 1


async def test_the_service_refuses_what_the_real_one_refuses(connector: Connector, channel: FakeConnector) -> None:
    with pytest.raises(Unreachable, match="400"):
        await connector.send(channel.url, "a:personal", {"text": "no type"})
    with pytest.raises(Unreachable, match="404"):
        await connector.send(channel.url, "a:nobody", WORDS)
    with pytest.raises(Unreachable, match="404"):
        await connector.replace(channel.url, "a:personal", WORDS, message="1:never")
    large: dict[str, Json] = {**WORDS, "attachments": [{"content": "x" * 30_000}]}
    with pytest.raises(Unreachable, match="413"):
        await connector.send(channel.url, "a:personal", large)
    assert channel.refused == [
        "activity without type, or targeted by half",
        "conversation",
        "activity",
        "card too large",
    ]


async def test_a_token_that_is_not_accepted_is_dropped_and_a_fresh_one_taken(
    connector: Connector, channel: FakeConnector, tokens: FixedTokens
) -> None:
    tokens.left = ["withdrawn", "withdrawn", "ours"]

    for _ in range(2):  # many calls may carry the same token
        with pytest.raises(NotNow, match="401"):
            await connector.send(channel.url, "a:personal", WORDS)
    assert await connector.send(channel.url, "a:personal", WORDS) == "1:made1"
    assert tokens.dropped == ["withdrawn", "withdrawn"]


async def test_when_a_fresh_token_is_not_accepted_either_asking_again_is_no_use(
    connector: Connector, channel: FakeConnector, tokens: FixedTokens
) -> None:
    tokens.left = ["withdrawn", "fresh"]

    with pytest.raises(NotNow):
        await connector.send(channel.url, "a:personal", WORDS)
    with pytest.raises(Unreachable, match="401"):
        await connector.send(channel.url, "a:personal", WORDS)


async def test_tokens_may_be_withdrawn_more_than_once(
    connector: Connector, channel: FakeConnector, tokens: FixedTokens
) -> None:
    tokens.left = ["withdrawn", "ours", "another"]
    with pytest.raises(NotNow):
        await connector.send(channel.url, "a:personal", WORDS)
    await connector.send(channel.url, "a:personal", WORDS)
    channel.bearer = "another"

    with pytest.raises(NotNow):
        await connector.send(channel.url, "a:personal", WORDS)
    assert await connector.send(channel.url, "a:personal", WORDS) == "1:made2"


async def test_without_a_token_of_ours_401_is_final(session: ClientSession, channel: FakeConnector) -> None:
    nobody = Connector(session=session, tokens=None, allow=Allowed((), loopback=channel.url), clock=Clock().utc)

    with pytest.raises(Unreachable, match="401"):
        await nobody.send(channel.url, "a:personal", WORDS)


class NoTokens(FixedTokens):
    """An identity service that is down."""

    async def bearer(self, scope: str) -> str:
        raise NotNow(f"no token for {scope}")


async def test_without_a_token_nothing_is_sent(session: ClientSession, channel: FakeConnector) -> None:
    mute = Connector(session=session, tokens=NoTokens(), allow=Allowed((), loopback=channel.url), clock=Clock().utc)

    with pytest.raises(NotNow, match="no token"):
        await mute.send(channel.url, "a:personal", WORDS)
    assert channel.requests == 0


@pytest.mark.parametrize("fault", [Fault(hang=True), Fault(reset="after"), Fault(reset="before"), Fault(garbage=True)])
async def test_words_that_were_sent_may_have_arrived(
    connector: Connector, channel: FakeConnector, fault: Fault
) -> None:
    channel.faults = [fault]

    with pytest.raises(MayHaveArrived):
        await connector.send(channel.url, "a:personal", WORDS)


async def test_showing_a_card_in_a_place_can_be_done_again(connector: Connector, channel: FakeConnector) -> None:
    channel.faults = [Fault(hang=True)]

    with pytest.raises(NotNow):
        await connector.replace(channel.url, "a:personal", WORDS, message="1:card")


async def test_asking_can_be_done_again(connector: Connector, channel: FakeConnector) -> None:
    channel.faults = [Fault(garbage=True)]

    with pytest.raises(NotNow, match="garbage"):
        await connector.member(channel.url, "a:personal", member="29:x")


async def test_nobody_at_the_address_is_not_now(session: ClientSession) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        alone = Connector(session=session, tokens=None, allow=Allowed((), loopback=url), clock=Clock().utc)

        with pytest.raises(NotNow, match="no_connection"):
            await alone.send(url, "a:personal", WORDS)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "http://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net:8443/emea/",
        "https://us@smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evilinfra.gov.teams.microsoft.us/",
        "https://smba.trafficmanager.net:nonsense/",
        "//smba.trafficmanager.net/",
        "rubbish",
        "http://127.0.0.1:1/",
        "",
    ],
)
async def test_no_token_leaves_for_a_place_that_is_not_listed(
    session: ClientSession, tokens: FixedTokens, address: str
) -> None:
    tokens.left = []  # asking for one would fail
    allow = Allowed({"smba.trafficmanager.net", "*.infra.gov.teams.microsoft.us"})
    careful = Connector(session=session, tokens=tokens, allow=allow, clock=Clock().utc)

    with pytest.raises(Unreachable, match="service_not_allowed"):
        await careful.send(address, "a:personal", WORDS)


def test_listed_places_are_allowed() -> None:
    allow = Allowed({"SMBA.trafficmanager.net", "*.sharepoint.com"})

    assert allow.admits("https://smba.trafficmanager.net/emea/")
    assert allow.admits("https://SMBA.TrafficManager.net:443/emea/")
    assert allow.admits("https://eput.sharepoint.com/sites/x")
    assert not allow.admits("https://sharepoint.com/")


def test_only_this_machine_can_be_the_loopback() -> None:
    with pytest.raises(ValueError, match="not an address of this machine"):
        Allowed((), loopback="http://evil.example/")


async def test_a_redirect_is_not_followed(session: ClientSession, channel: FakeConnector) -> None:
    async def elsewhere(_: web.Request) -> web.Response:
        raise web.HTTPTemporaryRedirect(channel.url)

    app = web.Application()
    app.router.add_post("/{rest:.*}", elsewhere)
    async with TestServer(app, host="127.0.0.1") as server:
        url = str(server.make_url("/"))
        led = Connector(session=session, tokens=FixedTokens("ours"), allow=Allowed((), loopback=url), clock=Clock().utc)
        with pytest.raises(Unreachable, match="307"):
            await led.send(url, "a:personal", WORDS)
    assert channel.requests == 0


async def test_no_log_holds_words_or_ids(connector: Connector, channel: FakeConnector) -> None:
    channel.faults = [Fault(status=500, times=1), Fault(reset="after", times=1)]

    with capture_logs() as logs:
        for _ in range(2):
            with pytest.raises((NotNow, MayHaveArrived)) as raised:
                await connector.send(channel.url, "a:personal", WORDS)
            assert "Secret" not in str(raised.value)
            assert "a:personal" not in str(raised.value)
    assert logs == []
