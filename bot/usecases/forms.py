"""Anonymous forms: the questions, the answers, and what coordinators may know of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.cards import Card
from bot.cards.ending import AskForm, Choice, FormSent, ToChoose, ToWrite
from bot.cards.staff import Listing, Row
from bot.content.questions import Instrument, Item
from bot.domain.cohorts import CohortId, CohortState
from bot.domain.errors import BadInput, NotForYou
from bot.domain.forms import AT_LEAST, MAX_WORDS, Form, FormSum
from bot.domain.links import Link
from bot.domain.meetings import LinkId, Side
from bot.domain.people import GIVERS, TAUGHT
from bot.domain.times import wall
from bot.usecases.finding import a_cohort
from bot.usecases.ports import Work
from bot.usecases.saying import HeldBack, Prompt

MARK = "f_"  # before a question's key
END = {Side.STUDENT: Form.END_STUDENT, Side.BUDDY: Form.END_BUDDY}
FOR = {Form.END_STUDENT: TAUGHT, Form.FOLLOW_UP: TAUGHT, Form.END_BUDDY: GIVERS}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfLink:
    """Which link."""

    link: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered, by the name of the input."""

    cohort: int
    form: Literal["bs_end_student", "bs_end_buddy", "bs_follow_up"]
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class InCohort:
    """Which cohort."""

    words: str


def end_form(side: Side | None) -> Form:
    """The last questions of this side."""
    return END[side or Side.STUDENT]


def is_open(work: Work, cohort: CohortId, form: Form) -> bool:
    """Whether the actor has not answered yet."""
    return not work.forms.done(cohort, form)


def say_end_form(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """The last questions, unless they are answered."""
    link = work.links.get(LinkId(prompt.subject))
    if link.frozen or work.cohorts.get(link.cohort).state is CohortState.PAUSED:
        raise HeldBack
    form = end_form(link.side_of(work.actor.id))
    return form_card(work, link.cohort, form) if is_open(work, link.cohort, form) else None


def say_follow_up(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """The one question about the promise, to those who made one."""
    cohort = CohortId(prompt.subject)
    if not work.ending.has_promised(cohort) or not is_open(work, cohort, Form.FOLLOW_UP):
        return None
    return form_card(work, cohort, Form.FOLLOW_UP)


def open_form(work: Work, request: OfLink, _now: datetime) -> Card:
    """The last questions, asked for."""
    link: Link = work.links.get(LinkId(request.link))
    form = end_form(link.side_of(work.actor.id))
    return form_card(work, link.cohort, form) if is_open(work, link.cohort, form) else FormSent(first=False, again=True)


def form_card(work: Work, cohort: CohortId, form: Form) -> AskForm:
    """The questions, and the truth about who sees the answers."""
    asked = work.site.library.instruments[form]
    return AskForm(
        cohort=cohort,
        form=form,
        title=asked.title,
        choose=tuple(_to_choose(item) for item in asked.items if item.options),
        write=tuple(ToWrite(id=MARK + item.key, text=item.text) for item in asked.items if not item.options),
        few=work.forms.few(cohort),
        promised=form is Form.FOLLOW_UP,
    )


def send(work: Work, request: Answers, now: datetime) -> Card:
    """Keeps that somebody has answered and what was said, apart. A second answer changes nothing."""
    form, cohort = Form(request.form), CohortId(request.cohort)
    if not work.actor.is_a(FOR[form]):
        raise NotForYou
    answers = read(work.site.library.instruments[form], request.words)
    first = work.forms.answer(cohort, form, answers, day=wall(now).date())
    return FormSent(few=first and work.forms.few(cohort), first=first, again=not first)


def read(asked: Instrument, words: Mapping[str, str]) -> dict[str, int | str]:
    """The answers, by question; raises BadInput for none at all, and for words that are too long.

    What is below 0 ('I'd rather not say') is not kept, and neither is what is no answer to the question.
    """
    found: dict[str, int | str] = {}
    for item in asked.items:
        said = words.get(MARK + item.key, "").strip()
        if not item.options and len(said) > MAX_WORDS:
            raise BadInput(f"One answer has {len(said)} letters. There is room for {MAX_WORDS}. Please shorten it.")
        values = [one.value for one in item.options if said == str(one.value) and one.value >= 0]
        if values or (said and not item.options):
            found[item.key] = values[0] if values else said
    if not found:
        raise BadInput("Nothing is answered yet. One answer is enough.")
    return found


def sums(work: Work, request: InCohort, now: datetime) -> Card:
    """What a cohort's forms add up to, for coordinators."""
    cohort = a_cohort(work, request.words)
    found = work.overview.form_sums(cohort.id)
    work.audit("sums of forms read", cohort.id, now=now)
    rows = tuple(row for one in found for row in _rows(work, one))
    return Listing(
        title=f"What people say: {cohort.name}",
        rows=rows,
        nothing=""
        if rows
        else f"Nothing to show yet. Answers are shown when at least {AT_LEAST} people have given them.",
    )


def _rows(work: Work, one: FormSum) -> list[Row]:
    asked = work.site.library.instruments.get(one.form)
    items = {item.key: item for item in asked.items} if asked else {}
    rows = [Row(say=f"{asked.title if asked else 'After each meeting'}: {one.answered} answers", more="")]
    for key, counts in one.chosen.items():
        labels = {option.value: option.label for option in items[key].options} if key in items else {}
        said = ", ".join(f"{labels.get(value, str(value))}: {count}" for value, count in counts.items())
        rows.append(Row(say=items[key].text if key in items else key, more=said))
    return rows


def _to_choose(item: Item) -> ToChoose:
    options = tuple(Choice(label=one.label, value=str(one.value)) for one in item.options)
    return ToChoose(id=MARK + item.key, text=item.text, options=options)
