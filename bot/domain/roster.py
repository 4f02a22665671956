"""The roster that a coordinator brings in as a CSV file: what it says, what is wrong with it, what it would change."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.domain.errors import BadInput
from bot.domain.people import GIVERS, Role

REQUIRED = ("role", "first_name", "surname", "email")
OPTIONAL = ("pair", "line", "join_url", "cohort", "discipline", "university", "said_yes", "registered")
ROLES = {"student": Role.STUDENT, "buddy": Role.BUDDY, "carer": Role.CARER}
YES_OR_NO = {"yes": True, "y": True, "no": False, "n": False, "": False}
MAX_ROWS = 500
MAX_FIELD = 200
LONGEST = dict.fromkeys((*REQUIRED, *OPTIONAL), MAX_FIELD) | {"join_url": 4 * MAX_FIELD}
JOIN_URL = re.compile(r"https://teams\.(microsoft|live)\.com(/[!-\[\]-~]*)?")  # one host, nothing before or behind it
NEVER_TYPED = re.compile(r"[\0\ud800-\udfff]")  # what no database keeps
NO_CSV = "That file is not a CSV file. In Excel, choose 'Save as' and then 'CSV UTF-8'."
EMAIL = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"']+\.[^@\s.,;<>\"']+")
FORMULA = ("=", "+", "-", "@", "\t")  # a spreadsheet would run such a cell when the roster is exported again


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One good row: a person, and the pair or group that they belong to ('': none yet). `number`: its line, from 1.

    `said_yes`: they were told, asked and said yes outside Teams. `registered`: every step of registering is done.
    """

    number: int
    role: Role
    first_name: str
    surname: str
    email: str
    pair: str = ""
    line: str = ""
    join_url: str = ""
    cohort: str = ""
    discipline: str = ""
    university: str = ""
    said_yes: bool = False
    registered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One row that cannot be used, and why."""

    number: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """What a file says: the good rows and the faults."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def decode(data: bytes) -> str:
    """The text of an uploaded file, as UTF-8 or as older spreadsheets save it; raises BadInput for anything else."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadInput(NO_CSV)


def read(text: str) -> Roster:
    """The roster in a CSV text; raises BadInput when it has no usable heading line or too many rows."""
    if NEVER_TYPED.search(text):
        raise BadInput(NO_CSV)
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    heading_line = lines.lstrip(" \n").partition("\n")[0]
    reader = csv.reader(io.StringIO(lines), delimiter=max(",;\t", key=heading_line.count))
    try:
        body = [(reader.line_num, values) for values in reader if any(value.strip() for value in values)]
    except csv.Error as error:
        raise BadInput(
            f"Line {reader.line_num} cannot be read as CSV. Please look for a missing quote mark."
        ) from error
    if not body:
        raise BadInput(f"The list is empty. The first line must be: {','.join(REQUIRED + OPTIONAL)}")
    if len(body) > MAX_ROWS + 1:
        raise BadInput(f"The list has {len(body) - 1} rows. Please bring in at most {MAX_ROWS} at a time.")
    columns = [name.strip().lower().replace(" ", "_") for name in body[0][1]]
    if missing := [name for name in REQUIRED if name not in columns]:
        raise BadInput(f"The first line must name these columns: {', '.join(REQUIRED)}. Missing: {', '.join(missing)}.")
    if twice := [name for name in LONGEST if columns.count(name) > 1]:
        raise BadInput(f"The first line names a column twice: {', '.join(twice)}. Please keep one of them.")
    found = [_row(number, columns, values) for number, values in body[1:]]
    rows = [row for row in found if isinstance(row, Row)]
    faults = [fault for fault in found if isinstance(fault, Fault)]
    wrong = {fault.number: fault for fault in [*_together(rows), *faults]}
    return Roster(
        rows=tuple(row for row in rows if row.number not in wrong),
        faults=tuple(wrong[number] for number in sorted(wrong)),
    )


def _row(number: int, columns: list[str], values: list[str]) -> Row | Fault:
    cell = dict.fromkeys((*REQUIRED, *OPTIONAL), "")
    cell |= {name: " ".join(value.split()) for name, value in zip(columns, values, strict=False)}
    if any(value.strip() for value in values[len(columns) :]):
        why = "the row has more cells than the first line; put quotes around text with commas"
        return Fault(number=number, why=why)
    if why := "; ".join((*_wrong(cell), *_unclear(cell))):
        return Fault(number=number, why=why)
    return Row(
        number=number,
        role=ROLES[cell["role"].lower()],
        first_name=cell["first_name"],
        surname=cell["surname"],
        email=cell["email"].lower(),
        pair=cell["pair"],
        line=cell["line"],
        join_url=cell["join_url"],
        cohort=cell["cohort"],
        discipline=cell["discipline"],
        university=cell["university"],
        said_yes=YES_OR_NO[cell["said_yes"].lower()],
        registered=YES_OR_NO[cell["registered"].lower()],
    )


def _wrong(cell: Mapping[str, str]) -> Iterator[str]:
    for name in REQUIRED:
        if not cell[name]:
            yield f"{name} is empty"
    if cell["role"] and cell["role"].lower() not in ROLES:
        yield f"role is '{cell['role'][:MAX_FIELD]}'; please use student, buddy or carer"
    if cell["email"] and not EMAIL.fullmatch(cell["email"]):
        yield "email does not look like an e-mail address"
    for name, longest in LONGEST.items():
        if len(cell[name]) > longest:
            yield f"{name} is longer than {longest} letters"
        if cell[name].startswith(FORMULA):
            yield f"{name} starts like a spreadsheet formula"
    if cell["join_url"] and not JOIN_URL.fullmatch(cell["join_url"]):
        yield "join_url is not a Teams meeting link; it must start with https://teams.microsoft.com/"


def _unclear(cell: Mapping[str, str]) -> Iterator[str]:
    for name in ("said_yes", "registered"):
        if cell[name].lower() not in YES_OR_NO:
            yield f"{name} is '{cell[name][:MAX_FIELD]}'; please use yes or no"


def _together(rows: list[Row]) -> list[Fault]:
    """Faults that only show when rows are seen together; a row that falls out leaves its pair with the others."""
    repeated = list(_repeated(rows))
    out = {fault.number for fault in repeated}
    return [*_incomplete([row for row in rows if row.number not in out]), *repeated]


def _repeated(rows: list[Row]) -> Iterator[Fault]:
    people: dict[str, Row] = {}
    members: dict[tuple[str, str], Row] = {}
    for row in rows:
        person = people.setdefault(row.email, row)
        if (person.first_name, person.surname) != (row.first_name, row.surname):
            yield Fault(number=row.number, why=f"the same email as row {person.number}, with another name")
        elif (member := members.setdefault((row.email, row.pair.casefold()), row)) is not row:
            yield Fault(number=row.number, why=f"the same person and pair as row {member.number}")


def _incomplete(rows: list[Row]) -> Iterator[Fault]:
    for pair, members in pairs(rows).items():
        sides = {row.role in GIVERS for row in members}
        if len(sides) == 1:
            missing = "student" if sides == {True} else "Buddy"
            for row in members:
                yield Fault(number=row.number, why=f"pair '{pair}' has no {missing} in this list")
        if len({row.join_url for row in members if row.join_url}) > 1:
            for row in members:
                yield Fault(number=row.number, why=f"pair '{pair}' has two different meeting links")
        if len({row.cohort.casefold() for row in members if row.cohort}) > 1:
            for row in members:
                yield Fault(number=row.number, why=f"pair '{pair}' is in two different cohorts")


def pairs(rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    """The rows by pair or group, in the order of the file; 'P1' and 'p1' are one. Who has no pair yet is left out."""
    found: dict[str, list[Row]] = {}
    for row in (one for one in rows if one.pair):
        found.setdefault(row.pair.casefold(), []).append(row)
    return {members[0].pair: tuple(members) for members in found.values()}


def settled(members: Iterable[Row]) -> bool:
    """Whether everybody in a pair said yes outside Teams, and everybody who teaches is registered."""
    return all(row.said_yes and (row.registered or row.role not in GIVERS) for row in members)


def cohort_of(members: Iterable[Row]) -> str:
    """The cohort that a pair's rows name, '' when none does."""
    return next((row.cohort for row in members if row.cohort), "")
