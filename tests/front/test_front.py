"""What the front makes of a turn, whatever the store does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import pytest
from structlog.testing import capture_logs

from bot.cards.help import HelpNow
from bot.domain.errors import BadInput, HasChanged, NotYours
from bot.domain.people import Account, ChatKind
from bot.front.front import ONLY_ALONE, WENT_AWAY, Front
from bot.front.safety import Net
from bot.front.turn import Answer, Door, Happened, Turn
from bot.usecases.ports import SeenBefore, Work
from tests.world import MONDAY, chat_of, library, person

Reply = TypeVar("Reply")
SAM = person("sam.taylor")
NET = Net.of(library().prompt_words)
TYPED = "my neighbour Mr Jones shouted"


@dataclass
class StoreThat:
    """Notes what it is asked for; raises `fault`, or gives `reply` back without running anything."""

    fault: Exception | None = None
    reply: Any = None
    noted: list[str] = field(default_factory=list)

    async def run(
        self,
        who: Account | None,
        _use_case: Callable[[Work, Any, datetime], Reply],
        _request: object,
        *,
        key: str | None = None,
        door: str = "",
    ) -> Any:  # noqa: ANN401 (whatever the test asks for)
        self.noted.append(f"{key} by {who.entra_id if who else 'us'} through {door}")
        if self.fault:
            raise self.fault
        self.noted.append("kept")
        return self.reply


def front(store: StoreThat) -> Front:
    """A front on this store, which also notes when the worker is woken."""
    return Front(
        store=store, clock=lambda: MONDAY, reference=lambda: "A1B2C3", wake=lambda: store.noted.append("woken"), net=NET
    )


def turn(happened: Happened, *, kind: ChatKind = ChatKind.PERSONAL, **more: Any) -> Turn:  # noqa: ANN401 (a Turn's own)
    chat = chat_of(SAM, kind)
    return Turn(key="turn-1", account=SAM, chat=chat, door=Door.TEAMS, happened=happened, **more)


def said(words: str, *, kind: ChatKind = ChatKind.PERSONAL) -> Turn:
    return turn(Happened.SAID, words=words, kind=kind)


async def test_help_comes_when_the_database_does_not() -> None:
    store = StoreThat(fault=ConnectionError())
    assert await front(store).answer(said("/Help now!")) == Answer(card=HelpNow())
    assert store.noted == []


@pytest.mark.parametrize("kind", ChatKind)
async def test_help_comes_wherever_it_is_asked_for(kind: ChatKind) -> None:
    assert await front(StoreThat()).answer(said("help", kind=kind)) == Answer(card=HelpNow())


@pytest.mark.parametrize("refusal", [HasChanged(), NotYours(), BadInput("Please choose a later time.")], ids=repr)
async def test_a_refusal_is_said_in_its_own_words(refusal: BadInput) -> None:
    answer = await front(StoreThat(fault=refusal)).answer(said("next"))
    assert answer == Answer(note=str(refusal))


async def test_a_refusal_is_logged_by_its_code_and_nothing_that_was_typed() -> None:
    with capture_logs() as logs:
        await front(StoreThat(fault=BadInput(TYPED))).answer(turn(Happened.PRESSED, verb="next", fields={"x": TYPED}))
        await front(StoreThat()).answer(turn(Happened.PRESSED, verb=TYPED))
    assert [(line["code"], line["happened"], line["verb"]) for line in logs] == [
        ("bad_input", "pressed", "next"),
        ("bad_card", "pressed", "unknown"),
    ]
    assert TYPED not in str(logs)


async def test_a_bug_is_our_fault_and_has_a_number() -> None:
    answer = await front(StoreThat(fault=ValueError(TYPED))).answer(said("next"))
    assert (answer.card, answer.dialog) == (None, None)
    assert answer.note is not None
    assert answer.note.startswith("Something went wrong, and it was our fault.")
    assert answer.note.endswith("please tell the coordinator this number: A1B2C3.")


async def test_a_bug_is_logged_with_its_place_and_nothing_about_anybody() -> None:
    store = StoreThat(fault=ValueError(f"{TYPED} {SAM.email}"))
    with capture_logs() as logs:
        await front(store).answer(turn(Happened.PRESSED, verb="save_reflection", fields={"meeting": 1, "w_x": TYPED}))
    assert [(line["event"], line["reference"], line["kind"]) for line in logs] == [
        ("front.bug", "A1B2C3", "ValueError")
    ]
    assert "test_front.py" in logs[0]["where"]
    assert all(secret not in str(logs) for secret in ("Jones", "sam.taylor", "entra", "chat-"))


@pytest.mark.parametrize("happened", [Happened.PRESSED, Happened.OPENED, Happened.SENT_IN])
@pytest.mark.parametrize("verb", ["", "nothing", "import_yes; drop", "__class__"])
async def test_a_button_that_is_not_ours_is_an_old_card(happened: Happened, verb: str) -> None:
    store = StoreThat()
    answer = await front(store).answer(turn(happened, verb=verb))
    assert answer.note is not None
    assert answer.note.startswith("I can't use that card.")
    assert store.noted == []


@pytest.mark.parametrize(
    ("happened", "more", "answer"),
    [
        (Happened.SAID, {"words": "next"}, Answer()),
        (Happened.CAME, {}, Answer()),
        (Happened.LEFT, {}, Answer()),
        (Happened.PRESSED, {"verb": "next"}, Answer(note=WENT_AWAY)),
        (Happened.OPENED, {"verb": "open_reflection", "fields": {"meeting": 1}}, Answer(note=WENT_AWAY)),
    ],
)
async def test_what_was_seen_before_changes_nothing(happened: Happened, more: dict[str, Any], answer: Answer) -> None:
    assert await front(StoreThat(fault=SeenBefore())).answer(turn(happened, **more)) == answer


async def test_the_worker_is_woken_after_what_happened_is_kept() -> None:
    store = StoreThat()
    await front(store).answer(said("next"))
    assert store.noted == ["turn-1 by entra-sam.taylor through teams", "kept", "woken"]


@pytest.mark.parametrize("fault", [BadInput("No."), SeenBefore(), ValueError()])
async def test_the_worker_sleeps_on_when_nothing_happened(fault: Exception) -> None:
    store = StoreThat(fault=fault)
    await front(store).answer(said("next"))
    assert "woken" not in store.noted


@pytest.mark.parametrize(
    ("happened", "more"),
    [
        (Happened.SAID, {"words": "next"}),
        (Happened.SAID, {"words": "free tue 14:00-16:00"}),
        (Happened.PRESSED, {"verb": "next"}),
        (Happened.OPENED, {"verb": "open_reflection", "fields": {"meeting": 1}}),
        (Happened.SENT_IN, {"verb": "keep_draft", "fields": {"meeting": 1}}),
    ],
)
@pytest.mark.parametrize("kind", [ChatKind.GROUP, ChatKind.CHANNEL])
async def test_nothing_personal_is_said_where_others_read_it(
    happened: Happened, more: dict[str, Any], kind: ChatKind
) -> None:
    store = StoreThat()
    assert await front(store).answer(turn(happened, kind=kind, **more)) == Answer(note=ONLY_ALONE)
    assert store.noted == []


@pytest.mark.parametrize("happened", [Happened.CAME, Happened.LEFT])
async def test_coming_to_a_group_and_leaving_it_says_nothing_about_anybody(happened: Happened) -> None:
    store = StoreThat()
    assert await front(store).answer(turn(happened, kind=ChatKind.GROUP)) == Answer()
    assert store.noted == []


async def test_a_dialog_has_its_title_and_a_card_has_none() -> None:
    store = StoreThat(reply=HelpNow())
    opened = await front(store).answer(turn(Happened.OPENED, verb="open_reflection", fields={"meeting": 1}))
    pressed = await front(store).answer(turn(Happened.PRESSED, verb="next"))
    assert (opened, pressed) == (Answer(card=HelpNow(), dialog="Your reflection"), Answer(card=HelpNow()))


async def test_a_refusal_that_is_kept_is_said_like_any_other() -> None:
    store = StoreThat(reply=NotYours())
    assert await front(store).answer(said("next")) == Answer(note=str(NotYours()))
    assert store.noted[1:] == ["kept", "woken"]
