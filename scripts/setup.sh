#!/bin/sh
# Makes .venv and installs a lock into it, with hashes; does nothing when that stands already.
# Usage: scripts/setup.sh requirements.txt [another lock that this one contains ...]
# PYTHON names the Python to use; without it the first fitting one on PATH is taken.
set -u
cd "$(dirname "$0")/.." || exit 1
lock=$1
space_needed=1600 # MB; an installation takes about 1200

stop() {
  echo "$1" >&2
  exit 1
}

fits() { command -v "$1" >/dev/null && "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; }
has_venv() { "$1" -c 'import venv, ensurepip' 2>/dev/null; }

try() {
  python=$1
  fits "$python" || return 1
  has_venv "$python" && return
  without_venv=${without_venv:-$python}
  return 1
}

# Sets $python. One that fits but lacks venv is passed over while another may do.
find_python() {
  without_venv=
  if [ -n "${PYTHON:-}" ]; then
    try "$PYTHON" && return
    [ -n "$without_venv" ] || stop "PYTHON=$PYTHON is not a Python from 3.11 to 3.14; name one that is, or leave PYTHON out."
  else
    for name in python3.11 python3.12 python3.13 python3.14 python3 python; do
      try "$name" && return
    done
  fi
  [ -n "$without_venv" ] || stop "Buddy needs Python 3.11 to 3.14 and found none; install one ('apt-get install python3 python3-venv' as root, or from python.org), or name it with PYTHON."
  version=$("$without_venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  stop "Python $version here has no venv module; on Debian or Ubuntu run 'apt-get install python$version-venv' as root, then this again."
}

check_space() {
  free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
  if [ "$free" -lt "$space_needed" ]; then
    stop "There is not enough room on this disk: $free MB are free and $space_needed MB are needed; make some room, then run this again."
  fi
}

explain() {
  case $1 in
    *"No space left"*) stop "The disk became full while installing; make some room there (and in \$TMPDIR), then run this again." ;;
    *"DO NOT MATCH THE HASHES"*) stop "A downloaded package is not the one that $lock names, so nothing was installed; try another network, and tell us if it stays." ;;
    *NewConnectionError* | *ConnectTimeout* | *NameResolutionError* | *"Connection refused"* | *"name resolution"* | *ProxyError* | *SSLError*)
      stop "The Python package index cannot be reached; check the network or proxy (pip's PIP_INDEX_URL, HTTPS_PROXY, PIP_CERT), then run this again." ;;
    *"No matching distribution"*) echo "$1" | tail -n 2 >&2; stop "There is no ready-made package of it for this machine ($(uname -sm), Python from $python); use macOS or Debian on amd64 or arm64." ;;
    *"Permission denied"*) stop "A file under .venv cannot be written; remove .venv or make it yours, then run this again." ;;
  esac
  echo "$1" | tail -n 20 >&2
  stop "Installing from $lock failed as shown above; remove .venv and run this again."
}

installed() {
  cmp -s "$lock" ".venv/installed/$lock" && .venv/bin/python -c 'import sys' 2>/dev/null
}

installed && exit 0
[ -w . ] || stop "This folder ($(pwd)) cannot be written; make it yours or clone into another one, then run this again."
find_python
check_space
if ! { fits .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }; then
  echo "Making .venv with $("$python" --version) ..."
  said=$("$python" -m venv --clear .venv 2>&1) || explain "$said"
fi
echo "Installing from $lock (a minute or two, once) ..."
said=$(.venv/bin/python -m pip install --disable-pip-version-check --no-input --retries 2 --require-hashes --only-binary :all: --no-compile \
  -r "$lock" 2>&1) || explain "$said"
mkdir -p .venv/installed
cp "$@" .venv/installed/ # after the installation: one that was interrupted is begun again
