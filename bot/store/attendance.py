"""How meetings went: for coordinators, and for the assistant who tells them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, literal, or_, select, union_all

from bot.domain.cohorts import CohortId
from bot.domain.errors import NotYours
from bot.domain.meetings import BACK, MARKED, MISSED, MOVED, SETTLED, TOOK_PLACE, Meeting, MeetingId, MeetingState
from bot.domain.people import PersonId
from bot.domain.sight import Kept
from bot.store.desk import Desk, columns
from bot.store.meeting_rows import meetings_from
from bot.store.meetings import NAMES
from bot.store.tables import answer, history, link, link_member, meeting, person
from bot.usecases.ports.attendance import WITHOUT, Asks, Attended, Event

AGAIN = 2  # times that ask for a coordinator
LATER, ELSE = history.alias("later"), meeting.alias("else")
NO_YES = ("moved", "absent_self", "absent_other")
# The last word on one time of one meeting: what was noted afterwards of the same time takes its place.
LAST_WORD = ~(
    select(LATER.c.id)
    .where(
        LATER.c.meeting_id == history.c.meeting_id,
        LATER.c.was == history.c.was,
        LATER.c.id > history.c.id,
        LATER.c.what.in_(SETTLED),
    )
    .exists()
)
NOT_HELD_SINCE = ~(  # nor any other meeting of the link
    select(LATER.c.id)
    .join(ELSE, ELSE.c.id == LATER.c.meeting_id)
    .where(ELSE.c.link_id == meeting.c.link_id, LATER.c.id > history.c.id, LATER.c.what.in_(TOOK_PLACE))
    .exists()
)
WAS_MISSED = and_(history.c.what.in_(MISSED), LAST_WORD)
WAS_MOVED = and_(history.c.what == MOVED, history.c.same_day, NOT_HELD_SINCE)
UNDONE = history.alias("undone")
DECIDED = (  # by a coordinator, who has not taken it back
    select(LATER.c.id)
    .where(
        LATER.c.meeting_id == answer.c.meeting_id,
        LATER.c.at >= answer.c.at,
        LATER.c.what.startswith(MARKED),
        ~select(UNDONE.c.id)
        .where(UNDONE.c.meeting_id == LATER.c.meeting_id, UNDONE.c.id > LATER.c.id, UNDONE.c.what == BACK)
        .exists(),
    )
    .exists()
)


def _of_links(happened: Any, links: Any) -> Select[Any, Any]:
    """How often it has happened in these links."""
    return (
        select(func.max(meeting.c.id).label("number"), func.count().label("times"))
        .select_from(history)
        .join(meeting, meeting.c.id == history.c.meeting_id)
        .where(happened, meeting.c.link_id.in_(links))
        .group_by(meeting.c.link_id)
    )


def _lately(happened: Any) -> Select[Any, Any]:
    """The same for the links in which it has happened lately."""
    recent, of = history.alias("recent"), meeting.alias("of")
    links = (
        select(of.c.link_id)
        .join(recent, recent.c.meeting_id == of.c.id)
        .where(recent.c.at >= bindparam("since"), recent.c.what.in_((*MISSED, MOVED)))
    )
    return _of_links(happened, links)


def _asks(why: Asks, found: Any, *, sequence: Any, times: Any) -> Select[Any]:
    number = found.c.number if hasattr(found, "c") else found
    return select(number.label("number"), literal(why).label("asks"), sequence.label("sequence"), times.label("times"))


NONE = literal(-1)  # no answers go with it
CALLS, MOVES = _lately(WAS_MISSED).subquery("calls"), _lately(WAS_MOVED).subquery("moves")
CONCERNS = union_all(
    _asks(Asks.DECIDE, answer.c.meeting_id, sequence=answer.c.sequence, times=literal(0))
    .where(answer.c.at >= bindparam("since"), answer.c.took_place.in_(NO_YES), ~DECIDED)
    .distinct(),
    _asks(Asks.MARK, meeting.c.id, sequence=meeting.c.sequence, times=literal(0)).where(
        meeting.c.state == MeetingState.CONFIRMED, meeting.c.start < bindparam("before")
    ),
    _asks(Asks.CALL, CALLS, sequence=NONE, times=CALLS.c.times).where(CALLS.c.times >= AGAIN),
    _asks(Asks.MOVED, MOVES, sequence=NONE, times=MOVES.c.times).where(MOVES.c.times >= AGAIN),
).subquery("concerns")
WITH_SURNAMES = NAMES.add_columns(*columns(person, "surname"), *columns(answer, "took_place"))


def _with_answers(of: Select[Any], sequence: Any) -> Select[Any]:
    """One row for each member, with the member's own answer."""
    return of.outerjoin(
        answer,
        and_(
            answer.c.meeting_id == meeting.c.id,
            answer.c.person_id == link_member.c.person_id,
            answer.c.sequence == sequence,
        ),
    )


NEEDS = (
    _with_answers(
        WITH_SURNAMES.add_columns(CONCERNS.c.asks, CONCERNS.c.times, CONCERNS.c.sequence).join(
            CONCERNS, CONCERNS.c.number == meeting.c.id
        ),
        CONCERNS.c.sequence,
    )
    .order_by(None)
    .order_by(CONCERNS.c.asks, meeting.c.id, CONCERNS.c.sequence, link_member.c.person_id)
)
OF_COHORT = _with_answers(WITH_SURNAMES, meeting.c.sequence).where(link.c.cohort_id == bindparam("cohort"))
WENT_ON = (  # without somebody who said so before it began
    select(-answer.c.sequence, answer.c.meeting_id, literal(WITHOUT), answer.c.at)
    .join(meeting, meeting.c.id == answer.c.meeting_id)
    .where(
        answer.c.at.between(bindparam("since"), bindparam("until")),
        answer.c.took_place == "absent_self",
        answer.c.at < meeting.c.start,
        answer.c.sequence == meeting.c.sequence,
    )
)
EVENTS = union_all(
    select(history.c.id, history.c.meeting_id, history.c.what, history.c.at).where(
        history.c.at.between(bindparam("since"), bindparam("until")),
        or_(history.c.what.in_(MISSED), and_(history.c.what == MOVED, history.c.same_day)),
    ),
    WENT_ON,
)
TIMES_MISSED = _of_links(WAS_MISSED, (bindparam("link"),))


class SqlAttendance:
    """How meetings went; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def needs(self, *, since: datetime, before: datetime) -> Sequence[Attended]:
        """In one statement, by what they need; `before` is compared with when they began."""
        self._only_those_who_see_all()
        rows = self._desk.execute(NEEDS, {"since": since, "before": before}).all()
        return self._found(rows, lambda row: (row.asks, row.meeting_id, row.sequence))

    def of_cohort(self, cohort: CohortId) -> Sequence[Attended]:
        """In one statement."""
        self._only_those_who_see_all()
        rows = self._desk.execute(OF_COHORT, {"cohort": cohort}).all()
        return self._found(rows, lambda row: row.meeting_id)

    def events(self, *, since: datetime, until: datetime) -> Sequence[Event]:
        """By the history, which is never deleted."""
        if not self._desk.sees(Kept.MEETING):
            raise NotYours
        rows = self._desk.execute(EVENTS, {"since": since, "until": until}).all()
        return [Event(id=row.id, meeting=MeetingId(row.meeting_id), what=row.what, at=row.at) for row in rows]

    def missed(self, meeting: Meeting) -> int:
        """Of a meeting that the actor was shown; what a coordinator has set right does not count."""
        self._desk.allow(meeting.id)
        row = self._desk.execute(TIMES_MISSED, {"link": meeting.link}).first()
        return row.times if row else 0

    def note(self, meeting: Meeting, person: PersonId, said: str, *, now: datetime) -> None:
        """For those who see everybody's answers; what else the person answered stays."""
        self._only_those_who_see_all()
        self._desk.allow(meeting.id)
        mine = {"meeting_id": meeting.id, "person_id": person, "sequence": meeting.sequence}
        row = {"took_place": said, "at": now}
        statement = self._desk.insert(answer).values(**mine, **row)
        self._desk.execute(statement.on_conflict_do_update(index_elements=list(mine), set_=row))

    def _found(self, rows: Sequence[Row[Any]], by: Callable[[Row[Any]], Any]) -> list[Attended]:
        return [one for _, group in groupby(rows, key=by) for one in self._one(list(group))]

    def _one(self, rows: Sequence[Row[Any]]) -> Iterator[Attended]:
        """One meeting, with the surnames of its people; answers about an earlier time of it do not stand beside."""
        members = len({row.person_id for row in rows})
        for found in meetings_from(self._desk, rows[:members]):
            said = {PersonId(row.person_id): row.answer_took_place for row in rows if row.answer_took_place}
            asks, times = rows[0]._mapping.get("asks"), rows[0]._mapping.get("times", 0)
            yield Attended(meeting=found, said=said, asks=Asks(asks) if asks else None, times=times)

    def _only_those_who_see_all(self) -> None:
        if not (self._desk.sees(Kept.MEETING) and self._desk.sees(Kept.CHECK_IN) and self._desk.sees(Kept.RECORD)):
            raise NotYours
