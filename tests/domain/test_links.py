"""Where a link stands by its answers, and what it makes due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cohorts import CohortId
from bot.domain.due import Due, Kind
from bot.domain.links import Link, LinkState, Said, link_number, plan, state_by, stepped_out
from bot.domain.meetings import LinkId, Member, Side, in_words
from bot.domain.people import Person, PersonId
from tests.domain.some import MONDAY

ALEX, KIM = PersonId(1), PersonId(2)
SAM, LEE, ROBIN = PersonId(11), PersonId(12), PersonId(13)
SIDES = {"buddies": (ALEX, KIM), "students": (SAM, LEE, ROBIN)}
ALL = (*SIDES["buddies"], *SIDES["students"])
N, Y = Said.NOTHING, Said.YES
LINK = Link(
    id=LinkId(12),
    cohort=CohortId(3),
    label="P-12",
    state=LinkState.ASKED,
    since=MONDAY,
    frozen=False,
    members=tuple(
        Member(side=side, person=Person(id=one, first_name=name))
        for one, side, name in (
            (ALEX, Side.BUDDY, "Alex"),
            (KIM, Side.BUDDY, None),
            (SAM, Side.STUDENT, "Sam"),
            (LEE, Side.STUDENT, "Lee"),
            (ROBIN, Side.STUDENT, "Robin"),
        )
    ),
)


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ((N, N, N, N, N), LinkState.ASKED),
        ((Y, N, N, N, N), LinkState.ASKED),
        ((Y, Y, N, N, N), LinkState.AGREED),
        ((Y, Y, Y, Y, N), LinkState.AGREED),
        ((Y, Y, Y, Y, Y), LinkState.ACTIVE),
        ((Y, Said.KNOWS, Y, Y, Y), LinkState.ASKED),
        ((Y, Y, Y, Said.KNOWS, Y), LinkState.AGREED),
        ((Y, Y, Y, Y, Said.NO), LinkState.ENDED),
        ((Said.NO, N, N, N, N), LinkState.ENDED),
    ],
)
def test_a_link_stands_where_its_answers_put_it(answers: tuple[Said, ...], state: LinkState) -> None:
    assert state_by(dict(zip(ALL, answers, strict=True)), **SIDES) is state


@given(st.lists(st.sampled_from(Said), min_size=5, max_size=5))
def test_a_link_is_active_only_when_every_member_has_said_yes(answers: list[Said]) -> None:
    state = state_by(dict(zip(ALL, answers, strict=True)), **SIDES)
    assert (state is LinkState.ACTIVE) == (set(answers) == {Y})
    assert state is not LinkState.AGREED or answers[:2] == [Y, Y]


def asked(link: Link) -> dict[PersonId, set[Kind]]:
    found: dict[PersonId, set[Kind]] = {}
    for due in plan(link):
        found.setdefault(due.person, set()).add(due.kind)
    return found


def test_those_who_teach_are_asked_first_and_those_who_learn_after_their_yes() -> None:
    agreed = replace(LINK, state=LinkState.AGREED)
    assert asked(LINK) == {one: {Kind.MATCH_ASK, Kind.MATCH_NUDGE} for one in (ALEX, KIM)}
    assert asked(agreed) == {one: {Kind.MATCHED, Kind.MATCH_NUDGE} for one in (SAM, LEE, ROBIN)}


def test_who_has_answered_is_not_asked_again() -> None:
    assert asked(replace(LINK, said={ALEX: Y})).keys() == {KIM}


@pytest.mark.parametrize("state", [LinkState.SUGGESTED, LinkState.ACTIVE, LinkState.ENDED])
def test_a_link_that_waits_for_no_answer_asks_nothing(state: LinkState) -> None:
    assert asked(replace(LINK, state=state)) == {}


def test_the_nudge_comes_after_two_days_and_the_question_at_once() -> None:
    at = {due.kind: due.due_at for due in plan(LINK)}
    assert at == {Kind.MATCH_ASK: MONDAY, Kind.MATCH_NUDGE: MONDAY + timedelta(hours=48)}


def test_a_link_that_is_asked_about_anew_has_other_keys() -> None:
    def keys(link: Link) -> set[str]:
        return {due.key for due in plan(link)}

    again = replace(LINK, since=MONDAY + timedelta(days=3))
    assert len(keys(LINK)) == len(list(plan(LINK)))
    assert keys(LINK).isdisjoint(keys(again))
    assert all(isinstance(due, Due) and due.subject == LINK.id for due in plan(LINK))


def test_people_of_a_link_are_named_by_side() -> None:
    assert LINK.people() == ALL
    assert LINK.people(Side.BUDDY) == (ALEX, KIM)
    assert (LINK.side_of(SAM), LINK.side_of(PersonId(99))) == (Side.STUDENT, None)
    assert LINK.names(Side.BUDDY) == "Alex and someone"
    assert LINK.names(Side.STUDENT) == "Sam, Lee and Robin"
    assert in_words(["Kim"]) == "Kim"
    assert link_number(LINK.id) == "P-12"


def test_everybody_else_hears_that_somebody_has_left_a_group() -> None:
    found = list(stepped_out(LINK, ALEX, MONDAY))
    assert [one.person for one in found] == [one for one in LINK.people() if one != ALEX]
    assert {(one.kind, one.subject, one.due_at) for one in found} == {(Kind.STEPPED_OUT, LINK.id, MONDAY)}
