"""The questions of before and after a series: each person's own answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from sqlalchemy import bindparam, select

from bot.domain.cohorts import CohortId
from bot.domain.errors import NotYours
from bot.domain.sight import Kept, Tie
from bot.store.desk import Desk
from bot.store.tables import survey
from bot.usecases.ports.surveys import Moment

THERE = select(survey.c.moment).where(
    survey.c.cohort_id == bindparam("cohort"),
    survey.c.person_id == bindparam("person"),
    survey.c.moment == bindparam("moment"),
)


class SqlSurveys:
    """The actor's own answers; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def put(self, cohort: CohortId, moment: Moment, answers: Mapping[str, int], *, day: date) -> bool:
        """For those who have answers of their own."""
        self._only_ones_own()
        row = {"cohort_id": cohort, "person_id": self._desk.actor.id, "moment": moment, "day": day}
        statement = self._desk.insert_new(survey, "cohort_id", "person_id", "moment", returning=survey.c.moment)
        return self._desk.execute(statement, row | {"answers": json.dumps(dict(answers))}).scalar() is not None

    def answered(self, cohort: CohortId, moment: Moment) -> bool:
        """For those who have answers of their own."""
        self._only_ones_own()
        values = {"cohort": cohort, "person": self._desk.actor.id, "moment": moment}
        return self._desk.execute(THERE, values).scalar() is not None

    def _only_ones_own(self) -> None:
        if not self._desk.sees(Kept.SURVEY, Tie.OWN):
            raise NotYours
