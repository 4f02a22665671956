"""Makes the zip that is uploaded to Teams: the manifest with its command lists, and two icons."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import zipfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from bot.domain.people import GIVERS, TAUGHT, ChatKind, Role
from bot.front.commands import COMMANDS

FOLDER = Path(__file__).parent
ZIP = FOLDER.parent / "build" / "buddy-teams-app.zip"
ICONS = ("color.png", "outline.png")
NEWEST, FALLBACK = "1.29", "1.25"  # a tenant that does not know the newest schema yet takes the other
SHOWN_AT_MOST = 10  # commands in one list; older clients drop the rest
TITLE_AT_MOST, HELP_AT_MOST = 32, 128
SCOPES = {ChatKind.PERSONAL: "personal", ChatKind.CHANNEL: "team", ChatKind.GROUP: "groupChat"}
APP_ID = re.compile(r"(?i)(?!0{8})[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What a chat or a team grants to the app when somebody adds it there: resource-specific consent, for that place alone.
IN_MEETINGS = ("OnlineMeeting.ReadBasic.Chat", "ChatMember.Read.Chat")
IN_TEAMS = ("TeamMember.Read.Group",)
MADE_UP = re.compile(r"(^|\.)(example|localhost|invalid|test)(\.|$)")


class Command(Protocol):
    """What a command list needs to know of a command."""

    @property
    def title(self) -> str: ...  # noqa: D102 (said by its name)
    @property
    def help(self) -> str: ...  # noqa: D102 (said by its name)
    @property
    def roles(self) -> Collection[Role]: ...  # noqa: D102 (who may use it; empty: everybody)
    @property
    def places(self) -> Collection[ChatKind]: ...  # noqa: D102 (said by its name)
    @property
    def menu(self) -> bool: ...  # noqa: D102 (whether it is listed at all)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What differs from one organisation to the next."""

    app_id: str
    public_url: str
    privacy_url: str
    terms_url: str


EXAMPLE = Site(
    app_id="11111111-2222-4333-8444-555555555555",
    public_url="https://buddy.example.org",
    privacy_url="https://buddy.example.org/privacy",
    terms_url="https://buddy.example.org/terms",
)


class Refused(Exception):
    """The package cannot be made: says why, and what to do."""


def manifest(
    site: Site, commands: Iterable[Command], *, schema: str = NEWEST, asks: Collection[str] = ()
) -> dict[str, Any]:
    """The manifest of one organisation, in one of the two schema versions. `asks`: grants of one place."""
    words = (FOLDER / "manifest.json").read_text(encoding="utf-8")
    for name, value in {**asdict(site), "host": urlsplit(site.public_url).netloc}.items():
        words = words.replace(f"${{{name}}}", value)
    made: dict[str, Any] = json.loads(words)
    made["bots"][0]["commandLists"] = command_lists(tuple(commands))
    made |= _asking(site, asks) if asks else {}
    return made if schema == NEWEST else _older(made)


def _asking(site: Site, grants: Collection[str]) -> dict[str, Any]:
    asked = [{"name": name, "type": "Application"} for name in grants]  # delegated ones bring no events of meetings
    return {
        "webApplicationInfo": {
            "id": site.app_id,
            "resource": f"api://{urlsplit(site.public_url).netloc}/{site.app_id}",
        },
        "authorization": {"permissions": {"resourceSpecific": asked}},
    }


def command_lists(commands: Collection[Command]) -> list[dict[str, Any]]:
    """One list a place. What only staff may do is listed in their channel alone: all who are there see a list."""
    lists = [_list(place, [c for c in commands if _listed(c, place)]) for place in SCOPES]
    return [made for made in lists if made["commands"]]


def _listed(command: Command, place: ChatKind) -> bool:
    for_staff_alone = bool(command.roles) and (GIVERS | TAUGHT).isdisjoint(command.roles)
    return command.menu and place in command.places and (place is ChatKind.CHANNEL or not for_staff_alone)


def _list(place: ChatKind, commands: Collection[Command]) -> dict[str, Any]:
    titles = [command.title for command in commands]
    if len(titles) > SHOWN_AT_MOST or len({title.casefold() for title in titles}) < len(titles):
        raise Refused(f"The command list of {SCOPES[place]} needs at most {SHOWN_AT_MOST} titles, each once: {titles}.")
    return {
        "scopes": [SCOPES[place]],
        "triggers": ["mention"] if place is ChatKind.PERSONAL else ["mention", "slash"],
        "commands": [_entry(command) for command in commands],
    }


def _entry(command: Command) -> dict[str, str]:
    if command.title.startswith("/") or not 0 < len(command.title) <= TITLE_AT_MOST:
        raise Refused(f"The title '{command.title}' needs 1 to {TITLE_AT_MOST} characters and no slash before it.")
    if not 0 < len(command.help) <= HELP_AT_MOST:
        raise Refused(f"The help of '{command.title}' needs 1 to {HELP_AT_MOST} characters.")
    return {"title": command.title, "description": command.help}


def _older(newest: dict[str, Any]) -> dict[str, Any]:
    """The same without what 1.25 does not know: commands behind a slash, and answers that one person sees."""
    bot = {name: value for name, value in newest["bots"][0].items() if name != "supportsTargetedMessages"}
    bot["commandLists"] = [{k: v for k, v in made.items() if k != "triggers"} for made in bot["commandLists"]]
    schema = newest["$schema"].replace(NEWEST, FALLBACK)
    return newest | {"$schema": schema, "manifestVersion": FALLBACK, "bots": [bot]}


def site_from(values: Mapping[str, str]) -> Site:
    """The organisation that these settings name; refuses what is missing or made up."""
    site = Site(**{name: values.get(f"BUDDY_{name.upper()}", "").strip() for name in Site.__dataclass_fields__})
    addresses = {name: value for name, value in asdict(site).items() if name != "app_id"}
    wrong = [] if APP_ID.fullmatch(site.app_id) else ["BUDDY_APP_ID"]
    wrong += [f"BUDDY_{name.upper()}" for name, url in addresses.items() if not _is_public(url)]
    if wrong:
        raise Refused(f"Set {', '.join(wrong)} to your app's own id and https addresses, or add --example for a trial.")
    return site


def _is_public(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme == "https" and "." in host and not MADE_UP.search(host)


def package(made: dict[str, Any], target: Path) -> None:
    """Write the zip; the same manifest gives the same bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    files = {"manifest.json": json.dumps(made, indent=2, ensure_ascii=False).encode()}
    files |= {name: (FOLDER / name).read_bytes() for name in ICONS}
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def main(arguments: list[str], environment: Mapping[str, str]) -> str:
    """Make the package; says where it lies."""
    options = argparse.ArgumentParser(prog="make package", description=__doc__)
    options.add_argument("--example", action="store_true", help="with a made-up app id and addresses")
    options.add_argument("--schema", choices=(NEWEST, FALLBACK), default=NEWEST)
    options.add_argument(
        "--meetings", action="store_true", help="asks each meeting's chat to tell when it begins and ends"
    )
    options.add_argument("--roster", action="store_true", help="asks a team to tell who is in it")
    options.add_argument("--to", type=Path, default=ZIP, metavar="FILE")
    for name in Site.__dataclass_fields__:
        options.add_argument(f"--{name.replace('_', '-')}", help=f"instead of BUDDY_{name.upper()}")
    chosen = options.parse_args(arguments)
    given = {f"BUDDY_{name.upper()}": getattr(chosen, name) for name in Site.__dataclass_fields__}
    site = EXAMPLE if chosen.example else site_from({**environment, **{k: v for k, v in given.items() if v}})
    asks = (*(IN_MEETINGS if chosen.meetings else ()), *(IN_TEAMS if chosen.roster else ()))
    package(manifest(site, COMMANDS, schema=chosen.schema, asks=asks), chosen.to)
    return f"{chosen.to} is ready, in schema {chosen.schema}. Upload it in the Teams admin centre."


if __name__ == "__main__":
    try:
        print(main(sys.argv[1:], os.environ))  # noqa: T201 (a program's answer)
    except Refused as refusal:
        sys.exit(str(refusal))
