"""Links: who meets whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, String, and_, bindparam, case, func, or_, select, update

from bot.domain.cohorts import CohortId, CohortState, EnrolmentState
from bot.domain.errors import NotThere, NotYours
from bot.domain.links import ASKS, OPEN_LINKS, UNDER_WAY, Learner, Link, LinkState, Said, link_number, state_by
from bot.domain.matching import Known, why_not
from bot.domain.meetings import LinkId, MeetingId, MeetingState, Member, Side
from bot.domain.people import PersonId
from bot.domain.sight import Kept, Tie
from bot.domain.times import wall
from bot.store.content import content_of
from bot.store.desk import Desk, columns
from bot.store.matching import known
from bot.store.tables import cohort, due_work, enrolment, link, link_member, meeting, person

FACTS = [
    *columns(link, "id", "cohort_id", "label", "join_url", "state", "since", "frozen", "end_by", "ended_at"),
    *columns(link_member, "side", "said", "said_at"),
    *columns(person, "id", "first_name", "line", "left_at"),
]
LINKS: Select[Any] = (
    select(*FACTS)
    .join(link_member, link_member.c.link_id == link.c.id)
    .join(person, person.c.id == link_member.c.person_id)
    .order_by(link.c.id.desc(), person.c.id)
)
ONE = LINKS.where(link.c.id == bindparam("link"))
ONE_TO_CHANGE = ONE.with_for_update(of=link)  # two answers at once come one after the other
MINE = select(link_member.c.link_id).where(link_member.c.person_id == bindparam("person"))
STATES = link.c.state.in_(bindparam("states", expanding=True))
OF = LINKS.where(link.c.id.in_(MINE), STATES)
IN_COHORT = LINKS.where(link.c.cohort_id == bindparam("cohort"), STATES)
SINCE = LINKS.join(cohort, cohort.c.id == link.c.cohort_id).where(
    STATES,
    link.c.since.between(bindparam("after"), bindparam("until")),
    ~link.c.frozen,
    cohort.c.state == CohortState.OPEN,
)
NO = (
    select(link_member.c.link_id)
    .where(link_member.c.link_id == link.c.id, link_member.c.said == Said.NO, link_member.c.said_at.is_not(None))
    .exists()
)
NEEDING = (
    select(link.c.id, func.count().over().label("total"))
    .join(cohort, cohort.c.id == link.c.cohort_id)
    .where(
        cohort.c.state != CohortState.CLOSED,
        or_(
            and_(link.c.state.in_(OPEN_LINKS), link.c.frozen),
            and_(link.c.state.in_(UNDER_WAY), link.c.since < bindparam("asked_before")),
            and_(link.c.state == LinkState.ENDED, link.c.since >= bindparam("ended_since"), NO),
        ),
    )
    .order_by(link.c.since, link.c.id)
    .limit(bindparam("at_most"))
    .subquery("needing")
)
ALL_NEEDING = LINKS.add_columns(NEEDING.c.total).join(NEEDING, NEEDING.c.id == link.c.id)
LEARNERS = (
    select(*columns(person, "id", "first_name", "discipline", "university", "hope", "placement"))
    .join(link_member, link_member.c.person_id == person.c.id)
    .where(link_member.c.link_id == bindparam("link"), link_member.c.side == Side.STUDENT)
    .order_by(person.c.id)
)
ASKED_AT = select(func.max(due_work.c.done_at)).where(
    due_work.c.person_id == bindparam("person"),
    due_work.c.state == "done",
    due_work.c.kind.in_([kind for kind, _ in ASKS.values()]),
    due_work.c.subject == bindparam("link"),
)
ANSWER = (
    update(link_member)
    .where(link_member.c.link_id == bindparam("of_link"), link_member.c.person_id == bindparam("of_person"))
    .values(said=bindparam("said_now"), said_at=bindparam("now"))
)
ASK = (  # from when on they may see the link
    update(link_member)
    .where(
        link_member.c.link_id == bindparam("of_link"),
        link_member.c.side == bindparam("on"),
        link_member.c.said == Said.NOTHING,
    )
    .values(said_at=bindparam("now"))
)
TO = bindparam("to", type_=String)
STILL_WAITS = and_(TO == EnrolmentState.WAITING, enrolment.c.state == EnrolmentState.WAITING)
ENROL = (
    update(enrolment)
    .where(
        enrolment.c.cohort_id == bindparam("of_cohort"),
        enrolment.c.person_id.in_(bindparam("people", expanding=True)),
        enrolment.c.state.in_((EnrolmentState.WAITING, EnrolmentState.LINKED)),
    )
    .values(
        state=TO,
        first=TO == EnrolmentState.WAITING,
        since=case((STILL_WAITS, enrolment.c.since), else_=bindparam("now")),
    )
)
HELD = (MeetingState.HELD, MeetingState.HELD_SHORT)
COUNTS = (  # how far each of the link's students has come in this cohort, with whomever
    select(link_member.c.person_id, func.max(meeting.c.number).label("number"))
    .join(link, link.c.id == link_member.c.link_id)
    .join(meeting, meeting.c.link_id == link.c.id)
    .where(
        link_member.c.person_id.in_(bindparam("people", expanding=True)),
        link.c.cohort_id == bindparam("cohort"),
        meeting.c.state.in_(HELD),
    )
    .group_by(link_member.c.person_id)
    .subquery("counts")
)
BEFORE_IT_BEGINS = select(
    *(cohort.c.version, cohort.c.series, cohort.c.model),
    select(meeting.c.id).where(meeting.c.link_id == bindparam("link")).exists().label("has_begun"),
    select(func.count()).select_from(COUNTS).scalar_subquery().label("students"),
    select(func.min(COUNTS.c.number)).scalar_subquery().label("had"),
).where(cohort.c.id == bindparam("cohort"))


class SqlLinks:
    """Who meets whom; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._said: dict[LinkId, dict[PersonId, Said]] = {}  # all answers; the actor may know some of them

    def set_join_url(self, link_id: LinkId, join_url: str) -> None:
        """For everybody in the link, from the next card on."""
        self._only_those_who_see_all()
        self._desk.execute(update(link).where(link.c.id == link_id).values(join_url=join_url))

    def suggest(self, cohort_id: CohortId, members: Mapping[PersonId, Side], *, now: datetime) -> Link:
        """Named by its own number."""
        self._only_those_who_see_all()
        unique = f"new-{min(members)}-{now.timestamp()}"  # until its number is known
        row = {"cohort_id": cohort_id, "label": unique, "folded": unique, "state": LinkState.SUGGESTED, "since": now}
        number = LinkId(self._desk.execute(link.insert().returning(link.c.id), row).scalar_one())
        name = link_number(number)
        named = update(link).where(link.c.id == number).values(label=name, folded=name.casefold())
        self._desk.execute(named)
        asked = {"link_id": number, "said": Said.NOTHING}
        rows = [asked | {"person_id": one, "side": side} for one, side in sorted(members.items())]
        self._desk.execute(link_member.insert(), rows)
        return self.get(number)

    def get(self, link: LinkId) -> Link:
        """Whether it is not there or not the actor's looks the same from outside."""
        rows = self._desk.execute(ONE_TO_CHANGE if self._desk.writing else ONE, {"link": link}).all()
        if not rows:
            raise NotThere
        found = self._links(rows)
        if not found:
            raise NotYours
        return found[0]

    def of(self, person: PersonId, *states: LinkState) -> Sequence[Link]:
        """The actor's own, or anybody's for those who may see everybody's meetings."""
        if not self._desk.sees(Kept.MEETING, self._desk.tie(person)):
            raise NotYours
        return self._links(self._desk.execute(OF, {"person": person, "states": states or tuple(LinkState)}).all())

    def in_cohort(self, cohort: CohortId, *states: LinkState) -> Sequence[Link]:
        """For those who may see everybody's meetings."""
        self._only_those_who_see_all()
        values = {"cohort": cohort, "states": states or tuple(LinkState)}
        return self._links(self._desk.execute(IN_COHORT, values).all())

    def since(self, *states: LinkState, since: datetime, until: datetime) -> Sequence[Link]:
        """For those who may see everybody's meetings."""
        self._only_those_who_see_all()
        return self._links(self._desk.execute(SINCE, {"states": states, "after": since, "until": until}).all())

    def needing(self, *, asked_before: datetime, ended_since: datetime, at_most: int) -> tuple[int, Sequence[Link]]:
        """For those who may see everybody's meetings and answers; the longest waiting first."""
        self._only_those_who_see_all()
        values = {"asked_before": asked_before, "ended_since": ended_since, "at_most": at_most}
        rows = self._desk.execute(ALL_NEEDING, values).all()
        return (rows[0].total if rows else 0), sorted(self._links(rows), key=lambda one: (one.since, one.id))

    def learners(self, asked: Link) -> Sequence[Learner]:
        """Of a link that the actor was shown."""
        self._allow(asked)
        linked = self._desk.actor.id in asked.people()
        rows = self._desk.execute(LEARNERS, {"link": asked.id}).all()
        found = [self._desk.read(row, self._desk.tie(row.person_id, linked=linked)) for row in rows]
        return [
            Learner(
                person=PersonId(one["person_id"]),
                first_name=one["person_first_name"],
                discipline=one["person_discipline"] or "",
                university=one["person_university"] or "",
                hope=one["person_hope"] or "",
                placement=one["person_placement"] or "",
            )
            for one in found
        ]

    def known(
        self, cohort: CohortId, people: Collection[PersonId] | None = None, *, but: LinkId | None = None, now: datetime
    ) -> Known:
        """For those who may see everybody's choices, steps, limits and conflicts."""
        if not all(self._desk.sees(kept) for kept in (Kept.PROFILE, Kept.REGISTRATION, Kept.LIMITS, Kept.CONFLICT)):
            raise NotYours
        return known(self._desk, cohort, people, but=but, now=now)

    def stands(self, one: Link, *, now: datetime) -> bool:
        """Of a link that the actor was shown; what it is that came in the way stays here."""
        self._allow(one)
        sides = {member.person.id: member.side for member in one.members}
        found = known(self._desk, one.cohort, sides.keys(), but=one.id, now=now)
        return not why_not(sides, found, wall(now).date())

    def by_answers(self, one: Link) -> LinkState:
        """Of a link that the actor was shown."""
        self._allow(one)
        sides = {"buddies": one.people(Side.BUDDY), "students": one.people(Side.STUDENT)}
        return state_by(self._said[one.id], **sides)

    def asked_at(self, one: Link, person: PersonId) -> datetime | None:
        """The actor's own, or anybody's for those who may see everybody's answers."""
        self._allow(one)
        if not self._desk.sees(Kept.PROFILE, self._desk.tie(person)):
            raise NotYours
        at: datetime | None = self._desk.execute(ASKED_AT, {"person": person, "link": one.id}).scalar()
        return at

    def change(
        self,
        before: Link,
        state: LinkState,
        *,
        now: datetime,
        frozen: bool | None = None,
        end_by: date | None = None,
        anew: bool = False,
    ) -> Link:
        """Of a link that the actor was shown."""
        self._allow(before)
        new = anew or state is not before.state
        values: dict[str, Any] = {"state": state, "frozen": before.frozen if frozen is None else frozen}
        values |= {"since": now if new else before.since, "end_by": end_by or before.end_by}
        if state is LinkState.ENDED:
            values["ended_at"] = now
        self._desk.execute(update(link).where(link.c.id == before.id).values(**values))
        if new and state in ASKS:
            self._desk.execute(ASK, {"of_link": before.id, "on": ASKS[state][1], "now": now})
        return replace(before, **values)

    def answer(self, asked: Link, person: PersonId, said: Said, *, now: datetime) -> Link:
        """By the member, or by those who may see everybody's choices."""
        self._allow(asked)
        if not self._desk.sees(Kept.PROFILE, self._desk.tie(person)):
            raise NotYours
        self._desk.execute(ANSWER, {"of_link": asked.id, "of_person": person, "said_now": said, "now": now})
        self._said[asked.id][person] = said
        return replace(asked, said={**asked.said, person: said})

    def enrol(self, one: Link, state: EnrolmentState, *, now: datetime) -> None:
        """Of a link that the actor was shown; who has left or is complete stays so."""
        self._allow(one)
        people = one.people(Side.STUDENT)
        self._desk.execute(ENROL, {"of_cohort": one.cohort, "people": people, "to": state, "now": now})

    def begin(self, started: Link, *, now: datetime) -> MeetingId | None:
        """Of a link that the actor was shown. In a group nobody misses a meeting that another has had."""
        self._allow(started)
        students = started.people(Side.STUDENT)
        values = {"people": students, "cohort": started.cohort, "link": started.id}
        row = self._desk.execute(BEFORE_IT_BEGINS, values).one()
        if row.has_begun:
            return None
        series = content_of(self._desk, row.version, series=row.series, model=row.model).series
        had = row.had if row.students == len(students) else 0
        number = min(had + 1, len(series.themes))
        first = {"link_id": started.id, "number": number, "state": MeetingState.PLANNED, "start": None, "since": now}
        first |= {"minutes": series.minutes, "version": 1, "sequence": 0}
        return MeetingId(self._desk.execute(meeting.insert().returning(meeting.c.id), first).scalar_one())

    def _links(self, rows: Iterable[Row[Any]]) -> list[Link]:
        """The links of rows that come one for each member, as the actor may see them; others are left out."""
        found = []
        for _, group in groupby(rows, key=lambda row: row.link_id):
            rows_of = list(group)
            members = [row for row in rows_of if self._is_in(row)] or rows_of
            linked = any(row.person_id == self._desk.actor.id and _was_asked(row) for row in members)
            if self._desk.sees(Kept.MEETING, Tie.LINK if linked else Tie.NONE):
                found.append(self._link(members, linked=linked))
                self._said[found[-1].id] = {PersonId(row.person_id): Said(row.link_member_said) for row in members}
                self._desk.shown[found[-1].id] = frozenset(found[-1].people())
        return found

    def _is_in(self, row: Row[Any]) -> bool:
        """Who has left is no part of a link that goes on without them; they may look back at it."""
        gone = row.person_left_at is not None and row.link_state == LinkState.ACTIVE
        return not gone or row.person_id == self._desk.actor.id

    def _link(self, rows: Sequence[Row[Any]], *, linked: bool) -> Link:
        facts = self._desk.read(rows[0], Tie.LINK if linked else Tie.NONE)
        ties = [self._desk.tie(row.person_id, linked=linked) for row in rows]
        said = {
            PersonId(row.person_id): Said(row.link_member_said)
            for row, tie in zip(rows, ties, strict=True)
            if self._desk.sees(Kept.PROFILE, tie)
        }
        members = tuple(
            Member(side=Side(row.link_member_side), person=self._desk.person(row, tie))
            for row, tie in zip(rows, ties, strict=True)
        )
        return Link(
            id=LinkId(facts["link_id"]),
            cohort=CohortId(facts["link_cohort_id"]),
            label=facts["link_label"],
            state=LinkState(facts["link_state"]),
            since=facts["link_since"],
            frozen=facts["link_frozen"],
            members=members,
            said=said,
            join_url=facts["link_join_url"],
            end_by=facts["link_end_by"],
            ended_at=facts["link_ended_at"],
        )

    def _allow(self, one: Link) -> None:
        if one.id not in self._desk.shown:
            raise NotYours

    def _only_those_who_see_all(self) -> None:
        if not self._desk.sees(Kept.MEETING):
            raise NotYours


def _was_asked(row: Row[Any]) -> bool:
    """Whether this member knows of the link: who was not asked yet hears nothing of it, nor of another's no."""
    return row.link_member_said_at is not None or row.link_member_said != Said.NOTHING
