#!/bin/sh
# spin.sh - the explorer beside Spin: time to the verdict on worlds that both know.
#
# The models are those of tests/explore/promela. `nothing` claims nothing, so that all of the world
# is gone through; of the others both must come to the verdict that is proved. pan is compiled with
# -O3 and searches with its default reductions; making and compiling it is not counted. Each figure
# is the median of five runs of a whole process, the two programs in turn.

set -eu
LC_ALL=C
export LC_ALL

if ! command -v spin >/dev/null; then
    echo 'spin is not installed: the explorer is not compared with it'
    exit 0
fi
case $BUILD in
/*) explore=$BUILD/tests/bench/bench_explore ;;
*) explore=$PWD/$BUILD/tests/bench/bench_explore ;;
esac
[ -x "$explore" ] || { echo "spin.sh: there is no $explore; make bench builds it" >&2; exit 3; }
models=$PWD/tests/explore/promela
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# claim | model | readers, writers, reads, writes of each | stack | property
table='
nothing|delete|2 2 3 3|{"delete": {}}|nothing
nothing|signal_bus|2 2 2 2|{"signal": {"via": "bus"}}|nothing
PERMANENT|versioned_counter|2 2 2 1|{"versioned-key": {}}|no-permanent-staleness
ACK|versioned_counter|2 1 2 2|{"versioned-key": {}}|fresh-after-ack
COMMIT|versioned_row|2 2 2 2|{"versioned-key": {"source": "row"}}|fresh-after-commit
PERMANENT|versioned_row|2 2 2 2|{"versioned-key": {"source": "row"}}|no-permanent-staleness
'

# median COMMAND...: milliseconds, of five runs; what it says goes to $work/said
median() {
    for _ in 1 2 3 4 5; do
        began=$(date +%s%N)
        "$@" >"$work/said" 2>&1
        echo $((($(date +%s%N) - began) / 10000))
    done | sort -n | awk 'NR == 3 { printf "%.1f\n", $1 / 100 }'
}

echo 'time to the verdict, ms, one core; states'
printf '%-17s %-9s %-7s %-22s %9s %9s %9s %9s %6s\n' model claim 'R W r w' 'verdict' 'Spin' 'states' \
    'explorer' 'states' 'ratio'
printf '%s' "$table" | while IFS='|' read -r claim model world stack property; do
    [ -n "$claim" ] || continue
    # shellcheck disable=SC2086
    set -- $world
    (cd "$work" && rm -f pan* && spin -a "-DREADERS=$1" "-DWRITERS=$2" "-DREADS=$3" "-DWRITES=$4" \
        "-D$claim" "$models/$model.pml" && ${CC:-cc} -O3 -w -DSAFETY -o pan pan.c) >"$work/log" 2>&1
    spin=$(median "$work/pan" -m100000)
    theirs=$(awk '/ states, stored/ { print $1 }' "$work/said")
    grep -q 'errors: 0$' "$work/said" && verdict=proved || verdict=refuted
    # shellcheck disable=SC2086
    ours=$(median "$explore" "[$stack]" $world "$property")
    own=$(awk '/ states, / { print $1 }' "$work/said")
    [ "$claim" = nothing ] || grep -q "^$property  *$verdict " "$work/said" || verdict=DISAGREE
    printf '%-17s %-9s %-7s %-22s %9s %9s %9s %9s %6s\n' "$model" "$claim" "$world" "$verdict" \
        "$spin" "$theirs" "$ours" "$own" "$(awk "BEGIN { printf \"%.1f\", $spin / $ours }")"
done
