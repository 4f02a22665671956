"""Every command: its name, who may use it, where, and what it does. Help and the manifest are made of this table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rapidfuzz import fuzz, process

from bot.cards import Card
from bot.cards.help import Commands, Line, NotUnderstood
from bot.domain.people import GIVERS, TAUGHT, ChatKind, Role
from bot.front.grammar import FREE_EXAMPLE, read_windows
from bot.usecases import meetings, people, reflection, times
from bot.usecases import today as today_
from bot.usecases.ports import Work

ANYONE = frozenset(Role)
COORDINATORS = frozenset({Role.COORDINATOR})
ALONE = frozenset({ChatKind.PERSONAL})
ANYWHERE = frozenset(ChatKind)
NEAR = 3  # suggestions for words that mean nothing here
ALIKE = 50  # of 100: less is no suggestion
ASK = r"((can|could) (you|someone|somebody|anyone|anybody) )?(i )?(need |want )?(some )?"
NEED_HELP = re.compile(rf"{ASK}help( ?me)?(( right)? ?now)?")
NO_LETTER = re.compile(r"[\W_]+")
UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))  # some keyboards and clients put them in
EDGES = " \t\r\n\u00a0/.!?,;:\"'`*\u2018\u2019\u201c\u201d\u2026"


def rest_of(words: str, _now: datetime) -> str:
    """Arguments that are a text as it stands."""
    return words


def nothing(_words: str, _now: datetime) -> None:
    """A command that takes no arguments; words behind it are not minded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command. `name` and `also` are what starts it; `title` stands in Teams' menu if `menu` is set.

    `read` turns what follows the name into the request of `run` (raises BadInput); `file`: a file may hold it instead.
    """

    name: str
    title: str
    help: str
    example: str
    roles: frozenset[Role]
    run: Callable[[Work, Any, datetime], Card | None]
    read: Callable[[str, datetime], Any] = nothing
    places: frozenset[ChatKind] = ALONE
    also: tuple[str, ...] = ()
    menu: bool = True
    file: bool = False


def what_i_can_do(work: Work, _request: None, _now: datetime) -> Card:
    """The commands that this person may use, each with an example."""
    return Commands(commands=tuple(_line(one) for one in COMMANDS if work.actor.is_a(one.roles)))


def not_understood(work: Work, words: str, _now: datetime) -> Card:
    """The commands nearest to what was typed, among those that this person may use."""
    known = {one.example: one for one in COMMANDS if work.actor.is_a(one.roles)}
    near = process.extract(words.lower()[:60], known.keys(), scorer=fuzz.WRatio, limit=NEAR, score_cutoff=ALIKE)
    return NotUnderstood(near=tuple(_line(known[name]) for name, _, _ in near))


def _line(command: Command) -> Line:
    return Line(example=command.example, help=command.help)


COMMANDS: tuple[Command, ...] = (
    Command(
        name="help",
        title="help now",
        help="Who can help me now",
        example="help now",
        roles=ANYONE,
        run=what_i_can_do,  # never reached by typing: `help` is answered before anybody is looked up
        places=ANYWHERE,
    ),
    Command(
        name="commands",
        title="what I can do",
        help="What I can do for you",
        example="commands",
        roles=ANYONE,
        run=what_i_can_do,
        places=ANYWHERE,
        also=("menu", "start", "hi", "hello", "what can you do", "what i can do"),
    ),
    Command(
        name="next",
        title="next meeting",
        help="Your next meeting, or what I am waiting for",
        example="next",
        roles=GIVERS | TAUGHT,
        run=meetings.next_meeting,
        also=("next meeting", "my next meeting", "when is my next meeting"),
    ),
    Command(
        name="reflect",
        title="reflect",
        help="Write the reflection that is waiting",
        example="reflect",
        roles=TAUGHT,
        run=reflection.latest,
        also=("reflection", "my reflection"),
    ),
    Command(
        name="free",
        title="free",
        help="Say when you are free for the next meeting",
        example=FREE_EXAMPLE,
        roles=GIVERS,
        run=times.offer_next,
        read=read_windows,
        also=("i am free", "i'm free"),
    ),
    Command(
        name="today",
        title="today",
        help="What needs you today",
        example="today",
        roles=COORDINATORS,
        run=today_.today,
        menu=False,
    ),
    Command(
        name="person import",
        title="person import",
        help="Bring people in from a CSV file",
        example="person import",
        roles=COORDINATORS,
        run=people.propose_roster,
        read=rest_of,
        also=("import",),
        menu=False,
        file=True,
    ),
)
NAMES = sorted(((name, one) for one in COMMANDS for name in (one.name, *one.also)), key=lambda pair: -len(pair[0]))


def asks_for_help(words: str) -> bool:
    """Whether somebody asks for help, in any of the usual ways."""
    plain = NO_LETTER.sub(" ", unicodedata.normalize("NFKC", words).translate(UNSEEN).lower())
    return bool(NEED_HELP.fullmatch(" ".join(word for word in plain.split() if word != "please")))


def find(words: str) -> tuple[Command, str] | None:
    """The command that the words start with, and what follows it; None when they start with none."""
    stripped = words.lstrip(EDGES).rstrip()  # what follows the name may end as it likes
    tidy = _tidy(words)
    for name, command in NAMES:
        if tidy == name:
            return command, ""
        if command.read is not nothing and re.match(rf"{re.escape(name)}[\s\u00a0]", tidy):
            parts = re.split(r"[\s\u00a0]+", stripped, maxsplit=len(name.split()))
            return command, parts[-1]
    return None


def _tidy(words: str) -> str:
    return " ".join(words.strip(EDGES).replace("\u2019", "'").lower().split())
