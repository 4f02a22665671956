"""Commands about oneself."""

from __future__ import annotations

from bot.front.commands.command import ANYONE, Command
from bot.usecases import breaks, me, profile_cards
from bot.usecases.profile import MEMBERS

COMMANDS: tuple[Command, ...] = (
    Command(
        name="me",
        title="me",
        help="About you: your choices, a break, what I keep",
        example="me",
        roles=ANYONE,
        run=me.me,
        also=("about me", "my profile"),
    ),
    Command(
        name="my choices",
        title="my choices",
        help="See and change what you told me",
        example="my choices",
        roles=MEMBERS,
        run=profile_cards.my_choices,
        menu=False,
        also=("choices", "settings", "my settings"),
    ),
    Command(
        name="my data",
        title="my data",
        help="See what I keep about you",
        example="my data",
        roles=ANYONE,
        run=me.my_data,
        menu=False,
        also=("what do you keep about me", "what do you know about me"),
    ),
    Command(
        name="break",
        title="break",
        help="Take a break",
        example="break",
        roles=MEMBERS,
        run=breaks.ask_rest,
        menu=False,
        also=("rest", "take a break", "i need a break"),
    ),
    Command(
        name="come back",
        title="come back",
        help="Come back from a break",
        example="come back",
        roles=MEMBERS,
        run=breaks.back,
        menu=False,
        also=("i'm back", "i am back"),
    ),
    Command(
        name="leave",
        title="leave",
        help="Leave the scheme",
        example="leave",
        roles=MEMBERS,
        run=breaks.ask_leave,
        menu=False,
        also=("i want to leave", "stop"),
    ),
)
