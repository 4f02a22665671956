"""Commands about who takes part."""

from __future__ import annotations

from bot.front.commands.command import COORDINATORS, Command, rest_of
from bot.usecases import roster

COMMANDS: tuple[Command, ...] = (
    Command(
        name="person import",
        title="person import",
        help="Bring people in from a CSV file",
        example="person import",
        roles=COORDINATORS,
        run=roster.propose,
        read=rest_of,
        also=("import",),
        menu=False,
        file=True,
    ),
)
