"""Commands about messages on their way."""

from __future__ import annotations

from bot.front.arguments import arguments
from bot.front.commands.command import COORDINATORS, Command
from bot.usecases import sends, sends_hold

COMMANDS: tuple[Command, ...] = (
    Command(
        name="sends",
        title="sends",
        help="Messages on their way: late ones, those that did not arrive, and who can't be reached",
        example="sends",
        roles=COORDINATORS,
        run=sends.look,
        read=arguments(
            sends.Look, use="sends [unsure|failed|late|waiting|unreached] [--page 2]", example="sends failed"
        ),
        menu=False,
    ),
    Command(
        name="sends hold",
        title="sends hold",
        help="Hold messages back for a while",
        example="sends hold C-3",
        roles=COORDINATORS,
        run=sends_hold.hold,
        read=arguments(sends_hold.Which, use="sends hold [cohort]", example="sends hold C-3"),
        menu=False,
    ),
    Command(
        name="sends resume",
        title="sends resume",
        help="Let messages that are held back go out again",
        example="sends resume C-3",
        roles=COORDINATORS,
        run=sends_hold.resume,
        read=arguments(sends_hold.Which, use="sends resume [cohort]", example="sends resume C-3"),
        menu=False,
    ),
)
