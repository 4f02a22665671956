"""Commands of joining."""

from __future__ import annotations

from bot.domain.people import TAUGHT
from bot.front.commands.command import Command
from bot.usecases import joining, surveys
from bot.usecases.profile import MEMBERS

COMMANDS: tuple[Command, ...] = (
    Command(
        name="join",
        title="join",
        help="Say yes to taking part",
        example="join",
        roles=MEMBERS,
        run=joining.join_typed,
        menu=False,
        also=("i'd like to join", "i'd like to try", "i would like to join"),
    ),
    Command(
        name="before",
        title="before",
        help="Say where you are now, before you begin",
        example="before",
        roles=TAUGHT,
        run=surveys.newest,
        menu=False,
    ),
)
