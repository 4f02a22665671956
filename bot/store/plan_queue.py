"""The plans that wait to be worked out, as one planner sees them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, or_, select, update

from bot.domain.cohorts import CohortId
from bot.domain.plans import OPEN_PLANS, Far, PlanId, PlanState, View
from bot.front.planner import Taken
from bot.planning import Problem
from bot.store.sql_store import SqlStore
from bot.store.tables import plan
from bot.usecases import plans
from bot.usecases.plan_problem import problem_of

P = plan.c
FREE = and_(P.state.in_(OPEN_PLANS), or_(P.state == PlanState.WAITING, P.lease_until < bindparam("now")))
ANY = select(P.id).where(FREE).limit(1)
PICK = select(P.id).where(FREE).order_by(P.id).limit(1).with_for_update(skip_locked=True).cte("pick")
TAKE = (
    update(plan)
    .where(P.id.in_(select(PICK.c.id)))
    .values(
        state=PlanState.DOING,
        worker=bindparam("me"),
        lease_until=bindparam("leased"),
        attempts=P.attempts + 1,
        best=None,
        most=None,
        until=bindparam("ends"),
    )
    .returning(P.id, P.cohort_id, P.attempts, P.view)
)
HOLD = (
    update(plan)
    .where(
        P.id == bindparam("number"),
        P.state == PlanState.DOING,
        P.worker == bindparam("me"),
        P.attempts == bindparam("attempt"),
    )
    .values(lease_until=bindparam("leased"), best=bindparam("filled"), most=bindparam("possible"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlPlansToDo:
    """The plans to work out as the planner called `me` sees them; see the port `PlansToDo`."""

    store: SqlStore
    me: str
    clock: Callable[[], datetime]

    async def take(self, *, lease: timedelta, within: timedelta) -> Taken | None:
        """Looks beside the writers, and writes only if there is something to do."""
        now = self.clock()
        if not await self.store.database.read(lambda connection: connection.execute(ANY, {"now": now}).first()):
            return None

        def take(connection: Connection) -> Taken | None:
            values = {"me": self.me, "now": now, "leased": now + lease, "ends": now + within}
            row = connection.execute(TAKE, values).first()
            return _taken(row) if row else None

        return await self.store.database.write(take)

    async def problem(self, taken: Taken) -> Problem:
        """All of it as of one moment, for the assistant: days of rest are among it. No turn waits while it is made."""
        ground = await self.store.read(None, plans.ground, taken.cohort)
        return await asyncio.to_thread(problem_of, ground)

    async def hold(self, taken: Taken, far: Far, *, lease: timedelta) -> bool:
        """Fenced like what is written at the end."""
        values = {"number": taken.id, "me": self.me, "attempt": taken.attempt, "leased": self.clock() + lease}
        values |= {"filled": far.best, "possible": far.most}
        return await self.store.database.write(lambda connection: connection.execute(HOLD, values).rowcount == 1)

    async def settle(self, taken: Taken, state: PlanState, found: str) -> None:
        """One transaction with the message that says so."""
        settled = plans.Settled(plan=taken.id, state=state, found=found, worker=self.me, attempt=taken.attempt)
        await self.store.run(None, plans.settle, settled)


def _taken(row: Row[Any]) -> Taken:
    return Taken(id=PlanId(row.id), cohort=CohortId(row.cohort_id), attempt=row.attempts, view=View(row.view))
