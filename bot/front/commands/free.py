"""Commands about free times."""

from __future__ import annotations

from bot.domain.people import GIVERS
from bot.front.commands.command import Command
from bot.front.grammar import FREE_EXAMPLE, read_windows
from bot.usecases import times

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
)
