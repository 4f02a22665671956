#!/bin/sh
# Takes a home folder without any cache, and a fresh clone, to a running demo by the README's own commands.
# Usage: scripts/newcomer.sh [test]     with 'test' it goes on to the tests
# What this machine needs to reach the network (PIP_*, *_PROXY, SSL_CERT_FILE) is handed on; nothing else is.
# PIP_NO_COMPILE=1 makes the installation faster, and the first start slower.
set -eu
cd "$(dirname "$0")/.."
readme=$PWD/README.md
place=$(mktemp -d)
demo=

leave() {
  code=$?
  if [ -n "$demo" ]; then
    kill "$demo" 2>/dev/null || true # make hands it on to the demo
    wait "$demo" 2>/dev/null || true
  fi
  if [ "$code" -ne 0 ] && [ -f "$place/said" ]; then tail -n 20 "$place/said" >&2; fi
  rm -rf "$place"
  exit "$code"
}
trap leave EXIT
trap 'exit 1' INT TERM

# The first command of the README's first block of commands that begins so, without the remark behind it.
command_of() {
  found=$(awk '/^```/ { block++; next } block == 1' "$readme" | sed 's/ *#.*//' | grep "^make $1" | head -n 1)
  [ -n "$found" ] || { echo "The README's first block of commands has no 'make $1'." >&2; exit 1; }
  echo "$found"
}

# Becomes the command: call it in a shell of its own.
newcomer() {
  kept=$(env | grep -E '^(PIP_[A-Z_]+|[A-Za-z]+_(PROXY|proxy)|SSL_CERT_FILE|PYTHON)=' || true)
  # shellcheck disable=SC2086 # a line each, and none of them holds a space
  cd "$place/buddy"
  exec env -i HOME="$place/home" PATH="$PATH" LANG=C.UTF-8 $kept BUDDY_PORT="$port" sh -c "exec $1"
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# Waits until the demo answers, and looks for these words on its page.
page_shows() {
  python3 - "$port" "$demo" "$@" <<'LOOK'
import os, sys, time, urllib.request
port, demo, *words = sys.argv[1:]
until = time.monotonic() + 600
while True:
    try:
        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).read().decode()
        break
    except OSError as error:
        try:
            os.kill(int(demo), 0)
        except ProcessLookupError:
            sys.exit("The demo ended before it answered.")
        if time.monotonic() > until:
            sys.exit(f"The demo did not answer within ten minutes ({error}).")
        time.sleep(1)
missing = [word for word in words if word not in page]
sys.exit(f"The demo's page does not show: {', '.join(missing)}." if missing else 0)
LOOK
}

started=$(date +%s)
mkdir "$place/home"
git clone --quiet . "$place/buddy"
port=$(free_port)
newcomer "$(command_of demo)" >"$place/said" 2>&1 &
demo=$!
page_shows 'Jo Field' 'Sam Taylor' 'Alex Morgan'
echo "From a fresh clone to a running demo: $(($(date +%s) - started)) seconds."
if [ "${1:-}" = test ]; then
  (newcomer "$(command_of test)")
fi
