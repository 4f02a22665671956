"""Every button: its verb, who may press it, what it reads and what it does.

Verbs and their fields are a promise: a card that was sent last year still gets an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.cards import Card
from bot.domain.people import GIVERS, TAUGHT, Role
from bot.front.commands import what_i_can_do
from bot.front.fields import Fields, read
from bot.usecases import after, meetings, people, reflection, times
from bot.usecases import today as today_
from bot.usecases.ports import Work

ANYONE = frozenset(Role)
MEMBERS = GIVERS | TAUGHT
COORDINATORS = frozenset({Role.COORDINATOR})
NOTHING = type(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One button: `run` is a use case, `request` the kind of its request, `dialog` the dialog's title if it has one."""

    run: Callable[[Work, Any, datetime], Card | None]
    request: type[Any]
    roles: frozenset[Role]
    dialog: str | None = None

    def read(self, fields: Fields) -> Any:  # noqa: ANN401 - an instance of `request`
        """The request that these fields make; raises BadInput."""
        return None if self.request is NOTHING else read(self.request, fields)


ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        "commands": Action(run=what_i_can_do, request=NOTHING, roles=ANYONE),
        "next": Action(run=meetings.next_meeting, request=NOTHING, roles=ANYONE),
        "free": Action(run=times.free, request=times.Ref, roles=GIVERS),
        "offer": Action(run=times.offer, request=times.Offer, roles=GIVERS),
        "pick": Action(run=times.pick, request=times.Pick, roles=TAUGHT),
        "none_fit": Action(run=times.none_fit, request=times.Ref, roles=TAUGHT),
        "confirm": Action(run=times.confirm, request=times.Confirm, roles=GIVERS),
        "free_again": Action(run=meetings.free_again, request=times.Ref, roles=GIVERS),
        "good_today": Action(run=meetings.good_today, request=times.Ref, roles=MEMBERS),
        "not_today": Action(run=meetings.not_today, request=times.Ref, roles=GIVERS),
        "move": Action(run=meetings.move, request=times.Ref, roles=TAUGHT),
        "after_student": Action(run=after.student_says, request=after.StudentSays, roles=TAUGHT),
        "after_buddy": Action(run=after.buddy_says, request=after.BuddySays, roles=GIVERS),
        "save_reflection": Action(run=reflection.save, request=reflection.Write, roles=TAUGHT),
        "today": Action(run=today_.today, request=NOTHING, roles=COORDINATORS),
        "import_yes": Action(run=people.accept_roster, request=people.Answered, roles=COORDINATORS),
        "import_no": Action(run=people.drop_roster, request=people.Answered, roles=COORDINATORS),
    }
)

# What opens a dialog and what a dialog sends in. The words of a reflection are shown here and nowhere else.
DIALOGS: Mapping[str, Action] = MappingProxyType(
    {
        "open_reflection": Action(
            run=reflection.open_dialog, request=reflection.Write, roles=TAUGHT, dialog="Your reflection"
        ),
        "read_reflection": Action(
            run=reflection.read, request=reflection.About, roles=TAUGHT, dialog="Your reflection"
        ),
        "save_reflection": Action(
            run=reflection.save_dialog, request=reflection.Write, roles=TAUGHT, dialog="Your reflection"
        ),
        "keep_draft": Action(
            run=reflection.keep_draft, request=reflection.Write, roles=TAUGHT, dialog="Your reflection"
        ),
    }
)
