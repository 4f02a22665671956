"""Commands about free times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import GIVERS
from bot.front.arguments import arguments
from bot.front.commands.command import COORDINATORS, Command
from bot.front.free_words import AWAY_EXAMPLE, WEEKLY_EXAMPLE, read_away, read_times, read_weekly
from bot.front.grammar import FREE_EXAMPLE, read_windows
from bot.usecases import free, free_for, times
from bot.usecases.profile import MEMBERS

ADD = 'free add B-014 "tue 10-12 weekly until 18 dec"'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Added:
    person: str
    words: str


_ADDED = arguments(_Added, use='free add <person> "<times>"', example=ADD)


def read_added(words: str, now: datetime) -> free_for.AddFree:
    """Whose times, and which."""
    given = _ADDED(words, now)
    return free_for.AddFree(person=given.person, times=read_times(given.words, now))


COMMANDS: tuple[Command, ...] = (
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
        name="free every",
        title="free every",
        help="Say when you are free each week",
        example=WEEKLY_EXAMPLE,
        roles=MEMBERS,
        run=free.given,
        read=read_weekly,
        also=("free each", "free weekly", "i am free every", "i'm free every"),
        menu=False,
    ),
    Command(
        name="away",
        title="away",
        help="Say when you are away",
        example=AWAY_EXAMPLE,
        roles=GIVERS,
        run=free.away,
        read=read_away,
        also=("i am away", "i'm away"),
        menu=False,
    ),
    Command(
        name="my times",
        title="my times",
        help="The times that I keep for you",
        example="my times",
        roles=MEMBERS,
        run=free.my_times,
        also=("my free times",),
        menu=False,
    ),
    Command(
        name="free add",
        title="free add",
        help="Write down when somebody is free",
        example=ADD,
        roles=COORDINATORS,
        run=free_for.add,
        read=read_added,
        menu=False,
    ),
    Command(
        name="free remove",
        title="free remove",
        help="Take out a free time",
        example="free remove B-014 12",
        roles=COORDINATORS,
        run=free_for.remove,
        read=arguments(free_for.RemoveFree, use="free remove <person> <number>", example="free remove B-014 12"),
        menu=False,
    ),
    Command(
        name="free show",
        title="free show",
        help="When somebody is free",
        example="free show B-014",
        roles=COORDINATORS,
        run=free_for.show,
        read=arguments(free_for.ShowFree, use="free show <person>", example="free show B-014"),
        menu=False,
    ),
)
