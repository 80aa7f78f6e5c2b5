#!/usr/bin/env bash
# Three stations of one sample site on this PC, which find each other, and a little traffic. Ctrl C ends them.
#   build/demo.sh PROGRAM window|headless
# As root each is a PC of its own on a LAN of network namespaces, and found by multicast; otherwise all are on loopback and
# told of each other. DATA names a folder to keep; else everything goes when it ends.
set -euo pipefail
program=$1 how=$2
command -v curl >/dev/null || { echo "demo: curl is missing: install it (Debian, Ubuntu: apt install curl)." >&2; exit 1; }
work=$(mktemp -d)
data=${DATA:-$work/data}
mkdir -p "$data"
export ARMGUARD_ANCHOR_DIR=$data/anchors
net=agdemo$$
pids=()

end() {
  trap - EXIT
  trap '' INT TERM # a second one must not stop this half way
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  for n in 1 2 3; do ip netns del "$net-$n" 2>/dev/null || true; done
  ip link del "$net" 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT
trap 'exit 0' INT TERM

if [ "$(id -u)" = 0 ] && ip link add "$net" type bridge 2>/dev/null; then
  lan=1
  ip addr add 10.78.0.254/24 dev "$net"
  ip link set "$net" up
  for n in 1 2 3; do
    ip netns add "$net-$n"
    ip link add "$net$n" type veth peer name eth0 netns "$net-$n"
    ip link set "$net$n" master "$net" up
    ip -n "$net-$n" link set lo up
    ip -n "$net-$n" addr add "10.78.0.$n/24" dev eth0
    ip -n "$net-$n" link set eth0 up
    ip -n "$net-$n" route add 224.0.0.0/4 dev eth0
  done
  pc() { at=(ip netns exec "$net-$1"); } # names the PC on which the next program runs
  meet() { echo --listen :7443; }
  console() { echo "10.78.0.$1:7480"; }
  address() { echo "https://10.78.0.$1:7480"; }
  peer() { echo; }
else
  lan=
  pc() { at=(env); }
  meet() { echo --listen "127.0.0.1:744$1" --discover typed --peer 127.0.0.1:7441; }
  console() { echo "127.0.0.1:748$1"; }
  address() { echo "http://127.0.0.1:748$1"; }
  peer() { echo --listen "127.0.0.1:744$1" --peer 127.0.0.1:7441; }
fi

start() { # N, and what else: runs a station behind
  local n=$1; shift
  pc "$n"
  # shellcheck disable=SC2046 # words
  "${at[@]}" "$program" station --data "$data/$n" --console "$(console "$n")" $(meet "$n") >"$work/$n.log" 2>&1 &
  pids+=($!)
}
answers() { # waits until a station answers
  for _ in $(seq 200); do
    curl -fsk -o "$work/healthz" "$(address "$1")/healthz" && return 0
    sleep 0.1 # another process has no event to wait for
  done
  cat "$work/$1.log" >&2
  return 1
}

password=$data/password
if [ ! -e "$data/1/armguard.db" ]; then
  printf '%s\n' "${PASSWORD:-seven rifles on the rack}" >"$password"
  chmod 600 "$password"
  "$program" demo --data "$data/1" --password-file "$password"
  start 1
  answers 1
  for n in 2 3; do
    pc 1
    "${at[@]}" "$program" join-code --data "$data/1" --username root --password-file "$password" --yes --json >"$work/code" 2>"$work/code.log" &
    giving=$!
    until code=$(grep -o '"code":"[0-9A-Z-]*"' "$work/code" | head -1 | cut -d'"' -f4) && [ -n "$code" ]; do
      kill -0 "$giving" 2>/dev/null || { cat "$work/code.log" >&2; exit 1; }
      sleep 0.1 # another process has no event to wait for
    done
    pc "$n"
    # shellcheck disable=SC2046 # words
    "${at[@]}" "$program" site join --data "$data/$n" --station "Counter $n" --code "$code" $(peer "$n")
    wait "$giving"
    rm "$work/code"
  done
  kill "${pids[0]}"
  wait "${pids[0]}" || true
  pids=()
fi

traffic() { # takes and gives back at all counters; $1: seconds between
  local n person item token
  while sleep "$1"; do
    n=$((RANDOM % 3 + 1))
    token=$(curl -fsk -H 'Content-Type: application/json' -d "{\"username\":\"armorer$n\",\"password\":\"$(head -1 "$password")\"}" "$(address "$n")/api/sign-in" | grep -o '"token":"[^"]*"' | cut -d'"' -f4) || continue
    ask() { curl -sk -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "$@"; }
    person=$(ask "$(address "$n")/api/personnel/?limit=200" | grep -o '"ulid":"[^"]*"' | cut -d'"' -f4 | shuf -n1)
    item=$(ask "$(address "$n")/api/items/?limit=200" | grep -o '"ulid":"[^"]*"' | cut -d'"' -f4 | shuf -n1)
    ask -o "$work/said" -d "{\"action\":\"Take\",\"personnel_id\":\"$person\",\"item_ids\":[\"$item\"],\"duty_type\":\"Duty Sentinel\"}" "$(address "$n")/api/transactions/" || true
    ask -o "$work/said" -X POST "$(address "$n")/api/sign-out" || true
  done
}

if [ "$how" = window ]; then
  for n in 1 2 3; do
    pc "$n"
    # shellcheck disable=SC2046 # words
    "${at[@]}" "$program" --data "$data/$n" --console "$(console "$n")" $(meet "$n") >"$work/$n.log" 2>&1 &
    pids+=($!)
  done
else
  for n in 1 2 3; do start "$n"; done
fi
for n in 1 2 3; do answers "$n"; done
echo
echo "Three stations of one armory are running${lan:+, each on a PC of its own on a LAN of this PC}. Sign in as root, admin, armorer1..3 or auditor; the password is: $(head -1 "$password")"
for n in 1 2 3; do echo "  Counter $n   $(address "$n")/"; done
echo "Stop with Ctrl C."
traffic "${TRAFFIC:-8}" &
pids+=($!)
wait
