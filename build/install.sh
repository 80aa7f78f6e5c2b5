#!/usr/bin/env bash
# Installs what is missing on Debian and Ubuntu, in one apt call; elsewhere says what to install.
#   build/install.sh run    what the window needs
#   build/install.sh test   that, and what the tests need
set -euo pipefail

fail() { echo "install: $*" >&2; exit 1; }

command -v go >/dev/null || fail "Go is missing. Install Go 1.26 or newer from https://go.dev/dl/."
command -v node >/dev/null && command -v npm >/dev/null || fail "Node is missing. Install Node 20 or newer with npm."
go_version=$(go env GOVERSION | sed 's/^go//')
[ "$(printf '1.26\n%s\n' "$go_version" | sort -V | head -1)" = 1.26 ] || fail "Go $go_version is too old: 1.26 or newer is needed."
node_major=$(node -p 'process.versions.node.split(".")[0]')
[ "$node_major" -ge 20 ] || fail "Node $(node --version) is too old: 20 or newer is needed."

[ "$(uname -s)" = Linux ] || exit 0
run="build-essential pkg-config libgtk-3-dev libwebkit2gtk-4.1-dev"
test="xvfb xdotool chromium iproute2 imagemagick x11-utils dbus-x11 fonts-noto-core"
case "${1:-run}" in
  run) wanted=$run ;;
  test) wanted="$run $test" ;;
  *) fail "say run or test" ;;
esac
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "install: this is not Debian or Ubuntu; install what corresponds to: $wanted" >&2
  exit 0
fi
missing=
for package in $wanted; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
sudo=
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || fail "these packages are missing and need an administrator:$missing"
  sudo="sudo"
fi
echo "install:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 $missing; } >"$log" 2>&1; then
  cat "$log" >&2
  fail "apt could not install:$missing"
fi
