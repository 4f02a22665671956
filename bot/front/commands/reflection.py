"""Commands about reflections."""

from __future__ import annotations

from bot.domain.people import TAUGHT
from bot.front.commands.command import Command
from bot.usecases import reflection

COMMANDS: tuple[Command, ...] = (
    Command(
        name="reflect",
        title="reflect",
        help="Write the reflection that is waiting",
        example="reflect",
        roles=TAUGHT,
        run=reflection.latest,
        also=("reflection", "my reflection"),
    ),
)
