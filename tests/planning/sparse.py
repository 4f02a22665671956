"""Made-up cohorts in which time is scarce: most have one or two short windows a week, and few of them meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from bot.planning.model import Buddy, Once, Problem, Student, Term, Window
from tests.planning.cohorts import HOUR, WAYS, ZONES, autumn, dice

COURSES = ("nursing", "social work", "therapy", "medicine", "paramedics", "dentistry")
THEMES = tuple(f"theme {nth}" for nth in range(16))
NEEDS = ("captions", "ramp", "signing", "large print", "breaks", "phone")
GENDERS = ("f", "m", "x")
WORKING_DAYS = 5

Made = tuple[Window, ...]
Maker = Callable[[Random], Made]


def sparse(seed: int, *, students: int, buddies: int, unis: int) -> Problem:
    """A cohort with this many people, in autumn or in spring."""
    chance = dice(seed)
    when = chance.choice((autumn, spring))(at_once=max(2, round(students * 0.025)))
    names, weights = [f"uni {nth}" for nth in range(unis)], [0.3 + chance.random() for _ in range(unis)]
    unis_of = [chance.choices(names, weights)[0] for _ in range(students)]
    givers = tuple(
        _buddy(chance, f"b{nth}", _served(chance, names, weights), when, students / buddies) for nth in range(buddies)
    )
    learners = tuple(_student(chance, f"s{nth}", uni, when, givers) for nth, uni in enumerate(unis_of))
    return Problem(
        name=f"sparse {seed}",
        term=when,
        students=learners,
        buddies=givers,
        apart=frozenset((one.id, chance.choice(_near(givers, one.org))) for one in learners if chance.random() < 0.08),
        org_limits={name: int(unis_of.count(name) * chance.choice((0.8, 1, 1, 1, 1))) for name in names},
    )


def spring(*, at_once: int) -> Term:
    """A term with Easter and two bank holidays, over the clock change in March."""
    easter = {date(2027, 3, 26) + timedelta(days=nth) for nth in range(10)}
    return Term(
        start=date(2027, 2, 1),
        end=date(2027, 6, 4),
        meetings=6,
        minutes=45,
        pause=15,
        closed=frozenset(easter | {date(2027, 5, 3), date(2027, 5, 31)}),
        at_once=at_once,
    )


def _served(chance: Random, names: Sequence[str], weights: Sequence[float]) -> frozenset[str]:
    """The universities whose students a Buddy meets: their own, and now and then others."""
    served = set(chance.choices(names, weights))
    while chance.random() < 0.35:
        served.add(chance.choice(names))
    return frozenset(served)


def _near(givers: Sequence[Buddy], uni: str) -> list[str]:
    return [one.id for one in givers if uni in one.orgs] or [givers[0].id]


def _some(chance: Random, names: Sequence[str], least: int, most: int) -> frozenset[str]:
    return frozenset(chance.sample(names, chance.randint(least, most)))


def _student(chance: Random, name: str, uni: str, term: Term, givers: Sequence[Buddy]) -> Student:
    near = _near(givers, uni)
    return Student(
        id=name,
        consent=chance.random() > 0.01,
        tz="Europe/London" if chance.random() < 0.97 else chance.choice(ZONES),
        weekly=_one_of(chance, STUDENTS),
        busy=_taken(chance, term, chance.choice((0, 0, 2, 4, 8, 16))),
        themes=_some(chance, THEMES, 1, 4),
        org=uni,
        disciplines=_some(chance, COURSES, 1, 1),
        placement_teams=frozenset({f"{uni} team {chance.randrange(12)}"} if chance.random() < 0.7 else ()),
        needs=_some(chance, NEEDS, 1, 1) if chance.random() < 0.12 else frozenset(),
        mode=chance.choice(("any", "any", *WAYS)),
        gender=chance.choice(GENDERS[:2]) if chance.random() < 0.1 else None,
        gender_must=chance.random() < 0.3,
        kind=chance.choice(("service_user", "carer")) if chance.random() < 0.15 else None,
        waiting_days=int(chance.expovariate(1 / 60)),
        previous=frozenset({chance.choice(near)} if chance.random() < 0.12 else ()),
        declined=frozenset({chance.choice(near), chance.choice(near)} if chance.random() < 0.1 else ()),
    )


def _buddy(chance: Random, name: str, unis: frozenset[str], term: Term, many: float) -> Buddy:
    at_once = max(1, min(12, round(chance.gauss(1.12 * many, 0.45 * many))))
    team = f"{min(unis)} team {chance.randrange(12)}"
    return Buddy(
        id=name,
        consent=chance.random() > 0.02,
        weekly=_one_of(chance, BUDDIES),
        busy=_taken(chance, term, chance.choice((0, 0, 0, 2, 4, 8))),
        themes=_some(chance, THEMES, 2, 6),
        kind="carer" if chance.random() < 0.22 else "service_user",
        orgs=unis,
        disciplines=None if chance.random() < 0.7 else _some(chance, COURSES, 2, 4),
        care_teams=frozenset({team} if chance.random() < 0.4 else ()),
        registered_until=term.end + timedelta(days=300 if chance.random() > 0.04 else -90),
        supports=_some(chance, NEEDS, 2, 5),
        modes=_some(chance, WAYS, 1, 3),
        gender=chance.choices(GENDERS, (0.55, 0.42, 0.03))[0],
        students_at_once=at_once,
        weekly_minutes=HOUR * max(1, min(8, round(at_once * chance.uniform(0.5, 1.1)))),
        meetings_a_day=chance.choice((1, 2, 2, 3)),
        meetings_paid=chance.choice((0, 0, 6, 12, 18, 30, 42)),
    )


def _taken(chance: Random, term: Term, many: int) -> tuple[Once, ...]:
    starts = [8 * HOUR + 15 * chance.randint(0, 44) for _ in range(many)]
    return tuple(
        Once(
            day=term.start + timedelta(days=chance.randrange(term.days)),
            start=start,
            end=min(23 * HOUR, start + 15 * chance.choice((4, 8, 16, 32))),
        )
        for start in starts
    )


def _one_of(chance: Random, ways: Sequence[tuple[float, Maker]]) -> Made:
    """The hours of one of these kinds of people, each as often as its share says."""
    return chance.choices([make for _, make in ways], [share for share, _ in ways])[0](chance)


def _windows(chance: Random, days: Sequence[int], first: tuple[int, int], long: tuple[int, int]) -> Made:
    """A window on each of these days: it starts in these minutes, and is so many quarters long."""
    starts = [chance.randrange(first[0], first[1] + 1, 15) for _ in days]
    return tuple(
        Window(weekday=day, start=start, end=min(21 * HOUR, start + 15 * chance.randint(*long)))
        for day, start in zip(days, starts, strict=True)
    )


def _days(chance: Random, least: int, most: int, *, week: int = WORKING_DAYS) -> list[int]:
    return sorted(chance.sample(range(week), chance.randint(least, most)))


def _evenings(chance: Random, least: int, most: int) -> Made:
    return _windows(chance, _days(chance, least, most), (17 * HOUR, 18 * HOUR + 30), (4, 14))


def _after_work(chance: Random) -> Made:
    """Evenings, and for every other one half a day for studies."""
    study = _windows(chance, _days(chance, 1, 1), (9 * HOUR, 10 * HOUR), (8, 16)) if chance.random() < 0.5 else ()
    return (*_evenings(chance, 2, 4), *study)


def _weekend(chance: Random) -> Made:
    day = _windows(chance, [chance.choice((5, 6))], (9 * HOUR, 12 * HOUR), (6, 14))
    return (*day, *_evenings(chance, 1, 1))


STUDENTS: tuple[tuple[float, Maker], ...] = (
    (0.42, _after_work),
    (0.20, lambda c: _windows(c, _days(c, 2, 3), (8 * HOUR + 30, 10 * HOUR), (4, 12))),
    (0.18, lambda c: _windows(c, _days(c, 1, 2), (9 * HOUR, 10 * HOUR), (26, 32))),
    (0.12, lambda c: _windows(c, _days(c, 1, 2, week=7), (8 * HOUR, 19 * HOUR), (3, 6))),
    (0.08, _weekend),
)
BUDDIES: tuple[tuple[float, Maker], ...] = (
    (0.38, lambda c: _windows(c, _days(c, 1, 4), (9 * HOUR, 18 * HOUR), (4, 8))),
    (0.22, lambda c: _windows(c, _days(c, 2, 3), (10 * HOUR, 10 * HOUR + 45), (4, 10))),
    (0.15, lambda c: _windows(c, _days(c, 2, 3), (9 * HOUR + 30, 9 * HOUR + 30), (18, 20))),
    (0.18, lambda c: _evenings(c, 1, 3)),
    (0.07, lambda c: _windows(c, _days(c, 3, 5, week=6), (9 * HOUR, 11 * HOUR), (12, 28))),
)
