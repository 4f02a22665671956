#!/bin/sh
# Puts what draws cards and pages into node_modules, as package-lock.json names it; does nothing when that stands already.
# Chromium itself is the system's own: see tests/browser/chromium.py.
set -u
cd "$(dirname "$0")/.." || exit 1

stop() {
  echo "$1" >&2
  exit 1
}

cmp -s package-lock.json node_modules/installed.json && exit 0
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || stop "There is no Chromium here; run 'apt-get install chromium npm' as root, then this again."
command -v npm >/dev/null || stop "There is no npm here; run 'apt-get install npm' as root, then this again."
said=$(npm ci --no-audit --no-fund 2>&1) || { echo "$said" | tail -n 20 >&2; stop "npm ci failed as shown above; check the network, then run this again."; }
cp package-lock.json node_modules/installed.json # after the installation: one that was interrupted is begun again
