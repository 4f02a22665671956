"""Commands about who was there."""

from __future__ import annotations

from bot.front.arguments import arguments
from bot.front.commands.command import COORDINATORS, Command
from bot.usecases import marking

COMMANDS: tuple[Command, ...] = (
    Command(
        name="attend mark",
        title="attend mark",
        help="Say how a meeting went",
        example="attend mark M-34 held",
        roles=COORDINATORS,
        run=marking.mark,
        read=arguments(
            marking.Mark,
            use="attend mark <meeting> held, short, missed:<person> or off",
            example="attend mark M-34 missed:S-022",
        ),
        menu=False,
    ),
    Command(
        name="attend show",
        title="attend show",
        help="Who was there, meeting by meeting",
        example="attend show C-3",
        roles=COORDINATORS,
        run=marking.show,
        read=arguments(marking.Show, use="attend show <cohort>", example="attend show C-3"),
        menu=False,
    ),
)
