#!/usr/bin/env bash
# Opens the real window under Xvfb and works the counter in it with keys, as a person would: signs in, issues a weapon.
# What the window shows is read through WebKit's remote inspector; pictures go to SHOTS.
#   build/window-test.sh build/bin/armguard
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "$1")
for tool in Xvfb xdotool import convert node; do
  command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 0; }
done
work=$(mktemp -d)
shots=${SHOTS:-$work/shots}
mkdir -p "$shots"
declare -A pids=()
finish() {
  code=$?
  trap - EXIT
  [ $code = 0 ] || [ -z "${display:-}" ] || import -window root "$shots/window-failed.png" || true
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  if [ $code != 0 ]; then
    echo "--- the program said:"
    tail -n 20 "$work"/*.log 2>/dev/null || true
  fi
  rm -rf "$work"
  exit $code
}
trap finish EXIT
trap 'exit 130' INT TERM

mkfifo "$work/display"
Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>"$work/display" >/dev/null 2>&1 &
pids[screen]=$!
read -r -t 20 display <"$work/display" || { echo "Xvfb did not start"; exit 1; }

# A desktop of its own: no session bus, no accessibility bus, no blinking caret, nothing of whoever runs this.
mkdir -p "$work/home/.config/gtk-3.0"
printf '[Settings]\ngtk-cursor-blink=0\ngtk-enable-animations=0\n' >"$work/home/.config/gtk-3.0/settings.ini"
port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
export DISPLAY=:$display HOME=$work/home XDG_CONFIG_HOME=$work/home/.config XDG_CACHE_HOME=$work/home/.cache XDG_DATA_HOME=$work/home/.local/share
export ARMGUARD_ANCHOR_DIR=$work/anchor NO_AT_BRIDGE=1 GTK_A11Y=none LC_ALL=C.UTF-8
export ARMGUARD_INSPECTOR=1 WEBKIT_INSPECTOR_HTTP_SERVER=127.0.0.1:$port
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS

# shows EXPRESSION: waits until it is true in the page.
shows() { node --no-warnings --experimental-websocket build/window-page.mjs "127.0.0.1:$port" 20 "$1" >/dev/null; }
says() { shows "document.body.innerText.includes('$1')"; }
# focused SELECTOR: waits until the keyboard goes there.
focused() { shows "document.hasFocus() && document.activeElement?.matches('$1')"; }
press() { xdotool key --delay 20 "$@"; }
type() { xdotool type --delay 15 "$1"; }
# shot NAME: a picture, which must hold more than a plain surface: what stands in the page is painted a moment later.
shot() {
  for _ in $(seq 50); do
    import -window root "$shots/$1.png"
    colours=$(convert "$shots/$1.png" -format %k info:)
    [ "$colours" -le 100 ] || return 0
    sleep 0.2
  done
  echo "the window is blank at $1: $colours colours"
  exit 1
}
# open_window LOG: starts the program and waits for its window and its page.
open_window() {
  "$program" --data "$work/data" >"$work/$1.log" 2>&1 &
  pids[window]=$!
  window=$(timeout 30 xdotool search --sync --onlyvisible --pid "${pids[window]}" --name '^ArmGuard Station$' | head -1) || { echo "no window opened"; exit 1; }
  xdotool windowmove "$window" 0 0 windowsize "$window" 1280 800 windowfocus "$window"
}
# ended NAME: ends a program as the system does at shutdown; it must close by itself, with code 0.
ended() {
  local pid=${pids[$1]}
  unset "pids[$1]"
  kill "$pid"
  wait "$pid" || { echo "the $1 ended with code $?"; exit 1; }
}
entries() { "$program" verify --data "$work/data" | tr -dc '0-9 ' | awk '{print $1}'; }

# The site is made and filled at the command line; the window then does what a person does all day.
printf 'correct horse battery staple\n' >"$work/password"
printf 'serial,rank,last_name,first_name\n88231,SGT,Dela Cruz,Juan\n' >"$work/people.csv"
printf 'model,serial,number\nM4,12345,0231\n' >"$work/items.csv"
"$program" site create --data "$work/data" --site "951st Armory" --station "Counter 1" --username root --password-file "$work/password" --recovery-file "$work/sheet" >/dev/null 2>"$work/create.log"
"$program" import people "$work/people.csv" --data "$work/data" >/dev/null 2>"$work/import.log"
"$program" import items "$work/items.csv" --data "$work/data" >/dev/null 2>>"$work/import.log"
before=$(entries)

open_window window
says 'Counter 1'
focused 'input'
shot window-sign-in
type root
press Tab
type 'correct horse battery staple'
press Return
says 'Scan a person or an item'
focused 'input'
shot window-counter
type 88231
press Return
says 'DELA CRUZ, Juan'
says 'Now scan the item'
shot window-person
type 12345
press Return
says 'Issue 1 item'
shot window-receipt
press Return
says '1 item issued to SGT DELA CRUZ, Juan'
shot window-issued
# A page that could load a script from its own text could be made to load anybody's.
shows "(() => { const s = document.createElement('script'); s.textContent = 'window.inlineRan = true'; document.head.append(s); return window.inlineRan !== true })()"
ended window

# What the window did stands in the ledger as one entry more, and the ledger is whole.
after=$(entries)
[ "$after" = $((before + 1)) ] || { echo "the window should have written one entry: $before before, $after after"; exit 1; }

# A second program on the same data says so in its window and touches nothing.
"$program" station --data "$work/data" --console 127.0.0.1:0 >"$work/station.log" 2>&1 &
pids[station]=$!
timeout 20 sh -c "until grep -q http://127.0.0.1 '$work/station.log'; do sleep 0.1; done"
open_window second
says 'already running on this data folder'
shot window-in-use
ended window
ended station
echo "window test passed: $after entries"
