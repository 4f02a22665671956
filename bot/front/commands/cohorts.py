"""Commands about cohorts."""

from __future__ import annotations

from bot.front.arguments import arguments
from bot.front.commands.command import COORDINATORS, STAFF, Command
from bot.usecases import closing, cohort_views, cohorts

NEW = 'cohort new "OT Autumn 26" --start 2026-10-05 --end 2026-12-18'
COMMANDS: tuple[Command, ...] = (
    Command(
        name="cohort new",
        title="cohort new",
        help="Make a new cohort",
        example=NEW,
        roles=COORDINATORS,
        run=cohorts.new,
        read=arguments(
            cohorts.New,
            use='cohort new "name" [--series s] [--model m] [--discipline d] [--university u] [--start d] [--end d]',
            example=NEW,
        ),
        menu=False,
    ),
    Command(
        name="cohort list",
        title="cohort list",
        help="The cohorts that are open, or all of them",
        example="cohort list",
        roles=STAFF,
        run=cohort_views.listed,
        read=arguments(cohort_views.Options, use="cohort list [--open|--all]", example="cohort list --all"),
        also=("cohorts",),
        menu=False,
    ),
    Command(
        name="cohort show",
        title="cohort show",
        help="One cohort: its pairs, week by week, and what needs you",
        example="cohort show C-3",
        roles=STAFF,
        run=cohort_views.shown,
        read=arguments(cohorts.Which, use="cohort show <cohort>", example="cohort show C-3"),
        menu=False,
    ),
    Command(
        name="cohort set",
        title="cohort set",
        help="Set the first day, the last day, the breaks or the places of a cohort",
        example="cohort set C-3 --end 2026-12-18",
        roles=COORDINATORS,
        run=cohorts.set_days,
        read=arguments(
            cohorts.Days,
            use="cohort set <cohort> [--start day] [--end day] [--closed <days>] [--places <limits>]",
            example="cohort set C-3 --end 2026-12-18",
        ),
        menu=False,
    ),
    Command(
        name="cohort pause",
        title="cohort pause",
        help="Let a cohort rest: nothing in it is asked or said for now",
        example="cohort pause C-3",
        roles=COORDINATORS,
        run=cohorts.pause,
        read=arguments(cohorts.Which, use="cohort pause <cohort>", example="cohort pause C-3"),
        menu=False,
    ),
    Command(
        name="cohort resume",
        title="cohort resume",
        help="Let a cohort go on",
        example="cohort resume C-3",
        roles=COORDINATORS,
        run=cohorts.resume,
        read=arguments(cohorts.Which, use="cohort resume <cohort>", example="cohort resume C-3"),
        menu=False,
    ),
    Command(
        name="cohort extend",
        title="cohort extend",
        help="Let one pair or group go on for longer than its cohort",
        example="cohort extend P-12 2027-01-08",
        roles=COORDINATORS,
        run=closing.extend,
        read=arguments(closing.Extend, use="cohort extend <pair> <last day>", example="cohort extend P-12 2027-01-08"),
        menu=False,
    ),
    Command(
        name="cohort close",
        title="cohort close",
        help="Close a cohort when its meetings are over",
        example="cohort close C-3",
        roles=COORDINATORS,
        run=closing.close,
        read=arguments(closing.Close, use="cohort close <cohort>", example="cohort close C-3"),
        menu=False,
    ),
)
