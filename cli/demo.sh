#!/bin/sh
# demo.sh - the main job, shown: a trace and a generated workload, each under every strategy, with plots.
#
#     sh cli/demo.sh PROGRAM FOLDER     TRACE=FILE in the environment replays that trace instead of a made one
#
# Everything it makes goes into FOLDER, which is emptied first.

set -eu

program=$1
out=$2
trace=${TRACE:-}
scenarios=workloads/scenarios

rm -rf "$out"
mkdir -p "$out"

if [ -z "$trace" ]; then
    trace=$out/demo.trace
    "$program" trace generate "$scenarios/demo.json" "$trace"
fi
"$program" run "$scenarios/demo_trace.json" --trace "$trace" --out "$out/trace"
"$program" run "$scenarios/demo.json" --out "$out/generated"

for kind in trace generated; do
    "$program" report "$out/$kind"
done

echo
echo 'Look at:'
for kind in trace generated; do
    find "$out/$kind" -type f | LC_ALL=C sort | sed 's/^/  /'
done
