"""Every command, from the tables of the features beside this file. Help and the manifest are made of it."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from rapidfuzz import fuzz

from bot.cards import Card
from bot.cards.help import Commands, Line, NotUnderstood
from bot.domain.people import GIVERS, TAUGHT
from bot.front.commands import (
    acting,
    attend,
    cohorts,
    duty,
    ending,
    exporting,
    free,
    hours,
    joining,
    matching,
    meet,
    meetings,
    nudging,
    people,
    profile,
    reflection,
    registration,
    sends,
    settings,
    testing,
    today,
    tutoring,
)
from bot.front.commands.command import ANYONE, ANYWHERE, Command, nothing
from bot.usecases.ports import Work

NEAR = 3  # suggestions for words that mean nothing here
ALIKE = 60  # of 100: less is no suggestion
SHORT = 3  # letters: with less, 'i' is nearly 'me'
AMONG = 90  # for a name that stands among other words
ASK = r"((can|could) (you|someone|somebody|anyone|anybody) )?(i )?(need |want )?(some )?"
NEED_HELP = re.compile(rf"{ASK}help( ?me)?(( right)? ?now)?")
NO_LETTER = re.compile(r"[\W_]+")
UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))  # some keyboards and clients put them in
EDGES = " \t\r\n\u00a0/.!?,;:\"'`*\u2018\u2019\u201c\u201d\u2026"


def what_i_can_do(work: Work, _request: None, _now: datetime) -> Card:
    """The commands that this person may use, each with an example."""
    return Commands(commands=tuple(_line(one) for one in COMMANDS if work.actor.is_a(one.roles)))


def not_understood(work: Work, words: str, _now: datetime) -> Card:
    """The commands nearest to what was typed, among those that this person may use."""
    typed = _tidy(words[:60])
    scored = ((max(_alike(typed, name) for name in (one.name, *one.also)), one) for one in COMMANDS)
    near = [(score, one) for score, one in scored if score >= ALIKE and work.actor.is_a(one.roles)]
    best = sorted(near, key=lambda pair: -pair[0])[:NEAR]
    return NotUnderstood(near=tuple(_line(one) for _, one in best), member=work.actor.is_a(GIVERS | TAUGHT))


def _alike(typed: str, name: str) -> float:
    """How near a name is to how the words begin, or that it stands among them: nobody's feelings name a command."""
    words, length = typed.split(), len(name.split())
    begins = " ".join(words[:length])
    if min(len(name), len(begins)) < SHORT:
        return 0
    if f" {name} " in f" {typed} ":
        return AMONG
    return max(fuzz.ratio(begins, name), fuzz.token_sort_ratio(begins, name))


def what_works_here(work: Work, _request: None, _now: datetime) -> Commands:
    """The commands that work where others read along: they tell nobody who is a student and who is a Buddy."""
    here = (one for one in COMMANDS if one.places == ANYWHERE and work.actor.is_a(one.roles))
    return Commands(commands=tuple(_line(one) for one in here))


def not_understood_here(work: Work, _words: str, now: datetime) -> Card:
    """The same, for words that are no command."""
    return NotUnderstood(near=what_works_here(work, None, now).commands, member=False)


def _line(command: Command) -> Line:
    return Line(example=command.example, help=command.help)


HELP: tuple[Command, ...] = (
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
)
# As they are listed: what is needed each day comes first.
COMMANDS: tuple[Command, ...] = (
    *HELP,
    *meetings.COMMANDS,
    *today.COMMANDS,
    *duty.COMMANDS,
    *joining.COMMANDS,
    *reflection.COMMANDS,
    *free.COMMANDS,
    *matching.COMMANDS,
    *meet.COMMANDS,
    *people.COMMANDS,
    *attend.COMMANDS,
    *cohorts.COMMANDS,
    *registration.COMMANDS,
    *nudging.COMMANDS,
    *acting.COMMANDS,
    *sends.COMMANDS,
    *hours.COMMANDS,
    *ending.COMMANDS,
    *profile.COMMANDS,
    *exporting.COMMANDS,
    *tutoring.COMMANDS,
    *settings.COMMANDS,
    *testing.COMMANDS,
)
NAMES = sorted(((name, one) for one in COMMANDS for name in (one.name, *one.also)), key=lambda pair: -len(pair[0]))


def asks_for_help(words: str) -> bool:
    """Whether somebody asks for help, in any of the usual ways."""
    plain = NO_LETTER.sub(" ", unicodedata.normalize("NFKC", words).translate(UNSEEN).lower())
    return bool(NEED_HELP.fullmatch(" ".join(word for word in plain.split() if word != "please")))


def asks_to_talk(words: str) -> bool:
    """Whether somebody asks to talk to a person."""
    found = find(words)
    return found is not None and found[0].name == "talk"


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
