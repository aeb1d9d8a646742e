#!/bin/sh
# determinism.sh - the same scenarios and seeds give the same bytes, whatever they are made on: TAP.
#
# Builds the program with two compilers at both ends of optimisation (in a folder beside $BUILD, so
# that the builds are there the next time), and the part that decides events with musl. On a
# difference the first event that differs is named.

# shellcheck disable=SC2086  # lists of flags and files
set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/../.." || exit 3
BUILD=${BUILD:-build/release}
builds=${BUILD%/*}/determinism
scratch=${TMPDIR:-/tmp}/determinism.$$
scenario=tests/determinism/everything.json      # flows, all of them
scenarios="$scenario tests/determinism/shortcuts.json tests/determinism/instant.json"
strategies='no-cache ideal ttl sliding delete delete_in_transaction versioned_key updated_at generation
    signal three_layers'
mkdir -p "$builds" "$scratch" || exit 3
trap 'rm -rf "$scratch"' EXIT

number=0
failures=0
ok() {
    number=$((number + 1))
    echo "ok $number - $1"
}
not_ok() {
    number=$((number + 1))
    failures=$((failures + 1))
    echo "not ok $number - $1"
}
skip() {
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}
has() { command -v "$1" >/dev/null 2>&1; }

# ---- naming a difference

# first_difference LOG LOG: the first line in which they differ, from both.
first_difference() {
    awk '
        FNR == NR { line[FNR] = $0; lines = FNR; next }
        line[FNR] != $0 {
            print "# event " FNR " differs:"; print "#   " line[FNR]; print "#   " $0
            found = 1; exit
        }
        { last = FNR }
        END {
            if (!found && last < lines) {
                print "# event " last + 1 " is only in the first:"; print "#   " line[last + 1]
            }
        }' "$1" "$2"
}

# log PROGRAM STRATEGY SCENARIO LOG: its events; none where the scenario has no such strategy.
log() {
    : >"$4"
    "$1" run --strategy "$2" --events "$4" "$3" >/dev/null 2>&1
}

# explain PROGRAM PROGRAM: which strategy differs, and where.
explain() {
    for file in $scenarios; do
        for strategy in $strategies; do
            name=$(echo "$strategy" | tr _ ' ')
            log "$1" "$name" "$file" "$scratch/one.log"
            log "$2" "$name" "$file" "$scratch/other.log"
            cmp -s "$scratch/one.log" "$scratch/other.log" && continue
            echo "# strategy $name of $file:"
            first_difference "$scratch/one.log" "$scratch/other.log"
            return
        done
    done
    echo "# all events are the same: it is the results or their form that differ"
    diff "$scratch/expected" "$scratch/found" | head -n 6 | sed 's/^/# /'
}

# compare NAME PROGRAM OPTIONS...: its results against the expected ones.
compare() {
    what=$1 program=$2
    shift 2
    if "$program" run --json "$@" $scenarios >"$scratch/found" 2>"$scratch/errors" &&
        cmp -s "$scratch/expected" "$scratch/found"; then
        ok "$what"
        return
    fi
    not_ok "$what"
    head -n 5 "$scratch/errors" | sed 's/^/# /'
    explain "$first" "$program"
}

# ---- variants of the program

build() {       # build NAME CC OPT OPTIONS
    make --no-print-directory -j"${JOBS:-2}" CC="$2" OPT="$3" $4 BUILD="$builds/$1" all \
        >"$scratch/$1.log" 2>&1
}

first=
first_name=
while read -r name cc options opt; do
    if ! has "$cc"; then
        skip "$name gives the same results" "$cc is not installed"
    elif ! build "$name" "$cc" "$opt" "$options"; then
        not_ok "$name builds"
        tail -n 5 "$scratch/$name.log" | sed 's/^/# /'
    elif [ -z "$first" ]; then
        first=$builds/$name/stalemate
        first_name=$name
        "$first" run --json --jobs 1 $scenarios >"$scratch/expected" 2>"$scratch/errors" ||
            head -n 5 "$scratch/errors" | sed 's/^/# /'
        compare "$name: run twice, the same results" "$first" --jobs 1
        compare "$name: two jobs give the results of one" "$first" --jobs 2
    else
        compare "$name gives the results of $first_name" "$builds/$name/stalemate"
    fi
done <<END
gcc-O3-native gcc TUNED= -O3 -march=native
gcc-tuned gcc TUNED=1 -O3
gcc-O0 gcc TUNED= -O0
clang-O0 clang TUNED= -O0
clang-O3 clang DEV=1 -O3
END
[ -n "$first" ] || { echo "1..$number"; exit 1; }

# What the C library would choose by the processor; both spellings, for old and new glibc.
for mask in -AVX2_Usable,-FMA_Usable -AVX2,-FMA,-FMA4; do
    GLIBC_TUNABLES=glibc.cpu.hwcaps=$mask
    export GLIBC_TUNABLES
    compare "with $mask masked" "$first"
    unset GLIBC_TUNABLES
done

# Several seeds at once are each what they are alone: their order and number decide nothing.
"$first" run --json --seeds 3 --jobs 1 $scenarios >"$scratch/one" 2>&1
"$first" run --json --seeds 3 --jobs 2 $scenarios >"$scratch/two" 2>&1
if [ -s "$scratch/one" ] && cmp -s "$scratch/one" "$scratch/two"; then
    ok 'three seeds, one and two jobs'
else
    not_ok 'three seeds, one and two jobs'
fi

# The test of the test: another seed must differ, and the first event that does be named.
sed 's/"9007199254740993"/"1"/' $scenario >"$scratch/other.json"
"$first" run --json "$scratch/other.json" ${scenarios#* } >"$scratch/found" 2>&1
"$first" run --strategy ttl --events "$scratch/one.log" $scenario >/dev/null 2>&1
"$first" run --strategy ttl --events "$scratch/other.log" "$scratch/other.json" >/dev/null 2>&1
told=$(first_difference "$scratch/one.log" "$scratch/other.log")
if ! cmp -s "$scratch/expected" "$scratch/found" && [ -n "$told" ]; then
    ok 'another seed gives other results, and the first event that differs is named'
else
    not_ok 'another seed gives other results, and the first event that differs is named'
fi

# ---- the core under musl

core='sim/base/check.c sim/base/complaint.c sim/base/distribution.c sim/base/fixed.c
    sim/base/hash.c sim/base/histogram.c sim/base/memory.c sim/base/rng.c sim/base/units.c sim/base/zipf.c'
core="$core $(find sim/engine sim/model sim/request sim/judge sim/simulate strategies \
    -name '*.c' | sort)"
headers=$builds/headers        # of xxHash alone: the others of /usr/include are glibc's
mkdir -p "$headers"
for header in xxhash.h xxh3.h; do
    ln -sf "$(pkg-config --variable=includedir libxxhash)/$header" "$headers/$header"
done

core() {        # core NAME CC FLAGS...: compiles it, runs it, leaves what it prints
    name=$1
    shift
    "$@" -std=c11 -D_GNU_SOURCE -DCORE_ALONE -iquote . -isystem "$headers" -ffp-contract=off \
        -ffunction-sections -fdata-sections -Wl,--gc-sections -o "$scratch/$name" \
        tests/determinism/core.c $core >"$scratch/$name.log" 2>&1 &&
        "$scratch/$name" >"$scratch/$name.out" 2>>"$scratch/$name.log"
}

same_core() {   # same_core NAME CC FLAGS...
    what="the core under $1"
    shift
    has "$1" || { skip "$what" "$1 is not installed"; return; }
    if ! core core "$@"; then
        not_ok "$what builds and runs"
        tail -n 5 "$scratch/core.log" | sed 's/^/# /'
    elif cmp -s "$scratch/glibc.out" "$scratch/core.out"; then
        ok "$what does what it does under glibc"
    else
        not_ok "$what does what it does under glibc"
        core core "$@" -DCORE_EVENTS
        core glibc gcc -O0 -DCORE_EVENTS
        first_difference "$scratch/glibc.out" "$scratch/core.out"
    fi
}

if ! has gcc; then
    skip 'the core under glibc' 'gcc is not installed'
elif core glibc gcc -O0; then
    ok 'the core builds without any library'
    same_core 'musl, -O0' musl-gcc -O0 -static
    same_core 'musl, -O3 -march=native' musl-gcc -O3 -march=native -static
else
    not_ok 'the core builds without any library'
    tail -n 5 "$scratch/glibc.log" | sed 's/^/# /'
fi

echo "1..$number"
[ "$failures" -eq 0 ]
