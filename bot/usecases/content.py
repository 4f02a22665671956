"""The words that belong to a meeting: those that its cohort began with, whatever was edited since."""

from __future__ import annotations

from bot.content.pinned import Pinned
from bot.domain.cohorts import Cohort
from bot.domain.meetings import Meeting
from bot.domain.reflections import Model
from bot.usecases.ports import Work


def content_of(work: Work, one: Meeting | Cohort) -> Pinned:
    """What the cohort of this meeting keeps; today's content for one that keeps nothing."""
    version = one.content if isinstance(one, Meeting) else one.version
    if version:
        return work.cohorts.content(version)
    return Pinned.today(work.site.library, series=one.series, model=one.model)


def model_of(work: Work, meeting: Meeting, key: str) -> Model:
    """The reflection model with this key: the cohort's own, or another of today's library."""
    model = content_of(work, meeting).model
    return model if model.key == key else work.site.library.models[key]
