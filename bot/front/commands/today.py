"""The coordinator's day."""

from __future__ import annotations

from bot.front.commands.command import COORDINATORS, Command
from bot.usecases import today as today_

COMMANDS: tuple[Command, ...] = (
    Command(
        name="today",
        title="today",
        help="What needs you today",
        example="today",
        roles=COORDINATORS,
        run=today_.today,
        menu=False,
    ),
)
