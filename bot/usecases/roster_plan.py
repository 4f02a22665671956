"""What is new in a coordinator's list, against what is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from bot.domain.cohorts import FIRST, Cohort, CohortId, CohortState
from bot.domain.meetings import LinkId
from bot.domain.people import GIVERS, Person, PersonId
from bot.domain.roster import Fault, Row, cohort_of, pairs, settled
from bot.usecases.content import content_of
from bot.usecases.ports import Work
from bot.usecases.ports.rosters import KnownLink


def url_of(rows: Iterable[Row]) -> str | None:
    """Where these meet, if the list says so."""
    return next((row.join_url for row in rows if row.join_url), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A pair or group that is new. `starts`: everybody said yes and is ready, so that nobody need be asked.

    Somebody who comes in alone is a group of one, without a label.
    """

    label: str
    cohort: Cohort | None  # None: the first one, which is not there yet
    rows: tuple[Row, ...]
    starts: bool

    @property
    def join_url(self) -> str | None:
        """Where they meet, if the list says so."""
        return url_of(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a list would change. `new`: a row for each new person."""

    known: Mapping[str, Person]
    groups: tuple[Group, ...]
    new: tuple[Row, ...]
    urls: Mapping[LinkId, str]
    same: int
    faults: tuple[Fault, ...]

    @property
    def pairs(self) -> tuple[Group, ...]:
        """The pairs and groups, without those who come in alone."""
        return tuple(group for group in self.groups if group.label)

    @property
    def starting(self) -> tuple[Group, ...]:
        """The pairs and groups that start at once."""
        return tuple(group for group in self.pairs if group.starts)

    @property
    def changes(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.groups or self.urls)

    def in_cohort(self, first: Cohort) -> Plan:
        """With the first cohort where none is named."""
        return replace(self, groups=tuple(replace(one, cohort=one.cohort or first) for one in self.groups))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of those whom a list names. `cohorts`: by name, or why there is none."""

    people: Mapping[str, Person]
    links: Mapping[tuple[CohortId, str], KnownLink]
    apart: Collection[frozenset[PersonId]]
    sizes: Mapping[CohortId | None, tuple[int, int]]  # students in one group of each cohort: at least, at most
    cohorts: Mapping[str, Cohort | str | None]


def plan_of(work: Work, rows: tuple[Row, ...]) -> Plan:
    """What these good rows would change, as things stand now."""
    if not rows:
        return Plan(known={}, groups=(), new=(), urls={}, same=0, faults=())
    groups, alone = pairs(rows), [row for row in rows if not row.pair]
    facts = _facts(work, rows, groups)
    found = {label: _judged(facts, label, members) for label, members in groups.items()}
    found |= {f"\n{row.number}": _judged(facts, "", (row,)) for row in alone}  # no label has a new line in it
    groups |= {f"\n{row.number}": (row,) for row in alone}
    new = tuple(one for one in found.values() if isinstance(one, Group))
    there = {label: one for label, one in found.items() if isinstance(one, KnownLink)}
    urls = {
        link.id: url for label, link in there.items() if (url := url_of(groups[label])) not in (None, link.join_url)
    }
    faults = [
        Fault(number=row.number, why=why)
        for label, why in found.items()
        if isinstance(why, str)
        for row in groups[label]
    ]
    rows_of = [row for group in new for row in group.rows]
    people = {row.email: row for row in reversed(rows_of)}
    return Plan(
        known=facts.people,
        groups=new,
        new=tuple(row for row in rows_of if row is people[row.email] and row.email not in facts.people),
        urls={link: url for link, url in urls.items() if url},
        same=sum(len(groups[label]) for label, link in there.items() if link.id not in urls)
        + sum(one is None for one in found.values()),
        faults=tuple(faults),
    )


def _facts(work: Work, rows: Collection[Row], groups: Mapping[str, tuple[Row, ...]]) -> Facts:
    people = work.people.find({row.email for row in rows})
    names = {cohort_of(members) for members in groups.values()} | {row.cohort for row in rows if not row.pair}
    cohorts = {name: _cohort(work, name) for name in sorted(names)}
    return Facts(
        people=people,
        links=work.rosters.links(groups) if groups else {},
        apart=work.rosters.apart([one.id for one in people.values()]) if people else (),
        sizes=_sizes(work, cohorts.values()),
        cohorts=cohorts,
    )


def _sizes(work: Work, cohorts: Iterable[Cohort | str | None]) -> Mapping[CohortId | None, tuple[int, int]]:
    """By cohort; None stands for the first one, which is not there yet."""
    library = work.site.library
    first = library.series[library.default_series]
    found = {one.id: content_of(work, one).series for one in cohorts if isinstance(one, Cohort)}
    sizes: dict[CohortId | None, tuple[int, int]] = {None: (first.group_min, first.group_max)}
    return sizes | {number: (one.group_min, one.group_max) for number, one in found.items()}


def _cohort(work: Work, name: str) -> Cohort | str | None:
    """The cohort that is meant, None for the first one that is not there yet, or why there is none."""
    found = [one for one in work.cohorts.named(name or FIRST) if name or one.name == FIRST]
    if not found and not name:
        return None
    if len(found) != 1:
        return f"there is no cohort called '{name}' yet; make it first: cohort new"
    return f"the cohort '{found[0].name}' is closed" if found[0].state is CohortState.CLOSED else found[0]


def _judged(facts: Facts, label: str, members: tuple[Row, ...]) -> Group | KnownLink | str | None:
    """The new pair or group, the one that is there already, why it cannot be; None: somebody who is here already."""
    cohort = facts.cohorts[cohort_of(members)]
    if isinstance(cohort, str):
        return cohort
    if not label:
        known = facts.people.get(members[0].email)
        here = known is not None and members[0].role in known.roles
        return None if here else Group(label="", cohort=cohort, rows=members, starts=settled(members))
    people = {facts.people[row.email].id if row.email in facts.people else None for row in members}
    link = facts.links.get((cohort.id, label.casefold())) if cohort else None
    if link:
        return link if link.people == people else f"pair '{label}' is here already, with other people"
    if any(both <= people for both in facts.apart):
        return f"two people in pair '{label}' are not to be matched"
    if wrong := _wrong_size(facts, label, members, cohort):
        return wrong
    return Group(label=label, cohort=cohort, rows=members, starts=settled(members))


def _wrong_size(facts: Facts, label: str, members: tuple[Row, ...], cohort: Cohort | None) -> str:
    """The series of a cohort is for so many students together."""
    least, most = facts.sizes[cohort.id if cohort else None]
    students = sum(row.role not in GIVERS for row in members)
    if least <= students <= most:
        return ""
    how_many = f"{students} student{'' if students == 1 else 's'}"
    return f"pair '{label}' has {how_many}, and its series is for {least} to {most} together"
