"""What the database is asked and told about links."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, String, and_, bindparam, case, func, or_, select, update

from bot.domain.cohorts import CohortState, EnrolmentState
from bot.domain.links import ASKS, OPEN_LINKS, UNDER_WAY, LinkState, Said
from bot.domain.meetings import MeetingState, Side
from bot.store.among import among
from bot.store.desk import columns
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
# Two answers at once come one after the other, and the second knows of the first: so each answer's row is locked too.
ONE_TO_CHANGE = ONE.with_for_update(of=(link, link_member))
MINE = select(link_member.c.link_id).where(link_member.c.person_id == bindparam("person"))
STATES = among(link.c.state, "states")
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
        cohort.c.state == CohortState.OPEN,
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
SUGGESTED = (
    select(link.c.id, func.count().over().label("total"))
    .join(cohort, cohort.c.id == link.c.cohort_id)
    .where(link.c.state == LinkState.SUGGESTED, ~link.c.frozen, cohort.c.state == CohortState.OPEN)
    .order_by(link.c.id)
    .limit(bindparam("at_most"))
    .subquery("suggested")
)
ALL_SUGGESTED = LINKS.add_columns(SUGGESTED.c.total).join(SUGGESTED, SUGGESTED.c.id == link.c.id)
SEVERAL = LINKS.where(among(link.c.id, "links"))
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
HUSH = (
    update(link)
    .where(link.c.id.in_(MINE), link.c.state.in_(OPEN_LINKS | {LinkState.SUGGESTED}), ~link.c.frozen)
    .values(frozen=True, quiet=True)
)
STILL_AWAY = (
    select(link_member.c.link_id)
    .join(person, person.c.id == link_member.c.person_id)
    .where(link_member.c.link_id == link.c.id, person.c.silent, person.c.id != bindparam("person"))
    .correlate(link)
    .exists()
)
WAKE = (
    update(link)
    .where(link.c.id.in_(MINE), link.c.state == LinkState.ACTIVE, link.c.quiet, ~STILL_AWAY)
    .values(frozen=False, quiet=False)
)
TO = bindparam("to", type_=String)
STILL_WAITS = and_(TO == EnrolmentState.WAITING, enrolment.c.state == EnrolmentState.WAITING)
ENROL = (
    update(enrolment)
    .where(
        enrolment.c.cohort_id == bindparam("of_cohort"),
        among(enrolment.c.person_id, "people"),
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
        among(link_member.c.person_id, "people"),
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
