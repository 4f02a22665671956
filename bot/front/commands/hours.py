"""Commands about hours."""

from __future__ import annotations

from bot.domain.people import GIVERS
from bot.front.arguments import arguments
from bot.front.commands.command import COORDINATORS, Command
from bot.usecases import correcting, hours

SET = "hours set B-007 --month 2026-11 --minutes 240 --costs 3.40"

COMMANDS: tuple[Command, ...] = (
    Command(
        name="hours",
        title="hours",
        help="Your time this month",
        example="hours",
        roles=GIVERS,
        run=hours.running,
        also=("my hours", "my time"),
    ),
    Command(
        name="hours show",
        title="hours show",
        help="Everybody's hours of a month, or one person's",
        example="hours show B-007 --month 2026-11",
        roles=COORDINATORS,
        run=hours.show,
        read=arguments(
            hours.Show,
            use="hours show [<person>] [--month 2026-11] [--page 2]",
            example="hours show B-007 --month 2026-11",
        ),
        menu=False,
    ),
    Command(
        name="hours set",
        title="hours set",
        help="Put right what somebody gave for a month",
        example=SET,
        roles=COORDINATORS,
        run=correcting.set_hours,
        read=arguments(
            correcting.SetHours,
            use="hours set <person> --month 2026-11 [--minutes 240] [--prep 60] [--costs 3.40]",
            example=SET,
        ),
        menu=False,
    ),
    Command(
        name="hours approve",
        title="hours approve",
        help="Approve a person's hours of a month",
        example="hours approve B-007 --month 2026-11",
        roles=COORDINATORS,
        run=hours.approve,
        read=arguments(
            hours.Show, use="hours approve <person> --month 2026-11", example="hours approve B-007 --month 2026-11"
        ),
        menu=False,
    ),
)
