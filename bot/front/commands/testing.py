"""Commands that try something out, with made-up people."""

from __future__ import annotations

from bot.front.arguments import arguments
from bot.front.commands.command import COORDINATORS, Command
from bot.usecases import rehearsal

COMMANDS: tuple[Command, ...] = (
    Command(
        name="test flow",
        title="test flow",
        help="See what would be sent when, with made-up people",
        example="test flow first meeting",
        roles=COORDINATORS,
        run=rehearsal.rehearse,
        read=arguments(rehearsal.Flow, use="test flow <name>", example="test flow first meeting"),
        menu=False,
    ),
)
