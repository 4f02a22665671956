"""What a link asks of the actor now, or tells them: for answers, for old cards and at the moment of sending."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.cards import Card
from bot.cards.matching import (
    AskBuddy,
    AskStudent,
    Buddy,
    Ended,
    Hold,
    Linked,
    NewBuddy,
    Off,
    SteppedOut,
    Student,
    Thanks,
)
from bot.domain.cohorts import CohortState, EnrolmentState
from bot.domain.links import ASKS, NUDGE_AFTER, Learner, Link, LinkState, Said
from bot.domain.meetings import LinkId, Side, in_words
from bot.usecases.ports import Work
from bot.usecases.saying import HeldBack, Prompt, wait_since

OUT = frozenset({EnrolmentState.COMPLETE, EnrolmentState.LEFT})
OTHER = {Side.BUDDY: Side.STUDENT, Side.STUDENT: Side.BUDDY}


def my_side(work: Work, link: Link) -> Side:
    """The side on which the actor is; asked only of members."""
    return link.side_of(work.actor.id) or Side.STUDENT


def said_by_me(work: Work, link: Link) -> Said:
    """What the actor has answered."""
    return link.said.get(work.actor.id, Said.NOTHING)


def is_asked(work: Work, link: Link) -> bool:
    """Whether the link waits for the actor's answer."""
    _, side = ASKS.get(link.state, (None, None))
    return side is my_side(work, link) and said_by_me(work, link) is Said.NOTHING


def card_now(work: Work, link: Link, *, changed: bool = False) -> Card:
    """What the link asks of the actor now; else how it stands."""
    mine, said = my_side(work, link), said_by_me(work, link)
    if link.state is LinkState.ENDED:
        return _over(work, link)
    if link.frozen:
        return Hold(knows=True) if said is Said.KNOWS else hold_card(work, link)
    if link.state is LinkState.ACTIVE:
        return linked_card(work, link, changed=changed)
    if is_asked(work, link):
        return question(work, link, changed=changed)
    asking = mine is Side.BUDDY and link.state is LinkState.AGREED
    others = link.names(Side.STUDENT) if asking else ""
    return Thanks(link=link.id, others=others, asking=asking, waiting=not asking, changed=changed)


def _over(work: Work, link: Link) -> Card:
    """It was active once if all had said yes."""
    if work.links.by_answers(link) is LinkState.ACTIVE:
        return ended_card(work, link)
    return off_card(work, link)


def off_card(work: Work, link: Link) -> Off:
    """It does not go ahead."""
    mine = my_side(work, link)
    return Off(buddy=mine is Side.BUDDY, student=mine is Side.STUDENT)


def hold_card(work: Work, link: Link) -> Hold:
    """It rests, and why is nobody's news."""
    began = link.state is LinkState.ACTIVE
    return Hold(on_hold=True, began=began, others=link.names(OTHER[my_side(work, link)]) if began else "")


def linked_card(work: Work, link: Link, *, changed: bool = False) -> Linked:
    """Everybody has said yes."""
    mine = my_side(work, link)
    others = link.names(OTHER[mine])
    return Linked(others=others, buddy=mine is Side.BUDDY, student=mine is Side.STUDENT, changed=changed)


def ended_card(work: Work, link: Link) -> Card:
    """The meetings of this link have come to an end."""
    if my_side(work, link) is Side.BUDDY:
        return Ended(student=link.names(Side.STUDENT))
    places = work.cohorts.enrolments(work.actor.id)
    rematch = any(one.cohort == link.cohort and one.state is EnrolmentState.WAITING for one in places)
    return NewBuddy(buddy=link.names(Side.BUDDY), rematch=rematch, over=not rematch)


def question(work: Work, link: Link, *, changed: bool = False, again: bool = False) -> Card:
    """The question to the actor's side."""
    ask = _ask_buddy if my_side(work, link) is Side.BUDDY else _ask_student
    return replace(ask(work, link), cohort=_cohort(work, link), changed=changed, again=again)


def _cohort(work: Work, link: Link) -> str:
    """The name of the cohort, for somebody who has a place in another too."""
    places = {one.cohort for one in work.cohorts.enrolments(work.actor.id) if one.state not in OUT}
    return work.cohorts.get(link.cohort).name if places - {link.cohort} else ""


def _ask_buddy(work: Work, link: Link) -> AskBuddy:
    students = tuple(student(one) for one in work.links.learners(link))
    beside = [one.person for one in link.members if one.side is Side.BUDDY and one.person.id != work.actor.id]
    ahead = work.links.ahead(link.cohort, link.people(Side.STUDENT))
    return AskBuddy(
        link=link.id,
        students=students,
        meetings=ahead.meetings,
        others=in_words([one.first_name or "" for one in beside]) if beside else "",
        one=len(students) == 1,
        several=len(students) > 1,
        often=ahead.meetings > 1,
        once=ahead.meetings == 1,
        short=ahead.goes_on is not None,
    )


def student(one: Learner) -> Student:
    """A student as a Buddy sees them. Keys of content read as words."""
    discipline = one.discipline.replace("_", " ")
    return Student(
        first_name=one.first_name or "",
        discipline=discipline,
        university=one.university,
        hope=one.hope.rstrip("."),
        placement=one.placement.rstrip("."),
        studies_there=bool(discipline and one.university),
        studies=bool(discipline and not one.university),
        there=bool(one.university and not discipline),
        neither=not (discipline or one.university),
    )


def _ask_student(work: Work, link: Link) -> AskStudent:
    buddies = [one.person for one in link.members if one.side is Side.BUDDY]
    students = len(link.people(Side.STUDENT))
    ahead = work.links.ahead(link.cohort, link.people(Side.STUDENT))
    return AskStudent(
        link=link.id,
        buddies=tuple(Buddy(first_name=one.first_name or "", line=one.line or "") for one in buddies),
        group=students if students > 1 else 0,
        one=len(buddies) == 1,
        several=len(buddies) > 1,
        short=ahead.goes_on is not None,
    )


def _waits(work: Work, prompt: Prompt) -> Link | None:
    """The link, if it still waits for the actor; HeldBack while nothing automatic may be said of it."""
    link = work.links.get(LinkId(prompt.subject))
    if link.state in ASKS and (link.frozen or work.cohorts.get(link.cohort).state is CohortState.PAUSED):
        raise HeldBack
    return link if is_asked(work, link) and _about(link, prompt) else None


def _about(link: Link, prompt: Prompt) -> bool:
    """Whether the link stands as it did when the message became due."""
    return prompt.key.split(":")[2] == str(int(link.since.timestamp()))


def say_question(work: Work, prompt: Prompt, now: datetime) -> Card | None:
    """The question; it waits while something has come in the way, which the coordinator sees."""
    link = _waits(work, prompt)
    if link and not work.links.stands(link, now=now):
        raise HeldBack
    return question(work, link) if link else None


def say_again(work: Work, prompt: Prompt, now: datetime) -> Card | None:
    """The question once more, two days after it really went out."""
    link = _waits(work, prompt)
    if not link:
        return None
    asked = work.links.asked_at(link, work.actor.id)
    wait_since(asked, now, work.site.closed, wait=NUDGE_AFTER)
    if not work.links.stands(link, now=now):
        raise HeldBack
    return question(work, link, again=True)


def say_off(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """It does not go ahead: for those who had read the question, and did not say no themselves."""
    link = work.links.get(LinkId(prompt.subject))
    heard = work.links.asked_at(link, work.actor.id) and said_by_me(work, link) is not Said.NO
    return off_card(work, link) if heard and link.state is LinkState.ENDED else None


def say_linked(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Everybody has said yes."""
    link = work.links.get(LinkId(prompt.subject))
    if link.frozen:
        raise HeldBack
    return linked_card(work, link) if link.state is LinkState.ACTIVE and _about(link, prompt) else None


def say_ended(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """The meetings have come to an end; who has left the scheme had words of their own."""
    link = work.links.get(LinkId(prompt.subject))
    gone = work.actor.standing and work.actor.standing.left_at
    return ended_card(work, link) if link.state is LinkState.ENDED and not gone else None


def say_rests(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """It is on hold, if it still is."""
    link = work.links.get(LinkId(prompt.subject))
    return hold_card(work, link) if link.frozen and link.state is not LinkState.ENDED else None


def say_goes_on(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """It is on hold no more."""
    link = work.links.get(LinkId(prompt.subject))
    goes_on = link.state is LinkState.ACTIVE and not link.frozen
    return Hold(goes_on=True, others=link.names(OTHER[my_side(work, link)])) if goes_on else None


def say_stepped_out(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Somebody has left, and the others go on; nothing if they came back, or it has ended since."""
    link = work.links.get(LinkId(prompt.subject))
    who = [one.first_name or "" for one in link.gone if str(one.id) == prompt.key.split(":")[3]]
    return SteppedOut(who=in_words(who)) if who and link.state is LinkState.ACTIVE else None
