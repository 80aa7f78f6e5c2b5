#!/usr/bin/env bash
# Runs one step of the build and says in one line how it went; what it printed is shown when it fails, and what it
# skipped always. VERBOSE=1 shows everything as it comes.
#   build/step.sh NAME COMMAND [ARGUMENT ...]
set -uo pipefail
name=$1
shift
if [ -n "${VERBOSE:-}" ]; then
  echo "== $name"
  exec "$@"
fi
printf '%-34s' "$name"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
SECONDS=0
"$@" >"$log" 2>&1
code=$?
if [ $code = 0 ]; then
  echo "ok  ${SECONDS} s"
  grep -hE 'skipped:' "$log" | sed 's/^ */  /'
  exit 0
fi
echo "FAILED after ${SECONDS} s: $*"
# Go's lines about tests that pass would bury the one that does not.
grep -vE '^ *(=== (RUN|PAUSE|CONT|NAME)|--- PASS:)|^PASS$|no test files' "$log"
exit $code
