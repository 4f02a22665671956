"""What only its author may read is unreadable to whoever holds the database."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.store.seal import NONCE, SealBroken, Sealer

OLD, NEW = b"o" * 32, b"n" * 32
PLACE = "reflection/1/2/sealed"


@given(words=st.text(), place=st.text())
def test_what_is_sealed_can_be_opened_in_its_place(words: str, place: str) -> None:
    sealer = Sealer([OLD])

    assert sealer.open(sealer.seal(words, place=place), place=place) == words


@given(words=st.text(min_size=1), place=st.text(), other=st.text())
def test_and_in_no_other_place(words: str, place: str, other: str) -> None:
    assume(other != place)
    sealer = Sealer([OLD])
    sealed = sealer.seal(words, place=place)

    with pytest.raises(SealBroken):
        sealer.open(sealed, place=other)


@given(words=st.text(min_size=1), at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_breaks_the_seal(words: str, at: int, bit: int) -> None:
    sealer = Sealer([OLD])
    sealed = bytearray(sealer.seal(words, place=PLACE))
    sealed[at % len(sealed)] ^= 1 << bit

    with pytest.raises(SealBroken):
        sealer.open(bytes(sealed), place=PLACE)


@pytest.mark.parametrize("left", [0, 1, NONCE, NONCE + 15])
def test_a_seal_that_was_cut_off_is_broken(left: int) -> None:
    sealed = Sealer([OLD]).seal("words", place=PLACE)[:left]

    with pytest.raises(SealBroken):
        Sealer([OLD]).open(sealed, place=PLACE)


def test_the_same_words_never_look_the_same_twice() -> None:
    sealer = Sealer([OLD])

    assert len({sealer.seal("words", place=PLACE) for _ in range(50)}) == 50


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    before, after = Sealer([OLD]), Sealer([NEW, OLD])
    written_before, written_after = before.seal("early", place=PLACE), after.seal("late", place=PLACE)

    assert after.open(written_before, place=PLACE) == "early"
    assert Sealer([NEW]).open(written_after, place=PLACE) == "late"
    with pytest.raises(SealBroken):
        before.open(written_after, place=PLACE)


@pytest.mark.parametrize("keys", [[], [b"short"], [OLD, b"x" * 31]])
def test_keys_of_the_wrong_size_are_refused(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer(keys)


def test_the_fingerprint_of_an_address_needs_the_key_and_minds_no_capitals() -> None:
    fingerprint = Sealer([OLD]).digest("Sam.Taylor@University.example")

    assert fingerprint == Sealer([OLD]).digest("sam.taylor@university.example")
    assert fingerprint != Sealer([NEW]).digest("sam.taylor@university.example")
    assert fingerprint != Sealer([OLD]).digest("sam.tailor@university.example")
    assert len(fingerprint) == 64


def test_fingerprints_stay_the_same_when_a_new_key_is_put_first() -> None:
    assert Sealer([NEW, OLD]).digest("a@b.example") == Sealer([OLD]).digest("a@b.example")
