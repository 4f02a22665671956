from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Role
from bot.domain.sight import Kept, Tie, may_see

# What each role sees of each sort: of themselves (o), of the people of their links (l), of anybody (a), of
# their own students as tutor (t), of those who asked for a call (w); '-' is nothing.
#                        student   buddy     carer     coord.    superv.   lead      tutor     assistant
TABLE = {
    Kept.OPEN: "            a         a         a         a         a         a         a         a",
    Kept.PROFILE: "         o         o         o         a         -         -         -         a",
    Kept.NAME: "            l         l         l         a         -         w         t         -",
    Kept.CONTACT: "         o         o         o         a         -         w         -         -",
    Kept.MEETING: "         l         l         l         a         -         -         -         a",
    Kept.REFLECTION: "      o         -         -         -         -         -         -         -",
    Kept.REFLECTION_DONE: " o         -         -         a         -         -         -         a",
    Kept.FEEDBACK: "        o         -         -         a         -         -         -         -",
    Kept.CHECK_IN: "        -         o         o         a         -         -         -         -",
    Kept.RECORD: "          -         -         -         a         -         -         -         -",
    Kept.PLACEMENT: "       o         l         l         a         -         -         -         -",
    Kept.REST: "            o         o         o         -         -         -         -         a",
    Kept.LIMITS: "          -         o         o         a         -         -         -         a",
    Kept.FREE: "            o         o         o         a         -         -         -         a",
    Kept.REGISTRATION: "    -         o         o         a         -         -         -         a",
    Kept.CONFLICT: "        -         -         -         a         -         -         -         a",
    Kept.WORRY: "           o         o         o         a         -         a         -         a",
    Kept.WORRY_APART: "     o         o         o         -         -         a         -         a",
    Kept.SURVEY: "          o         -         -         -         -         -         -         -",
    Kept.FORM_DONE: "       o         o         o         -         -         -         -         a",
    Kept.ANONYMOUS: "       -         -         -         -         -         -         -         -",
    Kept.NOTE: "            o         l         l         a         -         -         -         -",
    Kept.SHARED: "          o         -         -         -         -         -         t         -",
    Kept.COURSE: "          o         o         o         a         -         -         t         -",
    Kept.HOURS: "           -         o         o         a         -         -         -         -",
}
TIES = {"-": set[Tie](), "o": {Tie.OWN}, "l": {Tie.OWN, Tie.LINK}, "a": set(Tie), "t": {Tie.TUTEE}, "w": {Tie.WORRIED}}
ROWS = [
    (kept, role, mark) for kept, row in TABLE.items() for role, mark in zip(Role, row.split(), strict=True)
]  # zip is strict: a new role asks for a column


@pytest.mark.parametrize(("kept", "role", "mark"), ROWS)
def test_who_may_see_what(kept: Kept, role: Role, mark: str) -> None:
    assert {tie for tie in Tie if may_see(frozenset({role}), kept, tie)} == TIES[mark]


def test_the_table_above_is_complete() -> None:
    assert {(kept, role) for kept, role, _ in ROWS} == set(product(Kept, Role))


def test_a_reflection_is_read_by_nobody_but_its_author() -> None:
    readers = {(role, tie) for role, tie in product(Role, Tie) if may_see(frozenset({role}), Kept.REFLECTION, tie)}
    assert readers == {(Role.STUDENT, Tie.OWN)}


@pytest.mark.parametrize("kept", Kept)
def test_somebody_without_a_role_sees_nothing_about_anybody(kept: Kept) -> None:
    assert {may_see(frozenset(), kept, tie) for tie in Tie} == {kept is Kept.OPEN}


@given(st.frozensets(st.sampled_from(Role)), st.sampled_from(Kept), st.sampled_from(Tie))
def test_several_roles_see_what_each_of_them_sees(roles: frozenset[Role], kept: Kept, tie: Tie) -> None:
    alone = any(may_see(frozenset({role}), kept, tie) for role in roles)
    assert may_see(roles, kept, tie) == (alone or kept is Kept.OPEN)
