"""Commands about who meets whom."""

from __future__ import annotations

from bot.front.arguments import arguments
from bot.front.commands.command import COORDINATORS, Command
from bot.usecases import pairing, plans, suggesting

COMMANDS: tuple[Command, ...] = (
    Command(
        name="match suggest",
        title="match suggest",
        help="Who might meet whom in a cohort; nothing is sent",
        example="match suggest C-3",
        roles=COORDINATORS,
        run=suggesting.suggest,
        read=arguments(suggesting.Suggest, use="match suggest <cohort> [--max 3]", example="match suggest C-3"),
        menu=False,
    ),
    Command(
        name="match all",
        title="match all",
        help="A plan of who could meet whom in a whole cohort; nothing is sent before you say yes",
        example="match all C-3",
        roles=COORDINATORS,
        run=plans.match_all,
        read=arguments(plans.OfCohort, use="match all <cohort>", example="match all C-3"),
        menu=False,
    ),
    Command(
        name="match outlook",
        title="match outlook",
        help="How many students a cohort can take, and what would help",
        example="match outlook C-3",
        roles=COORDINATORS,
        run=plans.outlook,
        read=arguments(plans.OfCohort, use="match outlook <cohort>", example="match outlook C-3"),
        menu=False,
    ),
    Command(
        name="match make",
        title="match make",
        help="Ask a Buddy and a student, or a group, whether they would like to meet",
        example="match make S-022 B-014",
        roles=COORDINATORS,
        run=pairing.propose,
        read=arguments(
            pairing.Make,
            use="match make <student> [<student> ...] <buddy> [<buddy> ...] [--cohort C-3]",
            example="match make S-022 B-014",
        ),
        menu=False,
    ),
    Command(
        name="match end",
        title="match end",
        help="End a pair or group in kind words",
        example="match end P-12 --rematch",
        roles=COORDINATORS,
        run=pairing.propose_end,
        read=arguments(pairing.End, use="match end <pair> [--rematch] [--quiet]", example="match end P-12 --rematch"),
        menu=False,
    ),
    Command(
        name="match resume",
        title="match resume",
        help="Let a pair or group that is on hold go on",
        example="match resume P-12",
        roles=COORDINATORS,
        run=pairing.propose_resume,
        read=arguments(pairing.OnePair, use="match resume <pair>", example="match resume P-12"),
        menu=False,
    ),
)
