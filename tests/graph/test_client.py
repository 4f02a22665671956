"""What comes back when Graph, or the way to it, is not well. Nothing is asked twice, and nobody's words are kept."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.front.beyond import Gone, GraphFault, MayBeDone, NoSuchMailbox, NotGranted, NotNow, NotTaken
from bot.front.calendar import Wish
from bot.front.voice import NotNow as NoToken
from bot.graph import calls
from bot.graph.calendar import GraphCalendar
from bot.graph.client import Graph, retry_after
from bot.graph.opening import opened
from tests.fakes.graph import MAILBOX, FakeGraph, Fault
from tests.graph.conftest import OneToken

START = datetime(2026, 12, 1, 14, tzinfo=UTC)
WISH = Wish(key="k", start=START, end=START + timedelta(hours=1))
HTML = b"<html>Bad gateway</html>"


async def fault(calendar: GraphCalendar) -> GraphFault:
    with pytest.raises(GraphFault) as found:
        await calendar.book(WISH)
    return found.value


@pytest.mark.parametrize(
    ("wrong", "kind", "after"),
    [
        (Fault(status=429, retry_after="3"), NotNow, 3.0),
        (Fault(status=429, retry_after="2.128"), NotNow, 2.128),
        (Fault(status=429, retry_after="200"), NotNow, 200.0),
        (Fault(status=429, retry_after="86400"), NotNow, 600.0),
        (Fault(status=503), NotNow, 0.0),
        (Fault(status=503, body=HTML), NotNow, 0.0),
        (Fault(status=504, done=True), MayBeDone, 0.0),
        (Fault(status=500), MayBeDone, 0.0),
        (Fault(status=502, body=b""), MayBeDone, 0.0),
        (Fault(reset=True), MayBeDone, 0.0),
        (Fault(status=200, body=HTML), MayBeDone, 0.0),
        (Fault(status=200, body=b"[" * 100_000), MayBeDone, 0.0),
        (Fault(status=200, body=b'{"id": 1}'), MayBeDone, 0.0),
        (Fault(status=200, body=b'["no object"]'), MayBeDone, 0.0),
        (Fault(status=400, code="ErrorOccurrenceCrossingBoundary"), NotTaken, 0.0),
        (Fault(status=302), NotTaken, 0.0),
    ],
)
async def test_each_fault_says_what_may_be_done_and_nothing_is_repeated(
    calendar: GraphCalendar, fake: FakeGraph, wrong: Fault, kind: type[GraphFault], after: float
) -> None:
    fake.faults = [wrong]
    found = await fault(calendar)
    assert (type(found), found.after) == (kind, after)
    assert fake.calls["book"] == 1
    assert "sam.taylor" not in repr(found)


@pytest.mark.parametrize("words", ["soon", "-5", "nan", "inf", "Wed, 21 Oct 2026 07:28:00 GMT", None])
def test_a_wait_that_is_no_number_is_none_and_no_wait_is_endless(words: str | None) -> None:
    assert retry_after(words) in {0.0, 600.0}


async def test_a_missing_grant_names_itself(calendar: GraphCalendar, fake: FakeGraph) -> None:
    fake.granted = {"Calendars.ReadBasic.All"}
    assert type(await fault(calendar)) is NotGranted
    fake.granted, fake.in_scope = {"Calendars.ReadWrite"}, False
    assert str(await fault(calendar)) == "ErrorAccessDenied"


async def test_a_missing_policy_of_teams_names_itself(calendar: GraphCalendar, fake: FakeGraph) -> None:
    fake.policy = False
    with pytest.raises(NotGranted, match="Unauthorized"):
        await calendar.guard("https://teams.microsoft.com/l/x")
    fake.policy = True
    with pytest.raises(Gone):
        await calendar.guard("https://teams.microsoft.com/l/x'")


async def test_a_wrong_mailbox_is_no_missing_event(calendar: GraphCalendar, fake: FakeGraph) -> None:
    fake.mailboxes = set()
    assert type(await fault(calendar)) is NoSuchMailbox


async def test_a_token_that_is_not_accepted_is_dropped(
    calendar: GraphCalendar, fake: FakeGraph, tokens: OneToken
) -> None:
    fake.bearer = "another"
    assert type(await fault(calendar)) is NotGranted
    assert tokens.dropped == ["graph-token"]


class NoTokens(OneToken):
    """Consent has run out."""

    async def bearer(self, scope: str) -> str:
        raise NoToken(f"AADSTS7000222 {scope}")


async def test_without_a_token_nothing_is_asked(fake: FakeGraph) -> None:
    graph = Graph(library=await opened(NoTokens(), url=fake.url), url=fake.url)
    found = await fault(GraphCalendar(graph=graph, mailbox=MAILBOX, zones={}))
    await graph.close()
    assert (type(found), str(found)) == (NotGranted, "AADSTS7000222 https://graph.microsoft.com/.default")
    assert not fake.calls


async def test_nobody_there_is_surely_not_done(tokens: OneToken) -> None:
    graph = Graph(library=await opened(tokens, url="http://127.0.0.1:9/v1.0"))
    found = await fault(GraphCalendar(graph=graph, mailbox=MAILBOX, zones={}))
    await graph.close()
    assert type(found) is NotNow


async def test_a_call_takes_no_longer_than_its_patience(graph: Graph, fake: FakeGraph) -> None:
    fake.slow = 1.0
    hasty = replace(calls.BOOK, patience=0.1)
    began = time.monotonic()
    with pytest.raises(MayBeDone):
        await graph.ask(hasty, {"user": MAILBOX}, body={})
    with pytest.raises(NotNow) as found:
        await graph.ask(replace(calls.CALENDAR, patience=0.1), {"user": MAILBOX})
    assert type(found.value) is NotNow
    assert time.monotonic() - began < 0.9


async def test_at_most_three_calls_are_under_way_for_one_mailbox(calendar: GraphCalendar, fake: FakeGraph) -> None:
    fake.slow = 0.02
    await asyncio.gather(*(calendar.ready() for _ in range(9)))
    assert (fake.most_at_once, fake.calls["calendar"]) == (3, 9)


async def test_pages_that_lead_elsewhere_or_never_end_are_not_followed(
    calendar: GraphCalendar, graph: Graph, fake: FakeGraph
) -> None:
    fake.page = 1
    for number in range(2):
        await calendar.book(replace(WISH, key=str(number)))
    elsewhere = GraphCalendar(graph=replace(graph, url="https://graph.microsoft.com/v1.0"), mailbox=MAILBOX, zones={})
    with pytest.raises(NotTaken):
        await elsewhere.find(WISH)
    assert fake.calls["find"] == 1


async def test_an_id_with_signs_in_it_comes_through_whole(calendar: GraphCalendar) -> None:
    entry = await calendar.book(WISH)
    assert set("*/=+") <= set(entry.id)
    assert (await calendar.look(entry.id)).id == entry.id
