"""What is kept only for a while goes by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete

from bot.domain.plans import KEPT_FOR
from bot.store.desk import insert_new
from bot.store.forms import join_answers
from bot.store.retention import let_go
from bot.store.tables import asked_in, booking, chat, plan, proposal, seen
from bot.store.taking_out import forget_mistakes

SEEN_FOR = timedelta(days=3)  # no channel delivers a thing a second time after that
PROPOSED_FOR = timedelta(days=1)  # a list that was shown and not answered
PLANNED_FOR = 2 * KEPT_FOR  # the news of a plan may be that late
BOOKED_FOR = timedelta(days=30)  # after the meeting; what took place in it is known long before
STRANGER_FOR = timedelta(days=90)  # where somebody can be written to who is on nobody's list
OLD_KEYS = delete(seen).where(seen.c.at < bindparam("before"))
OLD_LISTS = delete(proposal).where(proposal.c.made_at < bindparam("before"))
OLD_PLANS = delete(plan).where(plan.c.asked_at < bindparam("before"))
OLD_BOOKINGS = delete(booking).where(booking.c.start < bindparam("before"))
OLD_STRANGERS = delete(chat).where(chat.c.person_id.is_(None), chat.c.changed_at < bindparam("before"))
OLD_WISHES = delete(asked_in).where(asked_in.c.asked_at < bindparam("before"))  # to take part, of such people


def tidy(connection: Connection, *, now: datetime) -> None:
    """Takes away what has been kept long enough, once an hour; who was written to by mistake, as soon as they know."""
    forget_mistakes(connection)
    first_this_hour = insert_new(connection.dialect.name, seen)
    if connection.execute(first_this_hour, {"key": f"tidy {now:%Y-%m-%d %H}", "at": now}).rowcount != 1:
        return
    for statement, kept_for in (
        (OLD_KEYS, SEEN_FOR),
        (OLD_LISTS, PROPOSED_FOR),
        (OLD_PLANS, PLANNED_FOR),
        (OLD_BOOKINGS, BOOKED_FOR),
        (OLD_STRANGERS, STRANGER_FOR),
        (OLD_WISHES, STRANGER_FOR),
    ):
        connection.execute(statement, {"before": now - kept_for})
    join_answers(connection, now=now)
    let_go(connection, now=now)
