"""Why somebody is away, rests, says no or leaves has no place: no column, and no box on any card."""

from __future__ import annotations

from dataclasses import fields
from typing import get_type_hints

import pytest
from sqlalchemy import LargeBinary, Text
from sqlalchemy.sql.sqltypes import String

from bot.front.actions import ACTIONS
from bot.store.tables import metadata
from tests.stage import JO, booked
from tests.test_cards import drawn, walk
from tests.world import World

ROOM_FOR_WORDS = 100  # letters; what is shorter holds a key, a state or a name
# What stands in each column with room for somebody's words. A new one is thought about here: no reason, ever.
WORDS = {
    "person.first_name": "a name",
    "person.surname": "a name",
    "person.email": "an address",
    "person.entra_id": "an account",
    "person.line": "a Buddy's own line",
    "person.needs": "what helps",
    "person.university": "where somebody studies",
    "person.discipline": "what somebody studies",
    "person.hope": "what a student hopes for",
    "person.placement": "where a student is on placement",
    "chat.entra_id": "an account",
    "chat.tenant": "an organisation",
    "chat.conversation": "a chat",
    "chat.service_url": "an address",
    "chat.member": "an account",
    "asked_in.entra_id": "an account",
    "asked_in.name": "a name",
    "choice.lines": "the lines that were ticked",
    "limits.raised": "numbers",
    "do_not_match.team": "a team",
    "content.body": "the scheme's own words",
    "cohort.name": "a name",
    "cohort.discipline": "what is studied",
    "cohort.university": "where",
    "link.label": "a label",
    "link.folded": "a label",
    "link.join_url": "an address",
    "meeting.join_url": "an address",
    "booking.event": "an event in the calendar",
    "booking.agreed": "who says that it is still on, by number",
    "watch.subscription": "a number of Graph's",
    "reflection.sealed": "a reflection",
    "reflection.draft": "a reflection",
    "share.sealed": "a reflection",
    "promise.sealed": "a promise",
    "survey.answers": "numbers",
    "form_waiting.answers": "an anonymous form",
    "form_answer.answers": "an anonymous form",
    "note.words": "a thank-you note",
    "worry.seen_as": "a name",
    "duty.shown_as": "a name",
    "proposal.body": "what a coordinator is about to do",
    "plan.found": "who could meet whom",
    "cohort.breaks": "days",
    "cohort.places": "how many of a university or course it takes",
    "undo.what": "what a coordinator did",
    "undo.body": "what a coordinator did",
    "due_work.key": "a key",
    "due_work.card_id": "a message",
    "due_work.error": "how sending went",
}
WHY = ("reason", "why", "cause", "excuse", "diagnos", "illness", "sick", "absen")
# Buttons of somebody who is not there, rests, would rather not, or leaves.
AWAY = (
    "not_today", "free_again", "move", "move_too", "none_fit", "did_not_come", "new_time", "match_no", "match_knows",
    "not_now", "break", "rest", "leave", "leave_sure", "leave_yes", "free_away", "no_call", "no_claim", "no_promise",
)  # fmt: skip
NO_WORDS = {"role", "month", "kept"}  # a role, a month, the numbers of meetings
CARDS = ("meetings/not_today", "meetings/moved", "meetings/missed", "matching/ask", "matching/matched", "profile/leave",
         "profile/rest", "profile/leave_sure")  # fmt: skip


def test_every_column_with_room_for_words_is_for_something_else_than_a_reason() -> None:
    roomy = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Text | LargeBinary)
        or (isinstance(column.type, String) and (column.type.length or ROOM_FOR_WORDS) >= ROOM_FOR_WORDS)
    }
    assert roomy == WORDS.keys()


def test_no_column_is_called_after_a_reason() -> None:
    names = [f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns]
    assert [name for name in names if any(word in name for word in WHY)] == []


@pytest.mark.parametrize("verb", AWAY)
def test_no_button_of_somebody_who_is_away_carries_words(verb: str) -> None:
    request = ACTIONS[verb].request
    named = {one.name for one in fields(request)} if request is not type(None) else set()
    hints = {name: kind for name, kind in get_type_hints(request).items() if name in named}
    assert [name for name, kind in hints.items() if kind is str and name not in NO_WORDS] == []


@pytest.mark.parametrize("name", CARDS)
def test_no_card_asks_somebody_who_is_away_for_words(name: str) -> None:
    assert [node["id"] for node in walk(drawn(name)) if node.get("type") == "Input.Text"] == []


@pytest.mark.parametrize(
    "words", ["person rest S-002 --note ill", "person leave S-002 --reason ill", "match end P-1 --note ill"]
)
async def test_no_command_takes_a_reason(world: World, words: str) -> None:
    await booked(world)
    answer = await world.says(JO, words)
    assert answer.card is None
    assert "ill" not in (answer.note or "ill").replace("will", "").split()
