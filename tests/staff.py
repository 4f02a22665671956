"""A coordinator at work: commands typed, questions answered, and what is there afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from bot.cards.people import Imported, ImportPreview
from bot.cards.staff import Done, Listing, ShallI
from bot.domain.people import Account, PersonId
from bot.usecases.ports import Work
from tests.stage import JO
from tests.world import World, shown

Found = TypeVar("Found")
HEAD = "role,first_name,surname,email,pair,cohort,said_yes,registered\n"
KIM = "student,Kim,Lee,kim.lee@university.example,Two,{cohort},{yes},\n"
ROBIN = "buddy,Robin,Hart,robin.hart@university.example,Two,,{yes},{yes}\n"


def pair_rows(*, yes: str = "", cohort: str = "") -> str:
    """A list with Kim and Robin as a pair; `yes`: what stands under said_yes and registered."""
    return HEAD + KIM.format(yes=yes, cohort=cohort) + ROBIN.format(yes=yes)


async def imported(world: World, rows: str) -> Imported:
    """Jo brings these people in."""
    card = shown(await world.says(JO, f"person import\n{rows}"))
    assert isinstance(card, ImportPreview)
    done = shown(await world.presses(JO, "import_yes", proposal=card.proposal))
    assert isinstance(done, Imported)
    return done


async def asks(world: World, words: str) -> ShallI:
    """Jo types a command that asks first."""
    card = shown(await world.says(JO, words))
    assert isinstance(card, ShallI), card
    return card


async def does(world: World, words: str, *, by: Account = JO) -> Done:
    """Jo, or somebody else, types a command, and says yes when asked."""
    answer = await world.says(by, words)
    card = shown(answer)
    if isinstance(card, ShallI):
        card = shown(await world.presses(by, "yes", proposal=card.proposal, typed=card.typed))
    assert isinstance(card, Done), card
    return card


async def undone(world: World, done: Done | Imported) -> str:
    """Jo takes it back; what she reads."""
    answer = await world.presses(JO, "undo", undo=done.undo)
    if answer.note:
        return answer.note
    card = shown(answer)
    assert isinstance(card, Done)
    return card.what


async def lists(world: World, words: str) -> str:
    """What a list says, as one text."""
    card = shown(await world.says(JO, words))
    assert isinstance(card, Listing), card
    lines = [line for row in card.rows for line in (row.say, row.more) if line]
    return "\n".join([card.title, *lines, card.nothing])


async def refused(world: World, words: str) -> str:
    """What Jo reads when a command cannot be done."""
    note = (await world.says(JO, words)).note
    assert note is not None
    return note


async def look(world: World, what: Callable[[Work], Found]) -> Found:
    """What Jo may see of the scheme."""

    def seen(work: Work, _request: None, _now: datetime) -> Found:
        return what(work)

    return await world.store.read(JO, seen, None)


def numbered(text: str, letter: str) -> PersonId:
    """The person whose short id stands in the text."""
    found = re.search(rf"{letter}-(\d+)", text)
    assert found is not None
    return PersonId(int(found[1]))
