"""The command that takes a list out of the scheme."""

from __future__ import annotations

from bot.front.arguments import arguments
from bot.front.commands.command import COORDINATORS, Command
from bot.usecases import exporting

COMMANDS: tuple[Command, ...] = (
    Command(
        name="export",
        title="export",
        help="Get a list of a cohort as a file",
        example="export attendance C-3",
        roles=COORDINATORS,
        run=exporting.export,
        read=arguments(
            exporting.Export, use="export roster|attendance|hours|audit <cohort>", example="export attendance C-3"
        ),
        menu=False,
    ),
)
