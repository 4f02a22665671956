"""The package that is uploaded to Teams."""

from __future__ import annotations

import json
import struct
import tomllib
import zipfile
import zlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from bot.domain.people import GIVERS, TAUGHT, ChatKind, Role
from bot.front.commands import COMMANDS
from manifest.package import (
    EXAMPLE,
    FALLBACK,
    IN_MEETINGS,
    IN_TEAMS,
    NEWEST,
    Refused,
    Site,
    command_lists,
    main,
    manifest,
    site_from,
)

ROOT = Path(__file__).parents[1]
OURS = Site(
    app_id="0a9d1c2e-93b5-4d6f-8a1b-2c3d4e5f6071",
    public_url="https://buddy.trust.nhs.uk",
    privacy_url="https://trust.nhs.uk/privacy",
    terms_url="https://trust.nhs.uk/terms",
)
SETTINGS = {f"BUDDY_{name.upper()}": value for name, value in asdict(OURS).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A made-up command."""

    title: str = "next meeting"
    help: str = "Shows your next meeting."
    roles: frozenset[Role] = frozenset()
    places: frozenset[ChatKind] = frozenset({ChatKind.PERSONAL})
    menu: bool = True


def titles(made: dict[str, Any], scope: str) -> list[str]:
    lists = made["bots"][0]["commandLists"]
    return [command["title"] for listed in lists if scope in listed["scopes"] for command in listed["commands"]]


@pytest.mark.parametrize("schema", [NEWEST, FALLBACK])
def test_the_manifest_is_valid(schema: str) -> None:
    rules = json.loads((ROOT / f"tests/schemas/teams-{schema}.json").read_text())
    made = manifest(OURS, COMMANDS, schema=schema)
    assert [error.message for error in jsonschema_rs.validator_for(rules).iter_errors(made)] == []
    assert made["manifestVersion"] == schema
    assert schema in made["$schema"]


@pytest.mark.parametrize("schema", [NEWEST, FALLBACK])
def test_what_is_asked_of_chats_and_teams_is_an_option_and_never_for_the_whole_tenant(schema: str) -> None:
    rules = json.loads((ROOT / f"tests/schemas/teams-{schema}.json").read_text())
    made = manifest(OURS, COMMANDS, schema=schema, asks=(*IN_MEETINGS, *IN_TEAMS))
    assert [error.message for error in jsonschema_rs.validator_for(rules).iter_errors(made)] == []
    asked = made["authorization"]["permissions"]["resourceSpecific"]
    assert [(one["name"].rpartition(".")[2], one["type"]) for one in asked] == [
        ("Chat", "Application"),
        ("Chat", "Application"),
        ("Group", "Application"),
    ]
    assert made["webApplicationInfo"]["id"] == OURS.app_id
    assert "authorization" not in manifest(OURS, COMMANDS, schema=schema)


def test_the_package_asks_only_for_what_was_chosen(tmp_path: Path) -> None:
    target = tmp_path / "app.zip"
    main(["--example", "--meetings", "--to", str(target)], {})
    with zipfile.ZipFile(target) as archive:
        made = json.loads(archive.read("manifest.json"))
    asked = [one["name"] for one in made["authorization"]["permissions"]["resourceSpecific"]]
    assert asked == list(IN_MEETINGS)


def test_the_fallback_would_be_refused_with_what_only_the_newest_knows() -> None:
    rules = json.loads((ROOT / f"tests/schemas/teams-{FALLBACK}.json").read_text())
    made = manifest(OURS, COMMANDS) | {"manifestVersion": FALLBACK}
    assert not jsonschema_rs.validator_for(rules).is_valid(made)


def test_no_command_of_staff_alone_is_shown_to_everybody() -> None:
    made = manifest(OURS, COMMANDS)
    for_staff = {command.title for command in COMMANDS if (GIVERS | TAUGHT).isdisjoint(command.roles)}
    assert for_staff
    assert for_staff.isdisjoint(titles(made, "personal") + titles(made, "groupChat"))
    assert titles(made, "personal")


def test_a_command_is_listed_where_it_works_and_wanted() -> None:
    commands = [
        Listed(title="help", places=frozenset(ChatKind)),
        Listed(title="today", roles=frozenset({Role.COORDINATOR}), places=frozenset(ChatKind)),
        Listed(title="reflect", roles=frozenset({Role.STUDENT})),
        Listed(title="rarely used", menu=False),
    ]
    shown = {made["scopes"][0]: [command["title"] for command in made["commands"]] for made in command_lists(commands)}
    assert shown == {"personal": ["help", "reflect"], "team": ["help", "today"], "groupChat": ["help"]}


@pytest.mark.parametrize(
    ("commands", "why"),
    [
        ([Listed(title="/help")], "no slash"),
        ([Listed(title="t" * 33)], "1 to 32 characters"),
        ([Listed(help="h" * 129)], "1 to 128 characters"),
        ([Listed(title="Help"), Listed(title="help")], "each once"),
        ([Listed(title=f"command {number}") for number in range(11)], "at most 10"),
    ],
)
def test_a_list_that_teams_would_cut_or_refuse_is_refused(commands: list[Listed], why: str) -> None:
    with pytest.raises(Refused, match=why):
        command_lists(commands)


def test_the_package_holds_the_manifest_and_two_icons(tmp_path: Path) -> None:
    target = tmp_path / "build" / "app.zip"
    assert str(target) in main(["--to", str(target)], SETTINGS)
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert json.loads(archive.read("manifest.json")) == manifest(OURS, COMMANDS)


def test_the_same_manifest_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.zip", "other.zip"):
        main(["--to", str(tmp_path / name)], SETTINGS)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_a_trial_needs_no_settings(tmp_path: Path) -> None:
    main(["--example", "--schema", FALLBACK, "--to", str(tmp_path / "app.zip")], {})
    with zipfile.ZipFile(tmp_path / "app.zip") as archive:
        assert json.loads(archive.read("manifest.json"))["id"] == EXAMPLE.app_id


def test_an_argument_goes_before_a_setting(tmp_path: Path) -> None:
    main(["--to", str(tmp_path / "app.zip"), "--terms-url", "https://trust.nhs.uk/other"], SETTINGS)
    with zipfile.ZipFile(tmp_path / "app.zip") as archive:
        assert json.loads(archive.read("manifest.json"))["developer"]["termsOfUseUrl"] == "https://trust.nhs.uk/other"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BUDDY_APP_ID", ""),
        ("BUDDY_APP_ID", "your-app-id"),
        ("BUDDY_APP_ID", "00000000-0000-0000-0000-000000000000"),
        ("BUDDY_PUBLIC_URL", "https://buddy.example.org"),
        ("BUDDY_PUBLIC_URL", "http://buddy.trust.nhs.uk"),
        ("BUDDY_PRIVACY_URL", "https://localhost:3978/privacy"),
        ("BUDDY_TERMS_URL", ""),
    ],
)
def test_a_placeholder_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Refused, match=f"^Set {name} to"):
        site_from({**SETTINGS, name: value})


def test_an_example_is_no_site() -> None:
    with pytest.raises(Refused, match="BUDDY_PUBLIC_URL, BUDDY_PRIVACY_URL, BUDDY_TERMS_URL"):
        site_from({f"BUDDY_{name.upper()}": value for name, value in asdict(replace(EXAMPLE)).items()})


def test_the_manifest_has_the_version_of_the_product() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert manifest(OURS, COMMANDS)["version"] == project["version"]


def pixels(name: str) -> tuple[int, int, list[bytes]]:
    """Width, height and the scan lines (filter byte first) of an icon with red, green, blue and alpha."""
    raw = (ROOT / "manifest" / name).read_bytes()
    width, height, depth, kind = struct.unpack(">IIBB", raw[16:26])
    assert (depth, kind) == (8, 6)
    data, at = b"", 8
    while at < len(raw):
        (length,) = struct.unpack(">I", raw[at : at + 4])
        data += raw[at + 8 : at + 8 + length] if raw[at + 4 : at + 8] == b"IDAT" else b""
        at += length + 12
    flat, line = zlib.decompress(data), 1 + 4 * width
    return width, height, [flat[y * line : (y + 1) * line] for y in range(height)]


def test_the_icons_have_the_sizes_that_teams_asks_for() -> None:
    assert pixels("color.png")[:2] == (192, 192)
    assert pixels("outline.png")[:2] == (32, 32)


def test_the_outline_is_white_on_nothing() -> None:
    _, width, lines = pixels("outline.png")
    assert {line[0] for line in lines} == {0}  # unfiltered lines: the bytes are the colours
    shown = [line[at : at + 4] for line in lines for at in range(1, 1 + 4 * width, 4) if line[at + 3]]
    assert {pixel[:3] for pixel in shown} == {b"\xff\xff\xff"}
    assert 0 < len(shown) < len(lines) * width
