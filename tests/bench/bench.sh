#!/bin/sh
# bench.sh - the figures of `make bench`: speed, memory, and instructions where valgrind is at hand.
#
# BUILD holds the programs, COUNTED is bench_simulate without what only this machine can do. Machines
# differ and are noisy: compare figures of one invocation only.

set -eu

bench=$BUILD/tests/bench/bench_simulate

echo "of the program in ${BUILD#"$PWD/"}:"
"$bench" speed
"$bench" memory
"$BUILD/tests/bench/bench_explore"

# What one more request costs: the difference of two runs, so that setting up does not count. Of the plain
# program: valgrind need not know all that this machine's processor does, and counts on different machines
# can be compared.
count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$COUNTED" once "$@" 2>&1 >/dev/null |
        awk '/refs/ {gsub(/,/, "", $NF); print $NF}'
}
if command -v valgrind >/dev/null 2>&1; then
    echo 'instructions a request of the plain program, 100 k keys: lognormal latencies, none'
    for stack in ttl delete signal versioned-key generation; do
        for world in '' zero; do
            few=$(count "$stack" 500000 100000 $world)
            many=$(count "$stack" 1500000 100000 $world)
            echo $(((many - few) / 1000000))
        done | awk -v stack="$stack" '
            {figures = figures sprintf(" %8d", $1)}
            END {printf "%-16s%s\n", stack, figures}'
    done
else
    echo 'valgrind is not installed: instructions are not counted'
fi
