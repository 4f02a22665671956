"""A coordinator asks again for what waits for an answer: in each person's own hours, and one nudge a day at most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.after import AfterBuddy, AfterStudent
from bot.cards.reflection import RemindFirst
from bot.cards.staff import Telling, notes
from bot.cards.times import AskConfirm, AskFree, AskPick
from bot.domain.cohorts import Cohort, CohortId
from bot.domain.due import Due, Kind
from bot.domain.errors import BadInput
from bot.domain.links import Link, LinkState
from bot.domain.meetings import LinkId, Meeting, MeetingState, Side
from bot.domain.people import Person, PersonId, Role, Standing
from bot.domain.times import wall
from bot.usecases.content import content_of, model_of
from bot.usecases.finding import COHORT, LINK, MEETING, a_cohort, a_link, a_meeting, a_person, full_name
from bot.usecases.forms import say_end_form
from bot.usecases.ports import Work
from bot.usecases.ports.attendance import Attended
from bot.usecases.proposing import Deed, Result, ask_first
from bot.usecases.reflection import DONE
from bot.usecases.saying import Prompt
from bot.usecases.showing import HELD, card_now, side, theme

KINDS = ("confirm", "reflection", "form")
WITHIN = timedelta(days=4)  # over a long week-end; later it is no news
SHOWN = 8  # people on one card
TIMES = "A gentle nudge: I still need some times from you. There is no rush."
ANSWER = "A gentle nudge: I still need your answer. There is no rush. If none of this suits, just say so."
TAPS = "A gentle nudge: three quick taps are enough."
ONE_TAP = "A gentle nudge: one tap is enough."
REFLECT = "A gentle nudge: your reflection on '{title}' is waiting. It takes about {minutes} minutes."
FORM = "Anonymous: nobody can tell it was you. We only show results when at least 5 people have answered."
OWN_HOURS = "Each gets one nudge a day at most, in their own hours. Who is on a break gets none."
ASKED = {
    MeetingState.PLANNED: (Side.BUDDY, TIMES),
    MeetingState.OFFERED: (Side.STUDENT, ANSWER),
    MeetingState.HALF_CONFIRMED: (Side.BUDDY, ANSWER),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind:
    """Who (a person, a cohort, a pair or a meeting), and about what if not about everything; as it was typed."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """People, each with the thing that waits for them: 'nudge' with a meeting, or 'form' with a link."""

    people: tuple[int, ...]
    subjects: tuple[int, ...]
    forms: tuple[bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waits:
    """One thing that waits for one person, and the words with which they are asked again."""

    person: Person
    subject: int
    words: str
    form: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Among:
    """Where to look: in these cohorts, and there for one person, link or meeting if any of them is named."""

    name: str
    cohorts: tuple[CohortId, ...]
    person: PersonId | None = None
    link: LinkId | None = None
    meeting: int | None = None

    def has(self, meeting: Meeting) -> bool:
        """Whether this meeting is meant."""
        return self.link in {None, meeting.link} and self.meeting in {None, meeting.id}


def remind(work: Work, request: Remind, now: datetime) -> Card:
    """Who would be asked again, and in which words."""
    words, about = _about(request.words)
    among = _among(work, words)
    found = [one for kind in about for one in _waiting(work, among, kind, now)]
    open_, resting = _who_can(work, found)
    if not open_:
        raise BadInput(f"{among.name}: nothing waits for an answer just now. {_left_out(resting)}".rstrip())
    deed = Deed(
        name="remind",
        request=Reminded(
            people=tuple(one.person.id for one in open_),
            subjects=tuple(one.subject for one in open_),
            forms=tuple(one.form for one in open_),
        ),
    )
    telling = [Telling(who=full_name(one.person), words=one.words) for one in open_ if not one.form][:SHOWN]
    telling += [Telling(who="Who has not sent the last form", words=FORM)] if any(one.form for one in open_) else []
    named = sum(not one.form for one in open_)
    facts = notes(OWN_HOURS, f"And {named - SHOWN} more." if named > SHOWN else "", _left_out(resting))
    what = f"{among.name}: I ask again for what waits."
    return ask_first(work, deed, what=what, notes=facts, telling=telling, now=now)


def do_remind(work: Work, request: Reminded, now: datetime) -> Result:
    """Each is asked again today, or when they may be written to; a second time today changes nothing."""
    asked = zip(request.people, request.subjects, request.forms, strict=True)
    work.due.record((_due(*one, now=now) for one in asked), now=now)
    work.audit("reminded", len(set(request.people)), now=now)
    return Result(what="I ask them again.", notes=notes(OWN_HOURS))


def say_answer(work: Work, meeting: Meeting, _prompt: Prompt, now: datetime) -> Card | None:
    """What this meeting still asks of the reader."""
    match card_now(work, meeting, now):
        case AskFree() | AskPick() | AskConfirm() as asked:
            return replace(asked, again=True)
        case AfterStudent() | AfterBuddy() as asked:
            return replace(asked, nudge=True)
        case _:
            return _reflect(work, meeting)


def say_form(work: Work, prompt: Prompt, now: datetime) -> Card | None:
    """The last form, for somebody who was asked for it before and has not answered."""
    asked = work.due.said(f"{Kind.END_FORM}:{prompt.subject}:{work.actor.id}")
    return say_end_form(work, prompt, now) if asked else None


def _reflect(work: Work, meeting: Meeting) -> Card | None:
    mine = work.reflections.get(meeting.id) if side(work, meeting) is Side.STUDENT else None
    if mine is None or mine.state in DONE:
        return None
    minutes = model_of(work, meeting, mine.model).minutes
    return RemindFirst(meeting=meeting.id, title=theme(work, meeting).title, minutes=minutes, later=True)


def _about(words: str) -> tuple[str, tuple[str, ...]]:
    """Who is meant, and what about; nothing said about that means everything."""
    who, _, last = words.strip().rpartition(" ")
    if last.lower() in KINDS:
        return _named(who), (last.lower(),)
    return _named(words), KINDS


def _named(who: str) -> str:
    if not who.strip():
        raise BadInput("Please say who is meant. For example: remind S-022 reflection")
    return who.strip()


def _among(work: Work, words: str) -> _Among:
    if MEETING.fullmatch(words):
        meeting = a_meeting(work, words)
        cohort = work.links.get(meeting.link).cohort
        return _Among(name=words.upper(), cohorts=(cohort,), link=meeting.link, meeting=meeting.id)
    if LINK.fullmatch(words):
        link = a_link(work, words)
        return _Among(name=words.upper(), cohorts=(link.cohort,), link=link.id)
    if found := work.cohorts.named(words):
        if not COHORT.fullmatch(words) and work.people.named(words):
            raise BadInput(f"'{words[:40]}' may be a cohort or a person. Please use the short id: C-{found[0].id}.")
        one: Cohort = a_cohort(work, words)
        return _Among(name=one.title, cohorts=(one.id,))
    person = a_person(work, words, Role.STUDENT, Role.BUDDY, Role.CARER)
    if not _can(person.standing or Standing()):
        raise BadInput(f"{full_name(person)} is on a break or has left, so I don't ask again.")
    cohorts = tuple(place.cohort for place in work.cohorts.enrolments(person.id))
    return _Among(name=full_name(person), cohorts=cohorts, person=person.id)


def _waiting(work: Work, among: _Among, kind: str, now: datetime) -> Iterator[_Waits]:
    """What waits, of this kind."""
    for cohort in among.cohorts:
        if kind == "form":
            yield from _forms(work, cohort, among)
            continue
        live = [one for one in work.attendance.of_cohort(cohort) if _is_live(one.meeting, among, now)]
        yield from (
            one
            for one in (_answers(live, now) if kind == "confirm" else _reflections(work, live))
            if among.person in {None, one.person.id}
        )


def _is_live(meeting: Meeting, among: _Among, now: datetime) -> bool:
    """Nothing is asked of a link that rests, and nobody before their own time: see `Meeting.since`."""
    return among.has(meeting) and not meeting.held_back and meeting.since <= now


def _answers(found: Iterable[Attended], now: datetime) -> Iterator[_Waits]:
    for one in found:
        meeting = one.meeting
        if meeting.state in ASKED:
            whose, words = ASKED[meeting.state]
            people = [member for member in meeting.members if member.side is whose]
            yield from (_Waits(person=member.person, subject=meeting.id, words=words) for member in people)
        elif meeting.end and meeting.end <= now and meeting.state in HELD | {MeetingState.CONFIRMED}:
            for member in meeting.members:
                if member.person.id not in one.said:
                    words = TAPS if member.side is Side.STUDENT else ONE_TAP
                    yield _Waits(person=member.person, subject=meeting.id, words=words)


def _reflections(work: Work, found: Sequence[Attended]) -> Iterator[_Waits]:
    meetings = {one.meeting.id: one.meeting for one in found}
    for number, author in work.reflections.unsaved(meetings.keys()) if meetings else ():
        meeting = meetings[number]
        about = theme(work, meeting).title
        words = REFLECT.format(title=about, minutes=content_of(work, meeting).model.minutes)
        for member in meeting.members:
            if member.person.id == author:
                yield _Waits(person=member.person, subject=meeting.id, words=words)


def _forms(work: Work, cohort: CohortId, among: _Among) -> Iterator[_Waits]:
    """Everybody whose series has come to its end: who has answered is known to nobody, and is not asked again."""
    if among.meeting is not None:
        return
    for link in work.links.in_cohort(cohort, LinkState.ENDED):
        if among.link in {None, link.id}:
            yield from _of_link(link, among)


def _of_link(link: Link, among: _Among) -> Iterator[_Waits]:
    for member in link.members:
        if among.person in {None, member.person.id}:
            yield _Waits(person=member.person, subject=link.id, words=FORM, form=True)


def _who_can(work: Work, found: Sequence[_Waits]) -> tuple[list[_Waits], int]:
    """Those who may be asked, once about each thing, with their roles; and how many people are left out."""
    people: Mapping[PersonId, Person] = work.people.several({one.person.id for one in found}) if found else {}
    able = {number: person for number, person in people.items() if _can(person.standing or Standing())}
    once = {(one.person.id, one.subject, one.form): one for one in reversed(found) if one.person.id in able}
    open_ = [replace(one, person=able[one.person.id]) for one in reversed(once.values())]
    return open_, len(people) - len(able)


def _can(standing: Standing) -> bool:
    return not (standing.left_at or standing.rests_since or standing.silent)


def _left_out(resting: int) -> str:
    if not resting:
        return ""
    return "One person is on a break, and is left out." if resting == 1 else f"{resting} people are on a break."


def _due(person: int, subject: int, form: bool, *, now: datetime) -> Due:
    kind = Kind.FORM_NUDGE if form else Kind.ANSWER_NUDGE
    key = f"{kind}:{subject}:{wall(now):%Y%m%d}:{person}"
    return Due(key=key, kind=kind, person=PersonId(person), subject=subject, due_at=now, until=now + WITHIN)
