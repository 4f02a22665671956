"""Commands with which a coordinator plans meetings."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from bot.front.arguments import Read, arguments
from bot.front.commands.command import ANYWHERE, COORDINATORS, Command
from bot.usecases import meeting_lists, moving_meetings, planning_meetings, series_plan, unsure

NAMES = {"for": "person", "from": "first"}  # words that a request can't be made of
OPTION = re.compile(r"(?P<dash>--|\u2014|\u2013)(?P<name>for|from)\b", re.IGNORECASE)


def renamed(read: Read) -> Read:
    """The same, where options are called as a request can't call them."""

    def inner(words: str, now: datetime) -> Any:  # noqa: ANN401 - whatever `read` returns
        return read(OPTION.sub(lambda found: f"--{NAMES[found['name'].lower()]}", words), now)

    return inner


def _command(name: str, *, use: str, example: str, **parts: Any) -> Command:  # noqa: ANN401 - a Command's own
    kind = parts.pop("kind")
    read = renamed(arguments(kind, use=f"{name} {use}", example=example))
    return Command(name=name, title=name, example=example, roles=COORDINATORS, read=read, menu=False, **parts)


COMMANDS: tuple[Command, ...] = (
    _command(
        "meet plan",
        kind=series_plan.PlanSeries,
        use="<pair> [--from <date>] [--weeks 6]",
        example="meet plan P-12",
        help="Dates for a whole series, from free times",
        run=series_plan.propose,
    ),
    _command(
        "meet set",
        kind=planning_meetings.SetMeeting,
        use="<pair> <number> <date> <time> [--minutes 60]",
        example="meet set P-12 2 tue 14:00",
        help="Ask about one time for a meeting",
        run=planning_meetings.propose_set,
    ),
    _command(
        "meet move",
        kind=moving_meetings.MoveMeeting,
        use="<meeting> <date> <time>",
        example="meet move M-34 tue 14:00",
        help="Move a meeting that is set",
        run=moving_meetings.propose_move,
    ),
    _command(
        "meet cancel",
        kind=moving_meetings.CancelMeeting,
        use="<meeting>",
        example="meet cancel M-34",
        help="Take a meeting off its time",
        run=moving_meetings.propose_cancel,
    ),
    _command(
        "meet keep",
        kind=unsure.Keep,
        use="<meeting>",
        example="meet keep M-34",
        help="Say yes to a meeting that a registration does not reach",
        run=unsure.keep,
    ),
    _command(
        "meet list",
        kind=meeting_lists.ListMeetings,
        use="[--today | --week | --unconfirmed | --pair <pair>]",
        example="meet list --week",
        help="Meetings, and how they stand",
        run=meeting_lists.listing,
        places=ANYWHERE,
    ),
    _command(
        "confirm",
        kind=meeting_lists.SaidYes,
        use="<meeting> --for <person> --how phone|sms|post",
        example="confirm M-34 --for B-014 --how phone",
        help="Note a yes that came by phone or post",
        run=meeting_lists.said_yes,
    ),
)
