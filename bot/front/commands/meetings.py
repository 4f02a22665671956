"""Commands about meetings."""

from __future__ import annotations

from bot.domain.people import GIVERS, TAUGHT
from bot.front.commands.command import Command
from bot.usecases.next import what_is_next

COMMANDS: tuple[Command, ...] = (
    Command(
        name="next",
        title="next meeting",
        help="Your next meeting, or what I am waiting for",
        example="next",
        roles=GIVERS | TAUGHT,
        run=what_is_next,
        also=("next meeting", "my next meeting", "when is my next meeting"),
    ),
)
