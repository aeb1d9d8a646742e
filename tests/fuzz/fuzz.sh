#!/bin/sh
# fuzz.sh - each fuzz target for some seconds, from its corpus: TAP.
#
# All targets together take about a minute, and the build once as much; FUZZ_SECONDS=n gives each of
# them n seconds. What is found stays in the build folder, and an input that crashes is named.

set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/../.." || exit 3
scratch=${TMPDIR:-/tmp}/fuzz.$$
mkdir -p "$scratch" || exit 3
trap 'rm -rf "$scratch"' EXIT

targets=$(for file in tests/fuzz/fuzz_*.c; do basename "$file" .c; done)
count=$(echo "$targets" | wc -l)
seconds=${FUZZ_SECONDS:-$((60 / count))}

echo 'int LLVMFuzzerTestOneInput(const char *d, unsigned long n); int LLVMFuzzerTestOneInput(
    const char *d, unsigned long n) { return (int)n * 0 + (d == 0) * 0; }' >"$scratch/probe.c"
if ! clang -fsanitize=fuzzer -o "$scratch/probe" "$scratch/probe.c" >/dev/null 2>&1; then
    echo '1..0 # SKIP clang with libFuzzer is not installed'
    exit 0
fi

number=0
failures=0
for target in $targets; do
    number=$((number + 1))
    if make --no-print-directory fuzz ONLY="$target" FUZZ_SECONDS="$seconds" \
        >"$scratch/log" 2>&1 && grep -q "^fuzz ${target#fuzz_}\$" "$scratch/log"; then
        units=$(sed -n 's/^stat::number_of_executed_units: *//p' "$scratch/log")
        echo "ok $number - $target: ${units:-no} inputs in $seconds s"
    else
        failures=$((failures + 1))
        echo "not ok $number - $target"
        tail -n 40 "$scratch/log" | sed 's/^/# /'
    fi
done
echo "1..$number"
[ "$failures" -eq 0 ]
