#!/usr/bin/env bash
# Installs what is missing on Debian and Ubuntu, in one apt call; elsewhere says what to install.
#   build/install.sh station    Go and Node only, which are checked and never installed
#   build/install.sh run        that, and what the window is built with
#   build/install.sh test       that, and what the tests need
set -euo pipefail

fail() { echo "install: $*" >&2; exit 1; }

command -v go >/dev/null || fail "Go is missing. Install Go 1.26 or newer from https://go.dev/dl/."
go_version=$(GOTOOLCHAIN=local go env GOVERSION | sed 's/^go//; s/[^0-9.].*//')
[ "$(printf '1.26\n%s\n' "$go_version" | sort -V | head -1)" = 1.26 ] || fail "Go $go_version is too old. Install Go 1.26 or newer from https://go.dev/dl/."
command -v node >/dev/null && command -v npm >/dev/null || fail "Node is missing. Install Node 20 or newer with npm from https://nodejs.org/."
node_version=$(node --version)
node_major=${node_version#v}
[ "${node_major%%.*}" -ge 20 ] || fail "Node $node_version is too old. Install Node 20 or newer from https://nodejs.org/."

run=(build-essential pkg-config libgtk-3-dev libwebkit2gtk-4.1-dev)
test=(xvfb xdotool imagemagick dbus-x11 iproute2 poppler-utils)
case "${1:-run}" in
  station) exit 0 ;;
  run) wanted=("${run[@]}") ;;
  test) wanted=("${run[@]}" "${test[@]}") ;;
  *) echo "use: build/install.sh station, run or test" >&2; exit 2 ;;
esac
[ "$(uname -s)" = Linux ] || exit 0

has_browser() {
  local name
  for name in "${CHROMIUM:-}" chromium google-chrome google-chrome-stable; do
    [ -n "$name" ] && command -v "$name" >/dev/null && return 0
  done
  return 1
}
distribution=$(. /etc/os-release 2>/dev/null && echo "${ID:-}" || true)
if [ "${1:-run}" = test ] && ! has_browser; then
  # Ubuntu's chromium package is only a way to a snap, which does not start in a container or under a test.
  [ "$distribution" != ubuntu ] || fail "the tests need a browser, and Ubuntu's chromium package only installs a snap. Install Google Chrome's .deb, or set CHROMIUM to a Chromium program."
  wanted+=(chromium)
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  # What the build looks for is found by pkg-config and by name, whatever it is called here.
  missing=()
  command -v cc >/dev/null || missing+=("a C compiler")
  pkg-config --exists gtk+-3.0 2>/dev/null || missing+=("GTK 3")
  pkg-config --exists webkit2gtk-4.1 2>/dev/null || missing+=("WebKitGTK 4.1")
  if [ "${1:-run}" = test ]; then
    for tool in Xvfb xdotool import ip pdftoppm; do command -v "$tool" >/dev/null || missing+=("$tool"); done
    has_browser || missing+=("Chromium")
  fi
  [ ${#missing[@]} = 0 ] && exit 0
  printf -v list '%s, ' "${missing[@]}"
  fail "this is not Debian or Ubuntu, so install with this system's package manager, with headers where it splits them off: ${list%, }."
fi

missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || fail "these packages are missing and only an administrator can install them: ${missing[*]}."
  as_root=(sudo)
fi
echo "install: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" >>"$log" 2>&1; }
# A list of packages that cannot be read anew may still serve: only the installation decides.
apt update || true
if ! apt install -y --no-install-recommends "${missing[@]}"; then
  cat "$log" >&2
  fail "apt could not install ${missing[*]}. The window needs Debian 12, Ubuntu 22.04 or newer."
fi
