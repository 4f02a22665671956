"""From a stranger to somebody who waits, rests, comes back and leaves: who does what, and who gets what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.cards.joining import AskChoice
from bot.cards.people import ImportPreview
from bot.front.turn import Json
from tests.stage import ALEX, JO, SAM, heading, said
from tests.world import World, shown

ACCOUNTS = {"Jo": JO, "Sam": SAM, "Alex": ALEX}
INVITED = """role,first_name,surname,email,pair,line
student,Sam,Taylor,sam.taylor@university.example,Pair 1,
buddy,Alex,Morgan,alex.morgan@post.example,Pair 1,I grow tomatoes.
"""
MARKED = "[Call me](https://elsewhere.example) **now** <b>&amp;"
Gets = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`who` presses a button, or types; `answer` is the first line of what comes back."""

    who: str = ""
    says: str = ""
    presses: str = ""
    fields: dict[str, Json] = field(default_factory=dict)
    at: str = ""
    answer: str = ""
    gets: Gets = field(default_factory=list)


PATH = [
    Step(who="Sam", presses="how", fields={"role": "student"}, answer="How it works"),
    Step(who="Sam", presses="agree", fields={"role": "student"}, answer="What would make this easier for you?"),
    Step(who="Sam", presses="save_needs", fields={"needs": "Captions."}, answer="When may I write to you?"),
    Step(who="Sam", presses="skip", fields={"name": "quiet"}, answer="One thing to check"),
    Step(who="Sam", presses="no_placement", answer="One hope"),
    Step(who="Sam", presses="save_hope", fields={"hope": MARKED}, answer="Thank you"),
    Step(who="Alex", presses="not_now", fields={"role": "buddy"}, answer="That's fine"),
    Step(who="Alex", says="I'd like to join", answer="Is this right for you?"),
    Step(who="Alex", presses="agree", fields={"role": "buddy"}, answer="Getting you ready"),
    Step(who="Alex", presses="skip", fields={"name": "steps"}, answer="One line about you"),
    Step(who="Alex", presses="skip", fields={"name": "limits"}, answer="Thank you"),
    Step(at="2026-12-07 09:00", gets=[("Sam", "Still looking")]),
    Step(who="Sam", says="/me", answer="About you"),
    Step(who="Sam", presses="break", answer="Take a break"),
    Step(who="Sam", presses="rest", fields={"until": "month"}, answer="Have a good rest"),
    Step(at="2026-12-14 09:00"),
    Step(at="2027-01-06 09:00", gets=[("Sam", "How are you?")]),
    Step(who="Sam", presses="come_back", answer="Welcome back"),
    Step(who="Sam", says="what do you keep about me?", answer="What I keep about you"),
    Step(who="Sam", presses="leave", answer="Leaving the scheme"),
    Step(who="Sam", presses="leave_sure", answer="Shall I take you off now?"),
    Step(who="Sam", presses="me", answer="About you"),
    Step(who="Sam", presses="leave_yes", answer="You have left the scheme"),
    Step(at="2027-02-06 09:00"),
]


async def invited(world: World) -> None:
    """Two strangers come, one asks to take part, and the coordinator brings both in."""
    await world.comes(JO)
    await world.comes(SAM)
    await world.comes(ALEX)
    assert first_line(world, await world.presses(SAM, "take_part")) == "Thank you"
    preview = shown(await world.says(JO, f"/person import\n{INVITED}"))
    assert isinstance(preview, ImportPreview)
    await world.presses(JO, "import_yes", proposal=preview.proposal)
    heard = await said(world)
    assert [one for one in heard if one[0] != "Jo"] == [
        ("Alex", "Welcome to the Buddy Scheme"),
        ("Sam", "Welcome to the Buddy Scheme"),
    ]


def first_line(world: World, answer: object) -> str:
    return heading(world.renderer.render(shown(answer)))  # type: ignore[arg-type]  # an answer


async def fields_of(world: World, step: Step) -> dict[str, Json]:
    """What a fresh card sends beside what was typed."""
    account, role = ACCOUNTS[step.who], "student" if step.who == "Sam" else "buddy"
    if step.presses != "agree":
        return {"then": role} | step.fields
    card = shown(await world.presses(account, "join", role=role))
    assert isinstance(card, AskChoice)
    return {"version": card.version, **{f"tick{one.number}": "true" for one in card.ticks}} | step.fields


async def walk(world: World) -> list[tuple[str, Gets]]:
    """What each step is answered with, and who then hears what; twice over, since nothing may be said again."""
    found = []
    for step in PATH:
        answer = ""
        if step.at:
            world.clock.now = datetime.fromisoformat(step.at).replace(tzinfo=UTC)
        if step.says:
            answer = first_line(world, await world.says(ACCOUNTS[step.who], step.says))
        elif step.who:
            fields = await fields_of(world, step)
            answer = first_line(world, await world.presses(ACCOUNTS[step.who], step.presses, **fields))
        found.append((answer, [one for one in await said(world) + await said(world) if one[0] != "Jo"]))
    return found


async def test_from_a_stranger_to_somebody_who_waits_rests_comes_back_and_leaves(world: World) -> None:
    await invited(world)
    assert await walk(world) == [(step.answer, step.gets) for step in PATH]


async def test_what_is_typed_reaches_no_message_to_anybody_and_can_be_no_markup(world: World) -> None:
    await invited(world)
    await walk(world)
    sent = " ".join(str(one.card) for one in world.voice.said)
    assert [words for words in ("Captions.", "elsewhere.example", "Call me]") if words in sent] == []
    drawn = str(world.renderer.render(shown(await world.presses(SAM, "choices"))))
    assert "\\\\[Call me\\\\](https://elsewhere.example)" in drawn


async def test_no_card_of_joining_tells_one_person_of_another(world: World) -> None:
    await invited(world)
    await walk(world)
    to_alex = [str(one.card) for one in world.voice.said if one.conversation == "chat-entra-alex.morgan"]
    to_sam = [str(one.card) for one in world.voice.said if one.conversation == "chat-entra-sam.taylor"]
    assert [words for words in ("Sam", "Taylor") if any(words in card for card in to_alex)] == []
    assert [words for words in ("Alex", "Morgan", "tomatoes") if any(words in card for card in to_sam)] == []
