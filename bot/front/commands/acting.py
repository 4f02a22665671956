"""Commands with which a coordinator acts for somebody, or takes something back."""

from __future__ import annotations

from bot.front.arguments import arguments
from bot.front.commands.command import COORDINATORS, STAFF, Command
from bot.front.deeds import undo_last
from bot.usecases import acting

COMMANDS: tuple[Command, ...] = (
    Command(
        name="for",
        title="for",
        help="Answer for somebody who has no Teams",
        example="for B-014",
        roles=COORDINATORS,
        run=acting.act_for,
        read=arguments(acting.For, use="for <person>", example="for B-014"),
        menu=False,
    ),
    Command(
        name="undo",
        title="undo",
        help="Take back the last change, for ten minutes",
        example="undo",
        roles=STAFF,
        run=undo_last,
        menu=False,
    ),
)
