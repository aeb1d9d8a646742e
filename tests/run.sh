#!/bin/sh
# run.sh - runs tests and counts them.
#
#     sh tests/run.sh TEST...
#
# A TEST is a program or a script (*.sh) that prints TAP: `ok 1 - name`, `not ok 2 - name`, `ok 3 # SKIP why`,
# or `1..0 # SKIP why` for all of it. cmocka's programs are asked to. A test that crashes, takes longer than
# TEST_SECONDS (900), prints fewer results than its plan says or none at all counts as one failure more. What
# passes is told in one line, what fails in full. JOBS (2) tests run at a time.
#
# Tests are started in the project's root with no input and are given, in the environment: STALEMATE (the
# program), BUILD (the folder it was built in), TRACES (real traces, or empty: skip visibly) and TMPDIR (a
# folder of the test's own, removed afterwards).
#
# The last line is `N passed, M failed`, with `, K skipped` where some were; exit status 0 when all passed.

# shellcheck disable=SC2016  # the dollars in single quotes are awk's
set -u
LC_ALL=C
export LC_ALL

# Counts TAP on standard input, given the program's exit status: prints "passed failed skipped trouble".
count='
    /^(not )?ok([ \t]|$)/ {
        seen++
        if (tolower($0) ~ /#[ \t]*skip/) skipped++
        else if ($1 == "ok") passed++
        else failed++
    }
    /^1\.\.[0-9]+/ {
        plans++
        planned += substr($1, 4)
        if ($1 == "1..0" && tolower($0) ~ /#[ \t]*skip/) { skipped++; whole = 1 }
    }
    END {
        if (status == 124 || status == 137) trouble = "took longer than " limit " s, or was killed"
        else if (status != 0 && !failed) trouble = "ended with status " status
        else if (plans && seen != planned) trouble = "planned " planned " results and printed " seen + 0
        else if (!seen && !whole) trouble = "printed no result"
        if (trouble != "") failed++
        print passed + 0, failed + 0, skipped + 0, trouble
    }'

# Runs one test; its counts go to the file $scratch/counts/NUMBER, what there is to tell to standard output.
run_one() {
    scratch=$1 number=$2 test=$3
    output=$scratch/output.$number
    limit=${TEST_SECONDS:-900}
    TMPDIR=$scratch/tmp.$number
    export TMPDIR
    mkdir "$TMPDIR"

    began=$(date +%s)
    case $test in
    *.sh) set -- sh "$test" ;;
    */*) set -- "$test" ;;
    *) set -- "./$test" ;;
    esac
    CMOCKA_MESSAGE_OUTPUT=TAP timeout -k 10 "$limit" "$@" </dev/null >"$output" 2>&1 &
    running=$!
    trap 'kill "$running"; exit 130' INT TERM HUP
    wait "$running"
    status=$?
    seconds=$(($(date +%s) - began))

    counts=$(awk -v status="$status" -v limit="$limit" "$count" "$output")
    # shellcheck disable=SC2086  # three numbers, then words
    set -- $counts
    echo "$1 $2 $3" >"$scratch/counts/$number"

    {
        if [ "$2" -eq 0 ]; then
            printf 'pass  %s: %d passed' "$test" "$1"
            [ "$3" -eq 0 ] || printf ', %d skipped' "$3"
            printf ' (%d s)\n' "$seconds"
            grep -iE '^(not )?ok([[:space:]].*)?#[[:space:]]*skip|^1\.\.0.*#[[:space:]]*skip' "$output" |
                sed -e 's/^not ok/ok/' -e 's/^/      /'
        else
            printf 'FAIL  %s: %d passed, %d failed, %d skipped (%d s)\n' "$test" "$1" "$2" "$3" "$seconds"
            shift 3
            sed 's/^/      | /' "$output"
            [ $# -eq 0 ] || echo "      $test $*"
        fi
    } >"$output.told"
    # One at a time, so that the reports of two tests do not mix.
    until mkdir "$scratch/telling" 2>/dev/null; do sleep 0.05; done
    cat "$output.told"
    rmdir "$scratch/telling"
    rm -rf "$TMPDIR"
}

if [ "${1:-}" = --one ]; then
    shift
    run_one "$@"
    exit 0
fi

# A test that calls make builds what it says, not what the make that started it was told.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES DEV OPT SANITIZE TUNED COUNTING ONLY

scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP
mkdir "$scratch/counts"

number=0
for test; do
    number=$((number + 1))
    printf '%s\n%s\n' "$number" "$test"
done | xargs -n 2 -P "${JOBS:-2}" sh "$0" --one "$scratch"

cat "$scratch"/counts/* 2>/dev/null | awk -v tests=$# '
    { passed += $1; failed += $2; skipped += $3 }
    END {
        failed += tests - NR                    # A test of which nothing is known has not passed.
        printf "%d passed, %d failed", passed, failed
        if (skipped) printf ", %d skipped", skipped
        print ""
        exit failed != 0 || passed + skipped == 0
    }'
