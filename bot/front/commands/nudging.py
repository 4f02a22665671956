"""The command that asks again."""

from __future__ import annotations

from bot.front.arguments import arguments
from bot.front.commands.command import COORDINATORS, Command
from bot.usecases import nudging

EXAMPLE = "remind S-022 reflection"
COMMANDS: tuple[Command, ...] = (
    Command(
        name="remind",
        title="remind",
        help="Ask again for what waits for an answer",
        example=EXAMPLE,
        roles=COORDINATORS,
        run=nudging.remind,
        read=arguments(nudging.Remind, use="remind <who> [confirm|reflection|form]", example=EXAMPLE),
        menu=False,
    ),
)
