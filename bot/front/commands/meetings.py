"""Commands about meetings."""

from __future__ import annotations

from bot.domain.people import GIVERS, TAUGHT
from bot.front.commands.command import Command
from bot.usecases.next import not_today_typed, what_is_next

CANNOT = ("i can't", "i can't come", "i can't make it", "can't come", "i cannot come", "i cant come")
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
    Command(
        name="not today",
        title="not today",
        help="You can't come: move your next meeting, without a reason",
        example="not today",
        roles=GIVERS | TAUGHT,
        run=not_today_typed,
        also=(
            "not this time",
            *(f"{start}{end}" for start in CANNOT for end in ("", " today")),
            "cancel",
            "cancel my meeting",
            "move my meeting",
            "i need to move it",
        ),
    ),
)
