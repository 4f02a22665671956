"""Commands about the end of a series."""

from __future__ import annotations

from bot.front.arguments import arguments
from bot.front.commands.command import COORDINATORS, Command
from bot.usecases import forms, thanking

COMMANDS: tuple[Command, ...] = (
    Command(
        name="thanks",
        title="thanks",
        help="Thank-you notes that wait for a look",
        example="thanks",
        roles=COORDINATORS,
        run=thanking.waiting,
        also=("thank-you notes",),
        menu=False,
    ),
    Command(
        name="feedback",
        title="feedback",
        help="What a cohort's anonymous forms add up to",
        example="feedback C-3",
        roles=COORDINATORS,
        run=forms.sums,
        read=arguments(forms.InCohort, use="feedback <cohort>", example="feedback C-3"),
        menu=False,
    ),
)
