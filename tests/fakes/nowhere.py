"""Runs app.py on a machine whose network leads nowhere: every name is that of one port of this machine.

python nowhere.py PORT [arguments of app.py]
"""

from __future__ import annotations

import runpy
import socket
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
HERE = frozenset({"127.0.0.1", "::1", "localhost"})
look_up = socket.getaddrinfo


def nowhere(host: Any, port: Any, *more: Any, **named: Any) -> Any:  # noqa: ANN401 (as the socket module has it)
    """The addresses of a name: this machine's own as they are, and every other one's the port that leads nowhere."""
    return look_up(host, port, *more, **named) if host in HERE or host is None else look_up("127.0.0.1", PORT)


if __name__ == "__main__":
    PORT = int(sys.argv[1])
    socket.getaddrinfo = nowhere
    sys.path.insert(0, str(ROOT))
    sys.argv = ["app.py", *sys.argv[2:]]
    runpy.run_path(str(ROOT / "app.py"), run_name="__main__")
