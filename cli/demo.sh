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

# Without gnuplot there are no pictures. What they were drawn from (.dat, .gp) stands beside them.
names() {
    for file in "$@"; do
        [ -f "$file" ] && echo "  $file"
    done
    return 0
}

echo
echo 'Look at:'
for kind in trace generated; do
    echo
    names "$out/$kind/summary.md" "$out/$kind/results.json" "$out/$kind"/*.csv "$out/$kind"/plots/*.png \
        "$out/$kind"/plots/*.svg
done
