from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.domain.people import Role
from bot.domain.roster import MAX_FIELD, MAX_ROWS, Roster, Row, cohort_of, decode, pairs, read, settled

HEADING = "role,first_name,surname,email,pair,line,join_url"
LINK = "https://teams.microsoft.com/l/meetup-join/made-up"
SAM = f"student,Sam,Taylor,sam@university.example,Pair 1,,{LINK}"
ALEX = "buddy,Alex,Morgan,alex@post.example,Pair 1,I grow tomatoes.,"
GOOD = f"{HEADING}\n{SAM}\n{ALEX}\n"
ROWS = (
    Row(
        number=2,
        role=Role.STUDENT,
        first_name="Sam",
        surname="Taylor",
        email="sam@university.example",
        pair="Pair 1",
        join_url=LINK,
    ),
    Row(
        number=3,
        role=Role.BUDDY,
        first_name="Alex",
        surname="Morgan",
        email="alex@post.example",
        pair="Pair 1",
        line="I grow tomatoes.",
    ),
)


def faults(*rows: str) -> dict[int, str]:
    """What is wrong with these rows, by number; the first row has number 2."""
    return {fault.number: fault.why for fault in read("\n".join([HEADING, *rows])).faults}


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        f"\ufeff{GOOD}",
        GOOD.rstrip(),
        GOOD.replace("first_name", "First name").replace("role", " ROLE "),
        GOOD.replace("student", "Student").replace("sam@", "Sam@").replace("Pair 1", " Pair  1 "),
        GOOD.replace("Alex", '"Alex"').replace("I grow tomatoes.", '"I grow\u00a0tomatoes."'),
        GOOD.replace("join_url", "join_url,,").replace("tomatoes.,", "tomatoes.,,,"),
        GOOD.replace("I grow tomatoes.,", "I grow tomatoes."),
    ],
)
def test_a_list_is_read_however_it_was_saved(text: str) -> None:
    assert read(text) == Roster(rows=ROWS, faults=())


def test_columns_may_stand_in_any_order_and_others_are_not_minded() -> None:
    text = "pair,notes,email,surname,first_name,role,notes\nPair 1,x,sam@university.example,Taylor,Sam,student,y\n"
    assert [fault.why for fault in read(text).faults] == ["pair 'Pair 1' has no Buddy in this list"]


def test_empty_lines_are_not_minded_and_rows_keep_their_numbers() -> None:
    text = f"\n{HEADING}\n,,,,,,\n{SAM}\n  \n{ALEX}"
    assert read(text).rows == (replace(ROWS[0], number=4), replace(ROWS[1], number=6))


def test_text_in_quotes_may_hold_commas_quotes_and_lines() -> None:
    row = ALEX.replace("I grow tomatoes.", '"I grow ""big"", red\ntomatoes."')
    assert read(f"{HEADING}\n{row}\n{SAM}").rows[0].line == 'I grow "big", red tomatoes.'


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("student,", ","), "role is empty"),
        (("student,", "nurse,"), "role is 'nurse'; please use student, buddy or carer"),
        (("student,", "coordinator,"), "role is 'coordinator'; please use student, buddy or carer"),
        (("Sam", " "), "first_name is empty"),
        (("Taylor", ""), "surname is empty"),
        (("sam@university.example", ""), "email is empty"),
        (("sam@university.example", "sam at university"), "email does not look like an e-mail address"),
        (("sam@university.example", "a@b@c.example"), "email does not look like an e-mail address"),
        (("sam@university.example", "sam@university."), "email does not look like an e-mail address"),
        (("Taylor", "=HYPERLINK(1)"), "surname starts like a spreadsheet formula"),
        (("Taylor", "+1"), "surname starts like a spreadsheet formula"),
        (("Taylor", " -1"), "surname starts like a spreadsheet formula"),
        (("Pair 1", "@SUM(A1)"), "pair starts like a spreadsheet formula"),
        (("Taylor", "T" * (MAX_FIELD + 1)), "surname is longer than 200 letters"),
        (("made-up", "m" * 800), "join_url is longer than 800 letters"),
        ((LINK, f"{LINK},more"), "the row has more cells than the first line; put quotes around text with commas"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_the_reason(change: tuple[str, str], why: str) -> None:
    assert faults(SAM.replace(*change), ALEX)[2] == why


def test_every_fault_of_a_row_is_said_at_once() -> None:
    row = SAM.replace("student", "nurse").replace("Sam", "").replace("sam@", "sam")
    assert faults(row)[2] == (
        "first_name is empty; role is 'nurse'; please use student, buddy or carer; "
        "email does not look like an e-mail address"
    )


def test_who_has_no_pair_yet_comes_in_alone() -> None:
    roster = read(text := f"{HEADING}\n{SAM.replace('Pair 1', '')}\n{ALEX.replace('Pair 1', '')}\n")
    assert ([row.pair for row in roster.rows], roster.faults, pairs(roster.rows)) == (["", ""], (), {}), text


def test_a_short_row_says_all_that_is_missing() -> None:
    assert faults("student,Sam")[2] == "surname is empty; email is empty"


@pytest.mark.parametrize(
    "url",
    [
        "https://teams.microsoft.com",
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%22Tid%22%3a%22x%22%7d",
        "https://teams.live.com/meet/93?p=x",
    ],
)
def test_a_link_to_a_teams_meeting_is_good(url: str) -> None:
    assert faults(SAM.replace(LINK, url), ALEX) == {}


@pytest.mark.parametrize(
    "url",
    [
        "http://teams.microsoft.com/l/x",
        "HTTPS://teams.microsoft.com/l/x",
        "javascript:alert(1)",
        "teams.microsoft.com/l/x",
        "https://teams.microsoft.com.evil.example/l/x",
        "https://evil.example/teams.microsoft.com/",
        "https://teams.microsoft.com@evil.example/",
        "https://evil.example\\@teams.microsoft.com/",
        "https://evil.example\\.teams.microsoft.com/",
        "https://someone@teams.microsoft.com/",
        "https://teams.microsoft.com:8443/l/x",
        "https://teams.microsoft.com:99999999/l/x",
        "https://teams.microsoft.com\\.evil.example/",
        "https://teams.microsoft.com/l x",
        "https://[",
        "https://",
    ],
)
def test_a_link_to_anywhere_else_is_refused(url: str) -> None:
    assert faults(SAM.replace(LINK, url), ALEX)[2].startswith("join_url is not a Teams meeting link")


OTHER_SAM = "student,Samira,Taylor,sam@university.example,Pair 2,,"
KIM = "carer,Kim,Hill,kim@post.example,Pair 2,,"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((SAM,), {2: "pair 'Pair 1' has no Buddy in this list"}),
        ((ALEX, KIM), {2: "pair 'Pair 1' has no student in this list", 3: "pair 'Pair 2' has no student in this list"}),
        ((SAM, ALEX, SAM), {4: "the same person and pair as row 2"}),
        ((SAM, ALEX, SAM.replace("student,", "buddy,").replace("Pair", "PAIR")), {
            4: "the same person and pair as row 2",
        }),
        ((SAM, SAM.replace("student", "buddy")), {
            2: "pair 'Pair 1' has no Buddy in this list", 3: "the same person and pair as row 2",
        }),
        ((SAM, ALEX, OTHER_SAM, KIM), {
            4: "the same email as row 2, with another name", 5: "pair 'Pair 2' has no student in this list",
        }),
        ((SAM, ALEX, SAM.replace("Pair 1", "Pair 2"), KIM, SAM.replace("Pair 1", "Pair 2")), {
            6: "the same person and pair as row 4",
        }),
        ((SAM, f"{ALEX}https://teams.live.com/meet/1"), dict.fromkeys(
            (2, 3), "pair 'Pair 1' has two different meeting links"
        )),
        ((SAM, f"{ALEX}{LINK}"), {}),
        ((SAM, ALEX.replace("Alex", "")), {
            2: "pair 'Pair 1' has no Buddy in this list", 3: "first_name is empty",
        }),
    ],
)  # fmt: skip
def test_rows_must_fit_together(rows: tuple[str, ...], expected: dict[int, str]) -> None:
    assert faults(*rows) == expected


def test_what_is_wrong_does_not_keep_the_rest_out() -> None:
    roster = read(f"{GOOD}student,Lee,Young,lee@university.example,Pair 2,,\n")
    assert (roster.rows, [fault.number for fault in roster.faults]) == (ROWS, [4])


def test_a_group_holds_everybody_of_it_and_case_is_no_matter() -> None:
    text = f"{GOOD}carer,Kim,Hill,kim@post.example,pair 1,,\n"
    assert {pair: [row.first_name for row in rows] for pair, rows in pairs(read(text).rows).items()} == {
        "Pair 1": ["Sam", "Alex", "Kim"]
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "The list is empty. The first line must be: role,first_name,"),
        (" \n,,\n", "The list is empty"),
        ("name,e-mail\nSam,sam@x.example", "Missing: role, first_name, surname, email"),
        (GOOD.replace("surname,", "name,"), r"Missing: surname\.$"),
        (GOOD.replace("line", "email"), "names a column twice: email"),
        (GOOD.replace("I grow", '"I grow') + "x" * 140_000, "Line .* cannot be read as CSV.*missing quote mark"),
        (GOOD.replace("Sam", "S\0m"), "not a CSV file"),
        (GOOD.replace("Sam", "S\ud800m"), "not a CSV file"),
        (HEADING + f"\n{SAM}" * (MAX_ROWS + 1), "The list has 501 rows. Please bring in at most 500"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        read(text)


def test_a_list_as_long_as_may_be_is_read() -> None:
    many = "".join(
        f"student,S,T,s{at}@university.example,P{at},,\nbuddy,B,T,b{at}@post.example,P{at},,\n" for at in range(250)
    )
    assert len(read(f"{HEADING}\n{many}").rows) == MAX_ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_names_with_accents_arrive_as_they_were_written(encoding: str) -> None:
    text = GOOD.replace("Taylor", "Ó Néill").replace("tomatoes.", "tomatoes \u2013 \u201cbig\u201d.")
    assert read(decode(text.encode(encoding))).rows[0].surname == "Ó Néill"


@pytest.mark.parametrize("data", ["role".encode("utf-16"), b"PK\x03\x04\0\0", b"\x81\x8d\xff", b"role\0"])
def test_a_file_that_is_no_csv_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match="choose 'Save as' and then 'CSV UTF-8'"):
        decode(data)


CELLS = st.sampled_from(
    ["student", "buddy", "", "Sam", "sam@x.example", "P", "=1", "https://[", LINK, '"', "\0", "x" * 250]
)
LINES = st.lists(st.lists(CELLS | st.text(max_size=8), max_size=9).map(",".join), max_size=6)


@given(st.text() | LINES.map(lambda lines: "\n".join([HEADING, *lines])))
@example("\ufeff")
@example('"')
@example("\r")
def test_any_text_is_a_list_or_refused(text: str) -> None:
    try:
        roster = read(text)
    except BadInput:
        return
    numbers = [row.number for row in roster.rows] + [fault.number for fault in roster.faults]
    assert len(numbers) == len(set(numbers))
    assert all(fault.why for fault in roster.faults)


@given(st.binary())
def test_any_file_is_a_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except BadInput:
        return
    assert isinstance(text, str)
    assert "\0" not in text


WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20).filter(
    lambda word: word[0] not in "=+-@"
)
LETTERS = st.text("abcdefghij", min_size=1, max_size=10)


@st.composite
def rosters(draw: st.DrawFn) -> list[dict[str, str]]:
    """Some pairs, each with a student and a Buddy of its own."""
    labels = draw(st.lists(LETTERS, min_size=1, max_size=4, unique=True))
    return [
        {
            "role": role,
            "first_name": draw(WORDS),
            "surname": draw(WORDS),
            "email": f"{draw(LETTERS)}.{role}.{label}@university.example",
            "pair": label,
            "line": draw(WORDS | st.just("")),
            "join_url": draw(st.just("") | st.just(LINK)),
        }
        for label in labels
        for role in ("student", draw(st.sampled_from(["buddy", "carer"])))
    ]


@given(rosters(), st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_is_what_is_read(rows: list[dict[str, str]], delimiter: str, end: str) -> None:
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, HEADING.split(","), delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    roster = read(written.getvalue())
    assert roster.faults == ()
    assert [{name: str(getattr(row, name)) for name in HEADING.split(",")} for row in roster.rows] == rows


MORE = f"{HEADING},cohort,discipline,university,said_yes,registered"


def more(*rows: str) -> Roster:
    """What a list with every column says."""
    return read("\n".join([MORE, *rows]))


def test_a_row_may_say_where_somebody_belongs_and_that_they_said_yes() -> None:
    sam, alex = more(f"{SAM},Autumn,Nursing,ARU,Yes,", f"{ALEX},,,,yes,YES").rows
    assert (sam.cohort, sam.discipline, sam.university, sam.said_yes, sam.registered) == (
        "Autumn",
        "Nursing",
        "ARU",
        True,
        False,
    )
    assert (alex.said_yes, alex.registered) == (True, True)
    assert cohort_of([alex, sam]) == "Autumn"
    assert cohort_of([alex]) == ""


@pytest.mark.parametrize(
    ("student", "buddy", "starts"),
    [("yes,", "yes,yes", True), ("yes,no", "y,y", True), ("no,", "yes,yes", False), ("yes,", "yes,no", False)],
)
def test_a_pair_starts_when_all_said_yes_and_the_buddy_is_registered(student: str, buddy: str, *, starts: bool) -> None:
    assert settled(more(f"{SAM},,,,{student}", f"{ALEX},,,,{buddy}").rows) is starts


def test_anything_but_yes_and_no_is_a_fault() -> None:
    found = more(f"{SAM},,,,maybe,", f"{ALEX},,,,yes,1").faults
    assert {fault.number: fault.why.partition(";")[0] for fault in found} == {
        2: "said_yes is 'maybe'",
        3: "registered is '1'",
    }


def test_a_pair_in_two_cohorts_is_a_fault() -> None:
    found = more(f"{SAM},Autumn,,,yes,", f"{ALEX},Spring,,,yes,yes").faults
    assert {fault.why for fault in found} == {"pair 'Pair 1' is in two different cohorts"}
