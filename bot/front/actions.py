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
from bot.front import deeds
from bot.front.commands import what_i_can_do
from bot.front.fields import Fields, read
from bot.usecases import (
    after,
    answering,
    before_meeting,
    booking_news,
    breaks,
    duty,
    ending,
    forms,
    free,
    hours,
    joining,
    me,
    meetings,
    nobody,
    outcomes,
    plan_asking,
    plans,
    profile,
    profile_cards,
    reflection,
    reminding,
    resting,
    roster,
    safety,
    sends,
    sharing,
    surveys,
    thanking,
    times,
    tutoring,
)
from bot.usecases import today as today_
from bot.usecases.next import what_is_next
from bot.usecases.ports import Work

ANYONE = frozenset(Role)
MEMBERS = GIVERS | TAUGHT
COORDINATORS = frozenset({Role.COORDINATOR})
TUTORS = frozenset({Role.TUTOR})
SHARE, NOTE = "Share with my tutor", "A thank-you note"
STAFF = frozenset({Role.COORDINATOR, Role.LEAD})
NOTHING = type(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One button: `run` is a use case, `request` the kind of its request, `dialog` the dialog's title if it has one.

    `own`: nobody can press it for somebody else. `talk`: the card that asks for a call comes beside its answer.
    """

    run: Callable[[Work, Any, datetime], Card | None]
    request: type[Any]
    roles: frozenset[Role]
    dialog: str | None = None
    own: bool = False
    talk: bool = False

    def read(self, fields: Fields) -> Any:  # noqa: ANN401 - an instance of `request`
        """The request that these fields make; raises BadInput."""
        return None if self.request is NOTHING else read(self.request, fields)


ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        "commands": Action(run=what_i_can_do, request=NOTHING, roles=ANYONE),
        "next": Action(run=what_is_next, request=NOTHING, roles=ANYONE),
        "free": Action(run=times.free, request=times.Ref, roles=GIVERS),
        "offer": Action(run=times.offer, request=times.Offer, roles=GIVERS),
        "free_ask": Action(run=free.ask, request=NOTHING, roles=MEMBERS),
        "free_save": Action(run=free.give, request=free.Give, roles=MEMBERS),
        "free_same": Action(run=free.same_again, request=NOTHING, roles=MEMBERS),
        "free_mine": Action(run=free.my_times, request=NOTHING, roles=MEMBERS),
        "free_remove": Action(run=free.take_out, request=free.TakeOut, roles=MEMBERS),
        "free_away": Action(run=free.when_away, request=NOTHING, roles=GIVERS),
        "free_away_save": Action(run=free.go_away, request=free.GoAway, roles=GIVERS),
        "free_call": Action(run=duty.call_me, request=NOTHING, roles=GIVERS, own=True),
        "pick": Action(run=times.pick, request=times.Pick, roles=TAUGHT),
        "none_fit": Action(run=times.none_fit, request=times.Ref, roles=TAUGHT),
        "confirm": Action(run=times.confirm, request=times.Confirm, roles=GIVERS),
        "free_again": Action(run=meetings.free_again, request=times.Ref, roles=GIVERS),
        "good_today": Action(run=meetings.good_today, request=times.Ref, roles=MEMBERS),
        "not_today": Action(run=meetings.not_today, request=times.Ref, roles=GIVERS),
        "still_on": Action(run=booking_news.still_on, request=times.Ref, roles=MEMBERS),
        "ask_move": Action(run=before_meeting.ask_move, request=times.Ref, roles=TAUGHT),
        "agreement": Action(run=before_meeting.agreement, request=times.Ref, roles=MEMBERS),
        "move": Action(run=meetings.move, request=times.Ref, roles=TAUGHT),
        "after_student": Action(run=after.student_says, request=after.StudentSays, roles=TAUGHT),
        "after_buddy": Action(run=after.buddy_says, request=after.BuddySays, roles=GIVERS),
        "ready": Action(run=meetings.ready, request=times.Ref, roles=TAUGHT),
        "keep": Action(run=meetings.keep, request=resting.OneOf, roles=GIVERS),
        "move_too": Action(run=meetings.move_too, request=resting.OneOf, roles=GIVERS),
        "nobody_here": Action(run=nobody.nobody_here, request=times.Ref, roles=MEMBERS),
        "here_now": Action(run=nobody.here_now, request=times.Ref, roles=MEMBERS),
        "did_not_come": Action(run=nobody.did_not_come, request=times.Ref, roles=MEMBERS),
        "new_time": Action(run=outcomes.new_time, request=times.Ref, roles=TAUGHT),
        "was_there": Action(run=after.was_there, request=times.Ref, roles=TAUGHT),
        "call_back": Action(run=after.call_back, request=after.Call, roles=MEMBERS),
        "no_call": Action(run=after.no_call, request=NOTHING, roles=MEMBERS),
        "save_reflection": Action(run=reflection.save, request=reflection.Write, roles=TAUGHT, own=True),
        "match_yes": Action(run=answering.match_yes, request=answering.LinkRef, roles=MEMBERS),
        "match_no": Action(run=answering.match_no, request=answering.LinkRef, roles=MEMBERS),
        "match_knows": Action(run=answering.match_knows, request=answering.LinkRef, roles=MEMBERS),
        "reflect": Action(run=reflection.write, request=reflection.About, roles=TAUGHT, own=True),
        "reflect_later": Action(run=reminding.later, request=reflection.About, roles=TAUGHT),
        "more_time": Action(run=reminding.more_time, request=reflection.About, roles=TAUGHT),
        "one_box": Action(run=reflection.one_box, request=reflection.Write, roles=TAUGHT, own=True),
        "name_out": Action(run=reflection.leave_out_name, request=reflection.About, roles=TAUGHT, own=True),
        "name_keep": Action(run=reflection.keep_name, request=reflection.About, roles=TAUGHT, own=True),
        "my_reflections": Action(run=reminding.mine, request=NOTHING, roles=TAUGHT, own=True),
        "take_back": Action(run=sharing.take_back, request=reflection.About, roles=TAUGHT, own=True),
        "shared_with_me": Action(run=sharing.with_me, request=NOTHING, roles=TUTORS, own=True),
        "my_students": Action(run=tutoring.students, request=tutoring.Page, roles=TUTORS, own=True),
        "promise": Action(run=ending.promise, request=ending.Promise, roles=TAUGHT, own=True),
        "no_promise": Action(run=ending.no_promise, request=ending.OfCohort, roles=TAUGHT, own=True),
        "after_survey": Action(run=ending.after_survey, request=ending.OfCohort, roles=TAUGHT, own=True),
        "form": Action(run=forms.open_form, request=forms.OfLink, roles=MEMBERS, own=True),
        "send_form": Action(run=forms.send, request=forms.Answers, roles=MEMBERS, own=True),
        "send_note": Action(run=thanking.send, request=thanking.WriteNote, roles=TAUGHT, own=True),
        "no_note": Action(run=thanking.none, request=thanking.NoNote, roles=TAUGHT, own=True),
        "again": Action(run=ending.again, request=ending.SaysAgain, roles=GIVERS),
        "give_hours": Action(run=hours.give, request=hours.SaysHours, roles=GIVERS),
        "no_claim": Action(run=hours.no_claim, request=hours.OfMonth, roles=GIVERS),
        "today": Action(run=today_.today, request=NOTHING, roles=COORDINATORS),
        "ask_call": Action(run=duty.ask, request=duty.Ask, roles=ANYONE - STAFF, own=True),
        "prompt_call": Action(run=safety.call, request=NOTHING, roles=MEMBERS, own=True),
        "worry_take": Action(run=duty.take, request=duty.Ref, roles=STAFF, own=True),
        "worry_pass": Action(run=duty.pass_on, request=duty.Ref, roles=STAFF, own=True),
        "take_part": Action(run=joining.on_the_list, request=NOTHING, roles=ANYONE, own=True),
        "how": Action(run=joining.how, request=joining.As, roles=MEMBERS),
        "join": Action(run=joining.join, request=joining.As, roles=MEMBERS),
        "agree": Action(run=joining.agree, request=joining.Agree, roles=MEMBERS),
        "under_age": Action(run=joining.under_age, request=joining.As, roles=MEMBERS),
        "question": Action(run=joining.question, request=joining.As, roles=MEMBERS),
        "not_now": Action(run=joining.not_now, request=joining.As, roles=MEMBERS),
        "call_me": Action(run=duty.call_me, request=NOTHING, roles=MEMBERS),
        "setting": Action(run=profile.setting, request=profile.Setting, roles=MEMBERS),
        "skip": Action(run=profile.skip, request=profile.Setting, roles=MEMBERS),
        "save_needs": Action(run=profile.save_needs, request=profile.Needs, roles=MEMBERS),
        "save_quiet": Action(run=profile.save_quiet, request=profile.Hours, roles=MEMBERS),
        "save_placement": Action(run=profile.save_placement, request=profile.Placement, roles=TAUGHT),
        "no_placement": Action(run=profile.no_placement, request=profile.Following, roles=TAUGHT),
        "save_hope": Action(run=profile.save_hope, request=profile.Hope, roles=TAUGHT),
        "save_line": Action(run=profile.save_line, request=profile.Line, roles=GIVERS),
        "limits": Action(run=profile.limits, request=profile.Following, roles=GIVERS, own=True),
        "save_limits": Action(run=profile.save_limits, request=profile.SetLimits, roles=GIVERS, own=True),
        "fewer": Action(run=profile.fewer, request=NOTHING, roles=MEMBERS),
        "choices": Action(run=profile_cards.my_choices, request=NOTHING, roles=MEMBERS),
        "before": Action(run=surveys.start, request=surveys.About, roles=TAUGHT, own=True),
        "later": Action(run=surveys.later, request=surveys.About, roles=TAUGHT),
        "save_survey": Action(run=surveys.save, request=surveys.Answers, roles=TAUGHT, own=True),
        "me": Action(run=me.me, request=NOTHING, roles=ANYONE, own=True),
        "my_data": Action(run=me.my_data, request=NOTHING, roles=ANYONE, own=True),
        "show_data": Action(run=me.show_data, request=me.Page, roles=ANYONE, own=True),
        "copy_data": Action(run=me.copy_data, request=me.Page, roles=ANYONE, own=True),
        "delete_data": Action(run=me.ask_to_delete, request=NOTHING, roles=ANYONE, own=True),
        "break": Action(run=breaks.ask_rest, request=NOTHING, roles=MEMBERS),
        "rest": Action(run=breaks.rest, request=breaks.Rest, roles=MEMBERS),
        "come_back": Action(run=breaks.back, request=NOTHING, roles=MEMBERS),
        "leave": Action(run=breaks.ask_leave, request=NOTHING, roles=MEMBERS),
        "leave_sure": Action(run=breaks.sure, request=NOTHING, roles=MEMBERS),
        "leave_yes": Action(run=breaks.leave_now, request=NOTHING, roles=MEMBERS),
        "yes": Action(run=deeds.yes, request=deeds.Yes, roles=STAFF),
        "no": Action(run=deeds.no, request=deeds.No, roles=STAFF),
        "undo": Action(run=deeds.undo, request=deeds.Undo, roles=STAFF),
        "sends": Action(run=sends.overview, request=NOTHING, roles=COORDINATORS),
        "send_again": Action(run=sends.again, request=sends.One, roles=COORDINATORS),
        "send_settled": Action(run=sends.settled, request=sends.One, roles=COORDINATORS),
        "plan_look": Action(run=plans.look, request=plans.Look, roles=COORDINATORS),
        "plan_stop": Action(run=plans.stop, request=plans.OnePlan, roles=COORDINATORS),
        "plan_ask": Action(run=plan_asking.propose, request=plan_asking.AskThem, roles=COORDINATORS),
        "import_yes": Action(run=roster.accept, request=roster.Answered, roles=COORDINATORS),
        "import_no": Action(run=roster.drop, request=roster.Answered, roles=COORDINATORS),
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
        "talk_keep": Action(
            run=safety.keep_and_go_on, request=reflection.Write, roles=TAUGHT, dialog="Your reflection", talk=True
        ),
        "keep_draft": Action(
            run=reflection.keep_draft, request=reflection.Write, roles=TAUGHT, dialog="Your reflection"
        ),
        "name_out": Action(
            run=reflection.leave_out_name_in_dialog,
            request=reflection.About,
            roles=TAUGHT,
            dialog="Your reflection",
        ),
        "name_keep": Action(
            run=reflection.keep_name_in_dialog, request=reflection.About, roles=TAUGHT, dialog="Your reflection"
        ),
        "share_choose": Action(run=sharing.choose, request=reflection.About, roles=TAUGHT, dialog=SHARE),
        "share_preview": Action(run=sharing.preview, request=sharing.Choose, roles=TAUGHT, dialog=SHARE),
        "share_send": Action(run=sharing.send, request=sharing.Send, roles=TAUGHT, dialog=SHARE),
        "take_back": Action(run=sharing.take_back_in_dialog, request=reflection.About, roles=TAUGHT, dialog=SHARE),
        "read_shared": Action(run=sharing.read_shared, request=sharing.Opened, roles=TUTORS, dialog="A reflection"),
        "read_promise": Action(run=ending.read_promise, request=ending.OfCohort, roles=TAUGHT, dialog="Your promise"),
        "read_note": Action(run=thanking.read, request=thanking.OneNote, roles=GIVERS, dialog=NOTE),
        "look_note": Action(run=thanking.look, request=thanking.OneNote, roles=COORDINATORS, dialog=NOTE),
        "pass_note": Action(run=thanking.pass_on, request=thanking.Pass, roles=COORDINATORS, dialog=NOTE),
        "back_note": Action(run=thanking.give_back, request=thanking.GiveBack, roles=COORDINATORS, dialog=NOTE),
    }
)
