#!/bin/sh
# spin.sh - the explorer comes to the verdicts that Spin comes to.
#
# A handful of worlds are modelled a second time, in Promela and from the descriptions of the
# strategies alone (promela/*.pml; promela/claims.pml says what is claimed of them). Each row below
# is a claim about a world: Spin and the explorer must both refute it or both prove it, and a search
# that Spin had to cut short proves nothing.
#
# TAP; BUILD is the folder of the build, with whose flags and libraries tests/bench/bench_explore.c
# is compiled.

set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/../.." || exit 3

if ! command -v spin >/dev/null; then
    echo '1..0 # SKIP spin is not installed'
    exit 0
fi
build=${BUILD:?the folder of the build}
models=$PWD/tests/explore/promela
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT

# claim | model | what is told it besides | readers, writers, reads, writes of each | stack | faults
table='
PERMANENT|delete||1 1 1 1|{"delete": {}}|
COMMIT|delete||1 1 1 1|{"delete": {}}|
COMMIT|delete||1 1 2 1|{"delete": {}}|
ACK|delete||1 1 2 1|{"delete": {}}|
MONOTONIC|delete||1 2 2 1|{"delete": {}}|
MONOTONIC|delete||2 1 2 1|{"delete": {}}|
PERMANENT|delete||2 2 3 3|{"delete": {}}|
PERMANENT|delete|-DIN_TRANSACTION|1 1 1 1|{"delete": {"when": "in-transaction"}}|
ACK|delete|-DIN_TRANSACTION|1 1 1 1|{"delete": {"when": "in-transaction"}}|
PERMANENT|versioned_counter||2 2 2 1|{"versioned-key": {}}|
ACK|versioned_counter||2 1 2 1|{"versioned-key": {}}|
COMMIT|versioned_counter||2 1 2 1|{"versioned-key": {}}|
MONOTONIC|versioned_counter||2 1 2 1|{"versioned-key": {}}|
PERMANENT|versioned_counter|-DLOST=1|1 1 2 1|{"versioned-key": {}}|lost
PERMANENT|versioned_counter|-DGET_SET|1 2 1 2|{"versioned-key": {"bump": "get-set"}}|
PERMANENT|versioned_counter|-DGET_SET|1 2 2 2|{"versioned-key": {"bump": "get-set"}}|
COMMIT|versioned_row||2 1 2 2|{"versioned-key": {"source": "row"}}|
PERMANENT|versioned_row||2 2 2 1|{"versioned-key": {"source": "row"}}|
PERMANENT|signal_bus|-DLOST=1|1 1 1 1|{"signal": {"via": "bus"}}|lost
COMMIT|signal_bus|-DLOST=1|1 1 1 1|{"signal": {"via": "bus"}}|lost
ACK|signal_bus||1 1 2 1|{"signal": {"via": "bus"}}|
PERMANENT|signal_bus|-DSET|1 2 1 1|{"signal": {"via": "bus", "action": "set"}}|
'

# What the explorer calls a claim.
property_of() {
    case $1 in
    PERMANENT) echo no-permanent-staleness ;;
    COMMIT) echo fresh-after-commit ;;
    ACK) echo fresh-after-ack ;;
    MONOTONIC) echo monotonic-reads ;;
    esac
}

# spin_verdict MODEL READERS WRITERS READS WRITES OPTION...: proved or refuted, or how it failed.
spin_verdict() {
    model=$models/$1.pml bounds="-DREADERS=$2 -DWRITERS=$3 -DREADS=$4 -DWRITES=$5"
    shift 5
    # shellcheck disable=SC2086
    (cd "$work" && rm -f pan* && spin -a $bounds "$@" "$model" &&
        ${CC:-cc} -O2 -w -DSAFETY -o pan pan.c && ./pan -m100000) >"$work/log" 2>&1
    cut='not completed|too small|out of memory'
    if grep -q 'errors: 0$' "$work/log" && ! grep -Eq "$cut" "$work/log"; then
        echo proved
    elif grep -q 'errors: 1$' "$work/log" && grep -q 'assertion violated' "$work/log"; then
        echo refuted
    else
        echo "undecided ($(tail -n 1 "$work/log"))"
    fi
}

# What built the libraries links with them, sanitizers and all.
# shellcheck disable=SC2046
$(cat "$build/flags") -o "$work/explore" tests/bench/bench_explore.c \
    "$build/tests/libsupport.a" "$build/libstalemate.a" \
    $(pkg-config --libs libcjson libxxhash libzstd zlib) -lm >"$work/log" 2>&1 ||
    { sed 's/^/# /' "$work/log"; echo 'not ok 1 - bench_explore is compiled'; exit 1; }

number=0
failures=0
while IFS='|' read -r claim model options world stack faults; do
    [ -n "$claim" ] || continue
    number=$((number + 1))
    property=$(property_of "$claim")
    # shellcheck disable=SC2086  # numbers, options and faults are words
    {
        spin=$(spin_verdict "$model" $world $options "-D$claim")
        ours=$("$work/explore" "[$stack]" $world $faults |
            awk -v property="$property" '$1 == property { print $2 }')
    }
    name="$model.pml, $property, $stack, $world${faults:+, $faults}"
    case $spin,$ours in
    proved,proved | refuted,refuted) echo "ok $number - $name: both $spin" ;;
    *)
        failures=$((failures + 1))
        echo "not ok $number - $name: $spin by Spin, ${ours:-undecided} by the explorer"
        ;;
    esac
done <<END
$table
END
echo "1..$number"
[ "$failures" -eq 0 ]
