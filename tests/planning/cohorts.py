"""Made-up cohorts, the same for the same seed: how many people, how crowded, and a term of any length."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from bot.planning.model import Buddy, Once, Problem, Student, Term, Window

THEMES = ("work", "housing", "voices", "family", "recovery", "school", "sleep", "music", "faith", "sport")
NEEDS = ("captions", "ramp", "signing", "large print")
COURSES = ("nursing", "social work", "therapy", "medicine")
WAYS = ("video", "phone", "in person")
ZONES = ("Asia/Kolkata", "Europe/Paris", "America/Los_Angeles")
START = date(2026, 9, 28)
HOUR = 60


def dice(seed: int) -> Random:
    """Chance that falls the same for the same seed."""
    return Random(seed)  # noqa: S311 (made-up people are no secret)


def cohort(seed: int, *, students: int, buddies: int, term: Term | None = None, unis: int = 2) -> Problem:
    """A cohort with this many people."""
    chance = dice(seed)
    when = term or autumn()
    names = [f"uni {nth}" for nth in range(unis)]
    many = students / buddies
    learners = tuple(_student(chance, f"s{nth}", names, when) for nth in range(students))
    givers = tuple(_buddy(chance, f"b{nth}", names, when, many) for nth in range(buddies))
    apart = {(chance.choice(learners).id, chance.choice(givers).id) for _ in range(students // 12)}
    sizes = {name: sum(one.org == name for one in learners) for name in names}
    return Problem(
        name=f"cohort {seed}",
        term=when,
        students=learners,
        buddies=givers,
        apart=frozenset(apart),
        org_limits={name: int(size * chance.choice((0.8, 1, 1))) for name, size in sizes.items()},
    )


def autumn(*, weeks: int = 18, meetings: int = 6, at_once: int = 10**6) -> Term:
    """A term over the clock change in October, with two weeks off if it is long enough."""
    return Term(
        start=START,
        end=START + timedelta(days=7 * weeks - 3),
        meetings=meetings,
        minutes=45,
        pause=15,
        closed=frozenset(date(2026, 12, 19) + timedelta(days=nth) for nth in range(16)),
        at_once=at_once,
    )


def tiny(seed: int, *, students: int = 4, buddies: int = 3) -> Problem:
    """A cohort so small that every plan can be tried: four weeks, two meetings, few times."""
    chance = dice(seed)
    term = Term(start=START, end=START + timedelta(days=27), meetings=2, minutes=60, gap_min=7, gap_max=14)

    def weekly() -> tuple[Window, ...]:
        starts = chance.sample((9, 10, 11), chance.randint(1, 2))
        return tuple(
            Window(weekday=chance.choice((0, 2)), start=HOUR * at, end=HOUR * (at + chance.randint(1, 2)))
            for at in starts
        )

    def busy() -> tuple[Once, ...]:
        days = chance.sample(range(28), 6)
        return tuple(Once(day=START + timedelta(days=day), start=0, end=HOUR * chance.choice((10, 24))) for day in days)

    def themes() -> frozenset[str]:
        return frozenset(chance.sample(THEMES[:4], 2))

    return Problem(
        name=f"tiny {seed}",
        term=term,
        students=tuple(
            Student(
                id=f"s{nth}",
                weekly=weekly(),
                busy=busy(),
                themes=themes(),
                org=chance.choice("ab"),
                waiting_days=10 * chance.randrange(9),
            )
            for nth in range(students)
        ),
        buddies=tuple(
            Buddy(
                id=f"b{nth}",
                weekly=weekly(),
                busy=busy(),
                themes=themes(),
                orgs=frozenset(chance.sample("ab", chance.randint(1, 2))),
                students_at_once=chance.randint(1, 2),
                meetings_a_day=chance.randint(1, 2),
                meetings_paid=chance.choice((0, 3)),
                rest_days=chance.choice((0, 0, 8)),
            )
            for nth in range(buddies)
        ),
        org_limits={"a": chance.randint(1, 3)},
    )


def _student(chance: Random, name: str, unis: list[str], term: Term) -> Student:
    return Student(
        id=name,
        consent=chance.random() > 0.02,
        tz="Europe/London" if chance.random() > 0.04 else chance.choice(ZONES),
        weekly=_often(chance, evenings=0.6),
        once=_sometimes(chance, term, chance.choice((0, 0, 2))),
        busy=_sometimes(chance, term, chance.choice((0, 0, 2, 5, 10))),
        themes=frozenset(chance.sample(THEMES, chance.randint(1, 4))),
        org=chance.choice(unis),
        disciplines=frozenset({chance.choice(COURSES)}),
        placement_teams=frozenset({f"team {chance.randrange(8)}"} if chance.random() < 0.6 else ()),
        needs=frozenset(chance.sample(NEEDS, 1) if chance.random() < 0.12 else ()),
        mode=chance.choice(("any", "any", *WAYS)),
        gender=chance.choice("fm") if chance.random() < 0.1 else None,
        gender_must=chance.random() < 0.3,
        kind=chance.choice(("service_user", "carer")) if chance.random() < 0.15 else None,
        waiting_days=int(chance.expovariate(1 / 60)),
    )


def _buddy(chance: Random, name: str, unis: list[str], term: Term, many: float) -> Buddy:
    at_once = max(1, min(9, round(chance.gauss(1.12 * many, 0.45 * many))))
    return Buddy(
        id=name,
        consent=chance.random() > 0.02,
        weekly=_often(chance, evenings=0.3),
        busy=_sometimes(chance, term, chance.choice((0, 0, 2, 5))),
        themes=frozenset(chance.sample(THEMES, chance.randint(2, 5))),
        kind="carer" if chance.random() < 0.2 else "service_user",
        orgs=frozenset(chance.sample(unis, min(len(unis), 1 + (chance.random() < 0.35)))),
        disciplines=None if chance.random() < 0.7 else frozenset(chance.sample(COURSES, 2)),
        care_teams=frozenset({f"team {chance.randrange(8)}"} if chance.random() < 0.4 else ()),
        registered_until=term.end + timedelta(days=chance.choice((-9, *(200,) * 20))),
        supports=frozenset(chance.sample(NEEDS, chance.randint(1, 4))),
        modes=frozenset(chance.sample(WAYS, chance.randint(1, 3))),
        gender=chance.choice("ffmmx"),
        students_at_once=at_once,
        weekly_minutes=HOUR * max(1, min(8, round(at_once * chance.uniform(0.5, 1.1)))),
        meetings_a_day=chance.choice((1, 2, 2, 3)),
        meetings_paid=chance.choice((0, 0, 6, 18, 30)),
    )


def _often(chance: Random, *, evenings: float) -> tuple[Window, ...]:
    """Some hours in every week."""
    found = []
    for day in sorted(chance.sample(range(7), chance.randint(1, 4))):
        first = 17 * HOUR if chance.random() < evenings else 9 * HOUR
        start = first + 15 * chance.randint(0, 10)
        found.append(Window(weekday=day, start=start, end=min(21 * HOUR, start + 15 * chance.randint(4, 14))))
    return tuple(found)


def _sometimes(chance: Random, term: Term, many: int) -> tuple[Once, ...]:
    found = []
    for _ in range(many):
        start = 8 * HOUR + 15 * chance.randint(0, 40)
        day = term.start + timedelta(days=chance.randrange(-3, term.days + 3))
        found.append(Once(day=day, start=start, end=start + 15 * chance.choice((4, 8, 16))))
    return tuple(found)
