"""How messages, and what keeps them from arriving, are called: by their kind alone, never by what they say.

Of some kinds a coordinator is not to know that somebody got one. They are all called the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.delivery import Trouble
from bot.domain.due import Kind
from bot.domain.sends import Reach

PERSONAL = "a personal message"
THE_END = "a message at the end of the series"
A_MATCH = "a message about a Buddy"
THE_TIME = "a question about times"
A_CALL = "a note that asks for a call"
REFLECTING = "a reminder to reflect"
KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        **dict.fromkeys((Kind.WELCOME, Kind.GREETING, Kind.WELCOME_NUDGE, Kind.BACK), "a welcome"),
        **dict.fromkeys((Kind.FREE, Kind.PICK, Kind.CONFIRM, Kind.ANSWER_NUDGE, Kind.FREE_DRY), THE_TIME),
        **dict.fromkeys((Kind.FREE_NUDGE, Kind.PICK_NUDGE, Kind.CONFIRM_NUDGE), f"{THE_TIME}, asked again"),
        **dict.fromkeys((Kind.BOOKED, Kind.LINK_HERE, Kind.DAY_BEFORE), "when a meeting is"),
        Kind.STILL_ON: "whether a meeting is still on",
        Kind.CALENDAR_NOTE: "news of the meeting calendar",
        **dict.fromkeys((Kind.MORNING, Kind.SOON), "a reminder of a meeting today"),
        Kind.READY: "how to get ready for a meeting",
        **dict.fromkeys((Kind.MOVED, Kind.MOVED_TODAY, Kind.RESET, Kind.CALLED_OFF), "news of a meeting that changed"),
        **dict.fromkeys((Kind.AFTER, Kind.AFTER_NUDGE), "how a meeting went"),
        Kind.MISSED: "a new time after a meeting that did not take place",
        **dict.fromkeys((Kind.REFLECT_1, Kind.REFLECT_2, Kind.REFLECT_LATER), REFLECTING),
        **dict.fromkeys((Kind.RETENTION_30, Kind.RETENTION_7), "that reflections will be deleted"),
        **dict.fromkeys((Kind.WORRY, Kind.WORRY_DEPUTY, Kind.WORRY_LEAD), A_CALL),
        Kind.NO_DUTY: "days with nobody on duty",
        **dict.fromkeys((Kind.MOVED_NOTE, Kind.MISSED_NOTE), "news of a meeting, for coordinators"),
        Kind.YES_NEEDED: "a meeting that needs a yes",
        Kind.PLAN_READY: "a plan that is ready",
        Kind.SEND_FAILED: "that messages did not arrive",
        Kind.WAITING_NEWS: "news for who waits",
        Kind.BEFORE: "questions before the first meeting",
        **dict.fromkeys((Kind.MATCH_ASK, Kind.MATCHED, Kind.MATCH_NUDGE, Kind.MATCH_OFF, Kind.LINKED), A_MATCH),
        **dict.fromkeys((Kind.LINK_ENDED, Kind.LINK_ENDED_SOON, Kind.STEPPED_OUT), A_MATCH),
        **dict.fromkeys((Kind.LINK_HELD, Kind.LINK_GOES_ON), A_MATCH),
        **dict.fromkeys((Kind.REG_30, Kind.REG_7), "that a registration runs out"),
        **dict.fromkeys((Kind.HOURS, Kind.HOURS_OK), "hours and costs"),
        **dict.fromkeys((Kind.PROMISE, Kind.END_FORM, Kind.FORM_NUDGE, Kind.AFTER_SURVEY, Kind.NOTE_ASK), THE_END),
        **dict.fromkeys((Kind.NOTE, Kind.DONE, Kind.LAST_ONE, Kind.FOLLOW_UP, Kind.COHORT_ENDED), THE_END),
        # Nobody else is to know of these.
        **dict.fromkeys((Kind.WORRY_WAITING, Kind.WORRY_SEEN, Kind.SAVED, Kind.SHARED, Kind.NOTE_BACK), PERSONAL),
        **dict.fromkeys((Kind.BREAK_OVER, Kind.SORRY), PERSONAL),
    }
)
BROKE = "The line broke while I sent it. I can't see if it arrived."
TEAMS_SAID_NO = "Teams did not take it."
OUR_FAULT = "It was our fault."
WHY: Mapping[Trouble, str] = MappingProxyType(
    {
        Trouble.NO_CHAT: "The chat with me is not open.",
        Trouble.UNREACHABLE: TEAMS_SAID_NO,
        Trouble.TOO_FAST: "Teams asked me to slow down.",
        Trouble.NOT_NOW: "Teams did not answer.",
        Trouble.MAY_HAVE_ARRIVED: BROKE,
        Trouble.WORKER_GONE: BROKE,
        Trouble.BUG: OUR_FAULT,
    }
)
TELL_THEM = "Please tell them in another way."
TELL_US = "Please tell whoever looks after me."
ASK_THEM = "Please ask them if it came, or send it again."
BY_MYSELF = "I try again by myself. You need do nothing."
STEP: Mapping[Trouble, str] = MappingProxyType(
    {
        Trouble.NO_CHAT: TELL_THEM,
        Trouble.UNREACHABLE: f"{TELL_THEM} {TELL_US}",
        Trouble.TOO_FAST: "Please send it again later.",
        Trouble.NOT_NOW: "Please send it again later, or tell them in another way.",
        Trouble.MAY_HAVE_ARRIVED: ASK_THEM,
        Trouble.WORKER_GONE: ASK_THEM,
        Trouble.BUG: f"{TELL_THEM} {TELL_US}",
    }
)
REACH: Mapping[Reach, str] = MappingProxyType(
    {
        Reach.OTHERWISE: "wished to be reached in another way",
        Reach.NEVER: "has not added me in Teams",
        Reach.GUEST: "works elsewhere and has not added me in Teams",
        Reach.REMOVED: "has taken me away in Teams",
        Reach.BLOCKED: "can't be written to in Teams any more",
    }
)
ROUTE: Mapping[Reach, str] = MappingProxyType(
    {
        Reach.OTHERWISE: "Please use the way they wished for.",
        Reach.NEVER: "Please help them to open the chat with me, or write to them.",
        Reach.GUEST: "They must add me themselves. Please send them the link to the app by e-mail.",
        Reach.REMOVED: "They may not want messages. Please ask them in another way how they would like to be reached.",
        Reach.BLOCKED: "Please ask them in another way how they would like to be reached.",
    }
)
