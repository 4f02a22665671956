"""Commands about notes that ask for a call, and about who is on duty."""

from __future__ import annotations

import re
from datetime import datetime

from bot.domain.errors import BadInput, Passed
from bot.domain.times import wall
from bot.front.arguments import arguments
from bot.front.commands.command import ANYONE, COORDINATORS, STAFF, Command, nothing
from bot.front.grammar import read_day
from bot.usecases import rota, worries
from bot.usecases.duty import talk

SET_USE = "duty set <person> <day>[..<day>] [--deputy]"
SET_EXAMPLE = "duty set Jo 1 dec..5 dec"
UNREAD = "I can't read who and when."
DEPUTY = re.compile(r"\s(?:--|\u2014|\u2013)deputy\s*$", re.IGNORECASE)


def read_duty(words: str, now: datetime) -> rota.SetDuty:
    """'Jo Field 1 dec..5 dec --deputy': a name of any length, then days; raises BadInput with an example."""
    deputy, plain = bool(DEPUTY.search(words)), " ".join(DEPUTY.sub("", words).replace('"', " ").split()).split(" ")
    today, why = wall(now).date(), UNREAD
    for length in range(1, len(plain)):  # the shortest name behind which only days stand
        first, dots, last = " ".join(plain[length:]).partition("..")
        try:
            days = read_day(first, today), read_day(last if dots else first, today)
        except Passed as fault:
            why = str(fault)
            continue
        except BadInput:
            continue
        return rota.SetDuty(person=" ".join(plain[:length]), first=days[0], last=days[1], deputy=deputy)
    raise BadInput(f"{why} Please write: {SET_USE}. For example: {SET_EXAMPLE}")


COMMANDS: tuple[Command, ...] = (
    Command(
        name="talk",
        title="talk to a person",
        help="Ask for a call from a person",
        example="talk",
        roles=ANYONE,
        run=talk,  # never reached by typing: it is answered before anybody is looked up
        read=nothing,
        also=("talk to a person", "talk to the coordinator", "talk to someone", "call me", "worry", "i'm worried"),
    ),
    Command(
        name="worry list",
        title="worry list",
        help="Notes that ask for a call",
        example="worry list --open",
        roles=STAFF,
        run=worries.list_notes,
        read=arguments(worries.ListNotes, use="worry list [--open]", example="worry list --open"),
        menu=False,
    ),
    Command(
        name="worry take",
        title="worry take",
        help="Say that you have a note, and will call",
        example="worry take W-7",
        roles=STAFF,
        run=worries.take,
        read=arguments(worries.TakeNote, use="worry take <note>", example="worry take W-7"),
        menu=False,
    ),
    Command(
        name="worry close",
        title="worry close",
        help="Close a note when you have talked",
        example="worry close W-7",
        roles=STAFF,
        run=worries.ask_to_close,
        read=arguments(
            worries.CloseNote, use="worry close <note> [--ref <number>]", example="worry close W-7 --ref INC-1234"
        ),
        menu=False,
    ),
    Command(
        name="duty set",
        title="duty set",
        help="Say who is on duty on which days",
        example=SET_EXAMPLE,
        roles=COORDINATORS,
        run=rota.set_duty,
        read=read_duty,
        menu=False,
    ),
    Command(
        name="duty show",
        title="duty",
        help="Who is on duty in the next two weeks",
        example="duty show",
        roles=STAFF,
        run=rota.show_duty,
        also=("duty",),
        menu=False,
    ),
)
