"""The end of a series: what is settled when the last meeting has been held, and the last cards, one a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.cards import Card
from bot.cards.ending import Again, AskAfter, AskPromise, LastOne, PromiseKept, ReadPromise, SeriesDone
from bot.domain.cohorts import CohortId, CohortState, EnrolmentState
from bot.domain.due import Due
from bot.domain.ending import FOLLOWED_FOR, MAX_WORDS, NoteState, Rule, follow_up, last_cards, six_months_after
from bot.domain.errors import BadInput
from bot.domain.joining import ChoiceSaid, version_of
from bot.domain.links import UNDER_WAY, Link, LinkState
from bot.domain.meetings import LinkId, Meeting, MeetingState, Side
from bot.domain.people import GIVERS, Role
from bot.domain.series import Series
from bot.domain.times import say_day, wall
from bot.usecases.content import content_of
from bot.usecases.forms import end_form, is_open
from bot.usecases.joining import left_card
from bot.usecases.ports import Work
from bot.usecases.profile_cards import has_left
from bot.usecases.saying import HeldBack, Prompt
from bot.usecases.surveys import form as survey_form

SETTLED = frozenset({MeetingState.HELD, MeetingState.HELD_SHORT, MeetingState.MISSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a student will do in practice."""

    cohort: int
    promise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCohort:
    """Which series."""

    cohort: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaysAgain:
    """What a Buddy or carer says to doing it again."""

    link: int
    answer: Literal["yes", "not_yet", "no"]


def after_held(work: Work, meeting: Meeting, now: datetime) -> None:
    """To be called when a meeting is settled: the last one of a series ends it. Called again, nothing happens."""
    series = content_of(work, meeting).series
    if meeting.number < len(series.themes) or meeting.state not in SETTLED:
        return
    link = work.links.get(meeting.link)
    if link.state is LinkState.ACTIVE:
        _finish(work, link, series, now)


def close_cohort(work: Work, cohort: CohortId, now: datetime) -> int:
    """Ends what still runs in a cohort, with the last cards; how many pairs and groups.

    The caller has cancelled what was planned, so that it counts as lost by the scheme.
    """
    series = content_of(work, work.cohorts.get(cohort)).series
    running = work.links.in_cohort(cohort, LinkState.ACTIVE)
    for link in running:
        _finish(work, link, series, now)
    return len(running)


def _finish(work: Work, link: Link, series: Series, now: datetime) -> None:
    ended = work.links.change(link, LinkState.ENDED, now=now)
    rule = Rule(attended=series.complete_when_attended, must=series.must_attend)
    work.ending.complete(ended.id, rule, now=now)
    work.due.record(last_cards(ended, now, work.site.closed), now=now)
    work.audit("series ended", ended.id, now=now)


def planned(work: Work, since: datetime, until: datetime) -> Iterable[Due]:
    """The one question about each promise."""
    days = wall(since - FOLLOWED_FOR).date(), wall(until).date()
    return (follow_up(one) for one in work.ending.promises(since=days[0], until=days[1]))


def link_of(work: Work, prompt: Prompt) -> Link:
    """The link that has come to its end; nothing is said of one that is frozen, or whose cohort is paused."""
    link = work.links.get(LinkId(prompt.subject))
    if link.frozen or work.cohorts.get(link.cohort).state is CohortState.PAUSED:
        raise HeldBack
    return link


def say_promise(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Unless there is one."""
    cohort = link_of(work, prompt).cohort
    return None if work.ending.has_promised(cohort) else AskPromise(cohort=cohort)


def promise(work: Work, request: Promise, now: datetime) -> Card:
    """Seals the promise; in six months the student is asked about it once."""
    if not request.promise:
        raise BadInput("Nothing is written yet. One thing is enough, in a few words.")
    if len(request.promise) > MAX_WORDS:
        raise BadInput(f"That is {len(request.promise)} letters. There is room for {MAX_WORDS}. Please shorten it.")
    ask_on = six_months_after(wall(now).date())
    work.ending.promise(CohortId(request.cohort), request.promise, ask_on=ask_on, now=now)
    work.audit("promise made", request.cohort, now=now)
    return PromiseKept(day=f"{say_day(ask_on)} {ask_on.year}", made=True)


def no_promise(_work: Work, _request: OfCohort, _now: datetime) -> Card:
    """Nothing is kept of it."""
    return PromiseKept(skipped=True)


def read_promise(work: Work, request: OfCohort, now: datetime) -> Card:
    """The author reads it again, in a dialog."""
    words = work.ending.promise_of(CohortId(request.cohort), now=now)
    return ReadPromise(words=words or "", gone=words is None)


def say_after_survey(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Unless it was answered."""
    cohort = link_of(work, prompt).cohort
    if work.surveys.answered(cohort, "after"):
        return None
    again = work.surveys.answered(cohort, "before")
    return AskAfter(cohort=cohort, again=again, first=not again)


def after_survey(work: Work, request: OfCohort, _now: datetime) -> Card:
    """The twelve lines again."""
    return survey_form(work, CohortId(request.cohort), "after")


def say_done(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Thanks, and what the tutor sees."""
    link = link_of(work, prompt)
    mine = [one for one in work.cohorts.enrolments(work.actor.id) if one.cohort == link.cohort]
    complete = any(one.state is EnrolmentState.COMPLETE for one in mine)
    last = is_open(work, link.cohort, end_form(link.side_of(work.actor.id)))
    return SeriesDone(link=link.id, complete=complete, ended=not complete, last=last)


def say_last_one(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Thanks to a Buddy or carer, and whether they would like to do it again."""
    link = link_of(work, prompt)
    passed = [one for one in work.ending.notes_for(link.id) if one.state is NoteState.PASSED]
    author = passed[0].author.id if passed else 0
    return LastOne(link=link.id, student=link.names(Side.STUDENT), author=author, note=bool(passed))


def again(work: Work, request: SaysAgain, now: datetime) -> Card:
    """Yes: on the list for another student. Else nobody is asked again until they say so themselves."""
    if has_left(work):
        return left_card(work)
    link = work.links.get(LinkId(request.link))
    role = next(one for one in (Role.BUDDY, Role.CARER) if one in work.actor.roles & GIVERS)
    if request.answer == "yes" and _goes_on(work, link.cohort):
        return Again(yes=True)  # an old card: they have a student, or are asked about one
    if request.answer == "yes":
        work.cohorts.set_state(link.cohort, work.actor.id, EnrolmentState.WAITING, now=now)
    else:
        work.joining.choose(work.actor.id, role, ChoiceSaid.NOT_NOW, (), version=version_of(()), now=now)
    work.audit("said whether again", link.id, now=now)
    return Again(yes=request.answer == "yes", not_yet=request.answer == "not_yet", no=request.answer == "no")


def _goes_on(work: Work, cohort: CohortId) -> bool:
    return any(one.cohort == cohort for one in work.links.of(work.actor.id, *UNDER_WAY, LinkState.ACTIVE))
