"""One pair, one meeting, one reflection: who does what, and who gets what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.cards import Card
from bot.cards.people import ImportPreview
from bot.front.render import Renderer
from bot.front.turn import Answer, Json
from tests.stage import ALEX, JO, NAMES, SAM, TUESDAY, TWO, heading, ref, said
from tests.world import ROSTER, World, shown

ACCOUNTS = {"Jo": JO, "Sam": SAM, "Alex": ALEX}
HELD = {"took_place": "held", "respect": "yes"}
Gets = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`who` presses a button, or types words; `answer` is the first line of what replaces the card."""

    at: str = ""
    who: str = ""
    says: str = ""
    presses: str = ""
    fields: Mapping[str, Json] = field(default_factory=dict)
    about: int = 1
    answer: str = ""
    gets: Gets = field(default_factory=list)


PATH = [
    Step(who="Alex", presses="offer", fields=TUESDAY, answer="Thank you", gets=[("Sam", "Meeting 1: Starting well")]),
    Step(who="Sam", presses="pick", fields={"times": TWO}, answer="Sent", gets=[("Alex", "Can you do this?")]),
    Step(who="Alex", presses="confirm", fields={"time": TWO}, answer="It's set", gets=[("Sam", "It's set")]),
    Step(who="Sam", says="next", answer="It's set"),
    Step(at="2026-12-01 08:29"),
    Step(at="2026-12-01 09:00", gets=[("Alex", "Today at 14:00"), ("Sam", "Where are you now?")]),
    Step(who="Alex", presses="good_today", answer="It's set"),
    Step(at="2026-12-01 13:49"),
    Step(at="2026-12-01 13:50", gets=[("Alex", "In 10 minutes"), ("Sam", "In 10 minutes")]),
    Step(at="2026-12-01 14:30"),
    Step(at="2026-12-01 15:04"),
    Step(at="2026-12-01 15:05", gets=[("Alex", "Thank you"), ("Sam", "How did it go?")]),
    Step(who="Sam", presses="after_student", fields=HELD | {"useful": "9"}, answer="Your reflection: Starting well"),
    Step(who="Sam", presses="save_reflection", fields={"w_heard": "A private thing."}, answer="Saved"),
    Step(who="Alex", presses="after_buddy", fields=HELD | {"how": "good", "call": "no"}, answer="Thank you"),
    Step(who="Jo", says="today", answer="Today, Tue 1 Dec"),
    Step(at="2026-12-02 14:59"),
    Step(at="2026-12-02 15:00", gets=[("Alex", "When are you free?")]),
    Step(at="2026-12-09 12:00", gets=[("Alex", "When are you free?")]),  # reminded once
    Step(at="2026-12-11 12:00"),
]


def first_line(renderer: Renderer, answer: Answer) -> str:
    """The first line of the card in an answer."""
    return heading(renderer.render(shown(answer)))


async def acts(world: World, step: Step) -> str:
    """Somebody does something, and is answered."""
    account = ACCOUNTS[step.who]
    if step.says:
        return first_line(world.renderer, await world.says(account, step.says))
    fields = {**await ref(world, step.about), **step.fields}
    return first_line(world.renderer, await world.presses(account, step.presses, **fields))


async def walk(world: World, path: list[Step]) -> list[tuple[str, Gets]]:
    """What each step is answered with, and who then hears what; twice over, since nothing may be said again."""
    found = []
    for step in path:
        if step.at:
            world.clock.now = datetime.fromisoformat(step.at).replace(tzinfo=UTC)
        answer = await acts(world, step) if step.who else ""
        found.append((answer, await said(world) + await said(world)))
    return found


async def test_a_coordinator_brings_a_pair_in_and_both_are_greeted(world: World) -> None:
    await world.comes(JO)
    for account in (SAM, ALEX):
        await world.comes(account)
    preview = shown(await world.says(JO, f"/person import\n{ROSTER}"))
    assert isinstance(preview, ImportPreview)
    assert (preview.new_people, preview.new_pairs, preview.fault_count) == (2, 1, 0)
    await world.presses(JO, "import_yes", proposal=preview.proposal)
    titles = [card["body"][0]["text"] for card in await world.hears(ALEX)]  # type: ignore[index,call-overload]
    assert titles == ["Welcome to the Buddy Scheme", "When are you free?"]


async def live_through_it(world: World) -> list[tuple[str, Gets]]:
    """All of it: two strangers become a pair, meet and are asked for their next meeting."""
    strangers = [await world.comes(account) for account in (SAM, ALEX)]
    assert [first_line(world.renderer, one) for one in strangers] == ["Hello", "Hello"]
    await world.comes(JO)
    preview = shown(await world.says(JO, f"/person import\n{ROSTER}"))
    assert await said(world) == [("Jo", "Welcome, coordinator")]
    done = await world.presses(JO, "import_yes", proposal=_number(preview))
    assert first_line(world.renderer, done) == "Done"
    assert await said(world) == [
        ("Alex", "Welcome to the Buddy Scheme"),
        ("Alex", "When are you free?"),
        ("Sam", "Welcome to the Buddy Scheme"),
    ]
    return await walk(world, PATH)


async def test_a_pair_meets_once_and_everybody_hears_what_they_must_and_nothing_twice(world: World) -> None:
    assert await live_through_it(world) == [(step.answer, step.gets) for step in PATH]


async def test_nothing_that_one_person_is_sent_reaches_another(world: World) -> None:
    await live_through_it(world)
    to = {name: [one.card for one in world.voice.said if NAMES[one.conversation] == name] for name in ACCOUNTS}
    assert {name: len(cards) for name, cards in to.items()} == {"Jo": 1, "Sam": 6, "Alex": 8}
    words = {name: " ".join(str(card) for card in cards) for name, cards in to.items()}
    assert [name for name in words if "Hello Sam" in words[name]] == ["Sam"]
    assert [name for name in words if "Hello Alex" in words[name]] == ["Alex"]
    assert [name for name in words if "/ics/1-2" in words[name]] == ["Sam"]
    assert "Taylor" not in words["Alex"]
    assert "Morgan" not in words["Sam"]
    today = str(world.renderer.render(shown(await world.says(JO, "today"))))
    assert "People: 3. Pairs or groups: 1. Meetings held: 1. Reflections saved: 1." in today
    assert "private" not in today


def _number(card: Card) -> int:
    assert isinstance(card, ImportPreview)
    return card.proposal
