"""Whether a chat is open: what the channel says of it, and what its person did."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, case, or_, select, update

from bot.domain.people import Away, Chat, PersonId
from bot.store.among import among
from bot.store.tables import chat

TRIED_AGAIN = timedelta(hours=20)  # a chat that the channel did not take is tried once a day: it may have been mistaken
LOST = (
    update(chat)
    .where(chat.c.entra_id == bindparam("account"))
    .values(
        open=False,
        away=Away.REMOVED,
        changed_at=case((chat.c.open, bindparam("now", type_=chat.c.changed_at.type)), else_=chat.c.changed_at),
    )
)
PLACES_OF = (  # the best one of each person comes last
    select(
        *(chat.c.person_id, chat.c.conversation, chat.c.service_url, chat.c.tenant, chat.c.member),
        (chat.c.away.is_not(None)).label("doubtful"),
    )
    .where(
        among(chat.c.person_id, "people"),
        or_(chat.c.open, and_(chat.c.away == Away.BLOCKED, chat.c.changed_at <= bindparam("tried_before"))),
    )
    .order_by(chat.c.open, chat.c.changed_at)
)
BLOCKED = (
    update(chat)
    .where(
        chat.c.person_id == bindparam("person"),
        or_(and_(chat.c.open, chat.c.changed_at <= bindparam("spoke")), chat.c.away == Away.BLOCKED),
    )
    .values(open=False, away=Away.BLOCKED, changed_at=bindparam("now"))
)
OPENED = (
    update(chat)
    .where(chat.c.person_id == bindparam("person"), chat.c.away == Away.BLOCKED)
    .values(open=True, away=None, changed_at=bindparam("now"))
)


def places_of(connection: Connection, people: Collection[PersonId], *, now: datetime) -> Mapping[PersonId, Chat]:
    """Where each of them can be written to, of those who can."""
    rows = connection.execute(PLACES_OF, {"people": list(people), "tried_before": now - TRIED_AGAIN})
    return {
        PersonId(row.person_id): Chat(
            conversation=row.conversation,
            service_url=row.service_url,
            tenant=row.tenant,
            member=row.member,
            doubtful=bool(row.doubtful),
        )
        for row in rows
    }


def note_blocked(connection: Connection, person: PersonId, *, blocked: bool, spoke: datetime, now: datetime) -> None:
    """What the channel said when we spoke there; who came back in the meantime is not shut out again."""
    if blocked:
        connection.execute(BLOCKED, {"person": person, "spoke": spoke, "now": now})
    else:
        connection.execute(OPENED, {"person": person, "now": now})
