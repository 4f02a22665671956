"""Commands about reflections."""

from __future__ import annotations

from bot.domain.people import TAUGHT, Role
from bot.front.commands.command import Command
from bot.usecases import reflection, reminding, sharing

COMMANDS: tuple[Command, ...] = (
    Command(
        name="reflect",
        title="reflect",
        help="Write the reflection that is waiting",
        example="reflect",
        roles=TAUGHT,
        run=reflection.latest,
        also=("reflection", "my reflection"),
    ),
    Command(
        name="my reflections",
        title="my reflections",
        help="Read, share or take back what you wrote",
        example="my reflections",
        roles=TAUGHT,
        run=reminding.mine,
        also=("what i share",),
    ),
    Command(
        name="reflections",
        title="reflections",
        help="What students share with you",
        example="reflections",
        roles=frozenset({Role.TUTOR}),
        run=sharing.with_me,
        menu=False,
    ),
)
