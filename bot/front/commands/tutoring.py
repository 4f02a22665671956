"""Commands for link tutors."""

from __future__ import annotations

from bot.domain.people import Role
from bot.front.arguments import arguments
from bot.front.commands.command import Command
from bot.usecases import tutoring

COMMANDS: tuple[Command, ...] = (
    Command(
        name="list",
        title="list",
        help="Your students, and how far they are",
        example="list",
        roles=frozenset({Role.TUTOR}),
        run=tutoring.students,
        read=arguments(tutoring.Page, use="list [--page 2]", example="list --page 2"),
        also=("students", "my students"),
    ),
)
