#!/usr/bin/env bash
# Opens the real window under Xvfb and works the core of the counter in it with keys, as a person would: creates the
# site, signs in, issues a weapon. Screenshots go to SHOTS (a temporary folder when it is not set).
#   build/window-test.sh build/bin/armguard
set -euo pipefail
program=$(realpath "$1")
for tool in Xvfb xdotool import convert; do
  command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 0; }
done
work=$(mktemp -d)
shots=${SHOTS:-$work/shots}
mkdir -p "$shots"
pids=()
finish() {
  code=$?
  for pid in "${pids[@]:-}"; do [ -n "$pid" ] && kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  [ $code = 0 ] || { echo "--- the program said:"; tail -20 "$work/log" 2>/dev/null || true; }
  rm -rf "$work"
  exit $code
}
trap finish EXIT

exec 3>"$work/display"
Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp >/dev/null 2>&1 &
pids+=($!)
for _ in $(seq 100); do [ -s "$work/display" ] && break; sleep 0.1; done
export DISPLAY=:$(cat "$work/display") ARMGUARD_ANCHOR_DIR=$work/anchor NO_AT_BRIDGE=1 GTK_A11Y=none
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS

# The site is made and filled at the command line; the window then does what a person does all day.
printf 'correct horse battery staple\n' >"$work/password"
printf 'serial,rank,last_name,first_name\n88231,SGT,Dela Cruz,Juan\n' >"$work/people.csv"
printf 'model,serial,number\nM4,12345,0231\n' >"$work/items.csv"
"$program" site create --data "$work/data" --site "951st Armory" --station "Counter 1" --username root --password-file "$work/password" --recovery-file "$work/sheet" >/dev/null
"$program" import people "$work/people.csv" --data "$work/data" >/dev/null
"$program" import items "$work/items.csv" --data "$work/data" >/dev/null
before=$("$program" verify --data "$work/data" | tr -dc '0-9 ' | awk '{print $1}')

"$program" --data "$work/data" >"$work/log" 2>&1 &
pids+=($!)
window=$(timeout 30 xdotool search --sync --onlyvisible --name 'ArmGuard Station' | head -1)
xdotool windowsize --sync "$window" 1280 800 || true
xdotool windowmove "$window" 0 0 || true

# shot NAME: a picture, which must hold more than one colour.
shot() {
  import -window root "$shots/$1.png"
  colours=$(convert "$shots/$1.png" -format %k info:)
  [ "$colours" -gt 20 ] || { echo "the window is blank at $1 ($colours colours)"; exit 1; }
}
# still: waits until the picture stops changing.
still() {
  local before= after=
  for _ in $(seq 60); do
    after=$(import -window root -depth 8 rgb:- | md5sum)
    [ "$after" = "$before" ] && return 0
    before=$after
    sleep 0.3
  done
}
type() { xdotool type --delay 12 "$1"; }

for _ in $(seq 60); do
  colours=$(import -window root png:- | convert - -format %k info:)
  [ "$colours" -gt 100 ] && break
  sleep 0.25
done
still; shot window-sign-in
xdotool windowfocus "$window" 2>/dev/null || true
type root; xdotool key Tab; type 'correct horse battery staple'; xdotool key Return
sleep 1; still; shot window-counter
type 88231; xdotool key Return; still; shot window-person
type 12345; xdotool key Return; still; shot window-receipt
xdotool key Return; sleep 0.5; still; shot window-issued

kill "${pids[1]}"; wait "${pids[1]}" 2>/dev/null || true
pids[1]=
# What the window did stands in the ledger as one entry more, and the ledger is whole.
after=$("$program" verify --data "$work/data" | tr -dc '0-9 ' | awk '{print $1}')
[ "$after" = $((before + 1)) ] || { echo "the window should have written one entry: $before before, $after after"; exit 1; }
echo "window test passed: $after entries"
