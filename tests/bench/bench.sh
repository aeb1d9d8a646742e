#!/bin/sh
# bench.sh - the figures of `make bench`: speed, memory, and instructions where valgrind is at hand.
#
# Machines differ and are noisy: compare figures of one invocation only.

set -eu

bench=$BUILD/tests/bench/bench_simulate

echo "of the program in ${BUILD#"$PWD/"}:"
"$bench" speed
"$bench" memory
"$BUILD/tests/bench/bench_explore"

# What one more request costs: the difference of two runs, so that setting up does not count.
if command -v valgrind >/dev/null 2>&1; then
    echo 'instructions a request, lognormal latencies, 100 k keys'
    for stack in ttl delete signal versioned-key; do
        for requests in 500000 1500000; do
            valgrind --tool=callgrind --callgrind-out-file=/dev/null "$bench" once "$stack" $requests \
                2>&1 >/dev/null | awk '/refs/ {gsub(/,/, "", $NF); print $NF}'
        done | awk -v stack="$stack" '
            NR == 1 {first = $1}
            NR == 2 && $1 > first {printf "%-16s %8.0f\n", stack, ($1 - first) / 1000000; counted = 1}
            END {if (!counted) print stack ": valgrind does not know all instructions"}'
    done
else
    echo 'valgrind is not installed: instructions are not counted'
fi
