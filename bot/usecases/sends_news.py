"""News of how sending goes: for coordinators, and for somebody who is here again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.sends import SendFailed, WelcomeBack
from bot.domain.cohorts import CohortId
from bot.domain.due import Due, Kind
from bot.domain.people import Person
from bot.domain.sends import EVERYBODY, SWEPT_WITHIN, Shelf, failures, reach_of, trouble_in
from bot.domain.times import say
from bot.usecases.ports import Work
from bot.usecases.ports.sends import Health
from bot.usecases.saying import Prompt
from bot.usecases.sends_words import REACH, STEP, WHY

MOST = 1000  # messages that are counted for the news
JUST_GREETED = timedelta(days=1)


def troubled(health: Health, now: datetime) -> Iterator[str]:
    """What is wrong with sending itself; nothing while all is well."""
    if health.swept_at is None or health.swept_at < now - SWEPT_WITHIN:
        last = f"I last looked on {say(health.swept_at)}." if health.swept_at else "I have not looked yet."
        yield f"Messages are not going out just now. {last} Please tell whoever looks after me."
    if health.oldest:
        yield f"The oldest late message should have gone on {say(health.oldest)}."


def held_words(work: Work, health: Health) -> Iterator[str]:
    """What is held back, and since when."""
    for cohort, since in work.sends.held().items() if health.holds else ():
        yield f"Messages {whose(work, cohort)} are held back since {say(since)}."


def whose(work: Work, cohort: int) -> str:
    """Whose messages are held back by this cohort's number: 'for everybody', or 'of C-3 OT Autumn 26'."""
    return "for everybody" if cohort == EVERYBODY else f"of {work.cohorts.get(CohortId(cohort)).title}"


def unreached_lines(work: Work, *, at_most: int) -> tuple[int, list[str]]:
    """Who cannot be reached in Teams, and why."""
    total, found = work.sends.unreached(at_most=at_most)
    people = work.people.several([one.person for one in found]) if found else {}
    return total, [f"{_name(people[one.person])} {REACH[reach_of(one.known, home(work))]}" for one in found]


def planned(work: Work, since: datetime, until: datetime) -> Iterable[Due]:
    """News for coordinators of what did not arrive."""
    stuck = work.sends.stuck(since=since, until=until)
    return failures(stuck, sorted(work.duty.staff().coordinators)) if stuck else ()


def say_failed(work: Work, prompt: Prompt, now: datetime) -> Card | None:
    """How many have not arrived for this reason, as long as nobody has settled them."""
    trouble = trouble_in(prompt.key)
    _, failed = work.sends.shelf(Shelf.FAILED, now=now, at_most=MOST)
    _, unsure = work.sends.shelf(Shelf.UNSURE, now=now, at_most=MOST)
    count = sum(one.trouble is trouble for one in (*failed, *unsure))
    if not count:
        return None
    many = "1 message has not arrived." if count == 1 else f"{count} messages have not arrived."
    return SendFailed(count=many, why=WHY[trouble], step=STEP[trouble])


def say_back(work: Work, _prompt: Prompt, now: datetime) -> Card | None:
    """One welcome is enough: not beside the first one, and not to somebody who has left."""
    me = work.actor
    greeted = work.due.said(f"{Kind.WELCOME}:{me.id}")
    left = me.standing is not None and me.standing.left_at is not None
    if greeted is None or greeted > now - JUST_GREETED or left:
        return None
    return WelcomeBack(first_name=me.first_name or "")


def home(work: Work) -> str:
    """The organisation of the coordinator who looks."""
    return (work.actor.email or "").rpartition("@")[2]


def _name(person: Person) -> str:
    return f"{person.first_name} {person.surname}".strip()
