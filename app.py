"""Buddy, as it is started; bot/program puts the parts together.

python app.py          serves Teams, as the settings say
python app.py demo     serves the local demo on this machine, with made-up people
python app.py check    checks content, cards and, if there are any, the settings; --live tries what Microsoft lets us do
python app.py preview --until 2026-12-24 [--names]    lists who would get what and when, and sends nothing
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence

from bot.content.library import ContentFault, Library
from bot.domain.errors import BuddyError
from bot.front.render import Renderer, TemplateFault
from bot.program.demo import demo, demo_settings
from bot.program.parts import CannotStart, all_cards
from bot.program.serving import check_live, foresee, serve
from bot.settings import HIGHEST_PORT, PREFIX, Settings, SettingsFault
from bot.web.listening import NoPort


def check() -> None:
    """Content and cards fit together, and so do the settings if there are any."""
    renderer = Renderer(shared={"help": Library.read().help})
    renderer.check(all_cards())
    print(f"content and {len(renderer.templates)} cards: in order")  # noqa: T201 - the command's answer
    if any(f"{PREFIX}{name.upper()}" in os.environ for name in Settings.model_fields):
        Settings.read()
        print("settings: in order")  # noqa: T201 - the command's answer


def main(arguments: Sequence[str]) -> int:
    """Runs what the command line asks for; the exit code."""
    try:
        match list(arguments):
            case []:
                asyncio.run(serve(Settings.read()))
            case ["demo"]:
                asyncio.run(demo(demo_settings(_demo_port())))
            case ["check"]:
                check()
            case ["check", "--live"]:
                check()
                return asyncio.run(check_live(Settings.read()))
            case ["preview", *words]:
                asyncio.run(foresee(Settings.read(), words))
            case _:
                print(__doc__, file=sys.stderr)  # noqa: T201 - the command's answer
                return 2
    except (CannotStart, NoPort, BuddyError, SettingsFault, ContentFault, TemplateFault) as fault:
        print(fault, file=sys.stderr)  # noqa: T201 - said to the person who started it
        return 1
    return 0


def _demo_port() -> int:
    if "BUDDY_APP_ID" in os.environ:
        raise CannotStart("A bot registration is configured here (BUDDY_APP_ID), so the demo does not start. Unset it.")
    port = os.environ.get("BUDDY_PORT", "3978")
    if not port.isdecimal() or not 0 < int(port) <= HIGHEST_PORT:
        raise CannotStart("BUDDY_PORT must be a number from 1 to 65535.")
    return int(port)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
