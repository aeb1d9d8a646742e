#!/bin/sh
# check.sh - `stalemate check`: the project's own scenarios keep their promises, and what breaks is told.
#
# Each scenario of workloads/scenarios that expects something is checked as it stands. Then a small one
# is broken on purpose, in each of the ways that the command has to tell apart.

# shellcheck disable=SC2181  # `ok` judges the list of commands before it

set -u
LC_ALL=C
export LC_ALL
unset CDPATH
work=${TMPDIR:-/tmp}
number=0
failures=0

ok() {          # ok NAME: as the last command went
    if [ $? -eq 0 ]; then result=ok; else result='not ok'; failures=$((failures + 1)); fi
    number=$((number + 1))
    echo "$result $number - $1"
    [ "$result" = ok ] || sed 's/^/# /' "$work/out" "$work/err" 2>/dev/null
}

# run STATUS ARGUMENT...: the command, whose exit status has to be STATUS.
run() {
    wanted=$1
    shift
    "$STALEMATE" check "$@" >"$work/out" 2>"$work/err" </dev/null
    got=$?
    [ "$got" -eq "$wanted" ] || { echo "exit status $got, expected $wanted" >>"$work/err"; return 1; }
}
told() { grep -qF -- "$1" "$work/err"; }         # a complaint
all_told() { for words; do told "$words" || return 1; done; }
shown() { grep -qF -- "$1" "$work/out"; }        # the report

# ---- The project's own.

for scenario in workloads/scenarios/*.json workloads/scenarios/*/*.json; do
    grep -q '"expect"' "$scenario" || continue
    run 0 --quiet "$scenario"
    ok "$scenario"
done

# The rule of non-vacuity: a race that nobody falls for, or that nobody withstands, proves nothing.
for scenario in workloads/scenarios/races/*.json; do
    grep -qE '"(above|min)":' "$scenario" && grep -qE '"equals": "?0' "$scenario" &&
        grep -q '"about"' "$scenario"
    ok "$scenario has one that falls, one that stands, and a story"
done

# ---- One that is broken on purpose.

small=$work/small.json
strategies='{"a ttl": [{"ttl": {"ttl": "2s"}}], "delete'"'"'s": [{"delete": {}}]}'
write() {       # write EXPECT [NAME [STRATEGIES]]
    cat >"$small" <<END
{"schema": 1, "name": "${2:-small}", "seed": 5, "duration": "20s",
 "workload": {"uniform": {"keys": 10, "rate": "50/s", "write-fraction": 0.2}},
 "strategies": ${3:-$strategies},
 "expect": $1}
END
}

write '[{"strategy": "*", "reads": {"min": 100}},
        {"strategy": "a ttl", "stale-reads": {"equals": 0}, "about": "it was promised"}]'
run 1 "$small" && shown 'BROKEN  a ttl' && shown 'stale-reads: expected exactly 0, found' &&
    shown '(seed 5)' && shown 'because: it was promised' && shown '2 kept, 1 broken'
ok 'what is broken is shown, with exit status 1'
again=$(sed -n 's/^ *again: *stalemate //p' "$work/out")
[ "$again" = "check $small --strategy 'a ttl' --seed 5" ]
ok 'the line that shows it again names file, strategy and seed'
eval "\"\$STALEMATE\" $again" >"$work/out2" 2>"$work/err"
[ $? -eq 1 ] && [ "$(grep -c BROKEN "$work/out2")" -eq 1 ]
ok 'and it does show it again'
ratio=$("$STALEMATE" run --json "$small" | sed -n 's/^ *"hit-ratio": \(0\.[0-9]*\).*/\1/p' | sed -n 1p)
bound=$(echo "$ratio" | sed 's/^0\.\(..\)\(......\).*/\1.\2%/')
write '[{"strategy": "a ttl", "hit-ratio": {"max": "'"$bound"'"}}]'
run 1 "$small" && shown "at most $bound, found ${bound%?}"
ok 'what was found has as many digits as show that the bound is broken'
write '[{"strategy": "*", "reads": {"min": 100}},
        {"strategy": "a ttl", "stale-reads": {"equals": 0}, "about": "it was promised"}]'
run 1 "$small"
cp "$work/out" "$work/first"
run 1 --jobs 2 "$small" && cmp -s "$work/first" "$work/out" && run 1 --jobs 1 "$small" &&
    cmp -s "$work/first" "$work/out"
ok 'the report is the same with any number of jobs'
run 1 --quiet "$small" && shown BROKEN && ! shown 'kept  '
ok '--quiet shows what is broken alone'
run 1 --seed 9 --seeds 3 "$small" && shown '(seed 9)' && shown '(seed 11)' && ! shown '(seed 5)'
ok '--seed and --seeds judge each seed'
run 0 --strategy "delete's" "$small" && ! shown 'a ttl'
ok '--strategy leaves the others out'
run 0 --strategy "delete's" --quiet "$small" && [ ! -s "$work/out" ] && [ ! -s "$work/err" ]
ok 'nothing is said where all is kept and it should be quiet'
grep -q "$(printf '\033')" "$work/first"
[ $? -eq 1 ]
ok 'no colours where there is no terminal'

# ---- Other forms.

run 1 --tap "$small" && awk '
    NR == 1 { good = $0 == "TAP version 13" }
    NR == 2 { planned = substr($1, 4) }
    /^(not )?ok / { seen++; if ($0 !~ "^(not )?ok " seen " - ") good = 0 }
    /^  ---$/ { inside = 1 }
    /^  \.\.\.$/ { inside = 0 }
    NR > 2 && !/^(not )?ok / && !/^  / { good = 0 }
    END { exit !(good && planned == seen && seen > 0 && !inside) }' "$work/out"
ok 'TAP is well formed'
run 1 --junit "$small"
if command -v xmllint >/dev/null; then
    xmllint --noout "$work/out" 2>"$work/err"
else
    awk '
        NR == 1 { good = $0 ~ /^<\?xml / ; next }
        {
            line = $0
            while (match(line, /<[^>]*>/)) {
                tag = substr(line, RSTART + 1, RLENGTH - 2); line = substr(line, RSTART + RLENGTH)
                name = tag; sub(/^\//, "", name); sub(/[ \/].*/, "", name)
                if (tag ~ /^\//) { if (open[depth--] != name) good = 0 }
                else if (tag !~ /\/$/) open[++depth] = name
            }
        }
        END { exit !(good && depth == 0) }' "$work/out"
fi
ok 'JUnit is well formed'
shown '<testsuites name="stalemate" tests="3" failures="1"' && shown 'delete&apos;s'
ok 'JUnit counts, and quotes what users wrote'
run 1 --json "$small" && shown '"broken": 1' && shown '"seed": "5"'
ok 'JSON has it all'
run 1 --junit --out "$work/report.xml" "$small" && shown BROKEN &&
    grep -q '</testsuites>' "$work/report.xml"
ok '--out takes the report, and what is broken is still to be seen'
run 3 --out "$work/no/such/folder/report" "$small"
ok 'a report that cannot be written is trouble of the machine'

# ---- Bad input.

bad() {         # bad NAME EXPECT TOLD...
    name=$1
    write "$2"
    shift 2
    run 2 "$small" && [ ! -s "$work/out" ] && all_told "$@"
    ok "$name"
}
bad 'an unknown metric' '[{"strategy": "a ttl", "stale-ration": {"max": 0}}]' \
    "$small: .expect[0].stale-ration: " 'did you mean "stale-ratio"?'
bad 'an unknown strategy' '[{"strategy": "a tll", "reads": {"max": 0}}]' \
    "$small: .expect[0].strategy: " 'did you mean "a ttl"?'
bad 'an unknown bound' '[{"strategy": "a ttl", "reads": {"mix": 0}}]' \
    "$small: .expect[0].reads.mix: " 'did you mean "min"?'
bad 'a missing unit' '[{"strategy": "a ttl", "read-latency-p99": {"max": 5}}]' \
    "$small: .expect[0].read-latency-p99.max: " 'a duration such as'
bad 'a wrong unit' '[{"strategy": "a ttl", "cache-bytes": {"max": "5ms"}}]' 'a size such as'
bad 'nothing expected' '[]' 'found no "expect"'
write '[{"strategy": "*", "reads": {"min": 1}}]'
run 2 --strategy 'a tlt' "$small" && told 'did you mean "a ttl"?'
ok 'an unknown --strategy'
run 2 --seeds 0 "$small" && told '--seeds: found "0"'
ok 'no seeds'
run 2 --frob "$small" && told 'check --help'
ok 'an unknown option'
run 2 && told 'found no scenario'
ok 'no scenario'
run 2 "$work/none.json" && told none.json
ok 'a scenario that is not there'
run 0 --help && shown --save-baseline && shown 'exit status'
ok '--help'
write "[{\"strategy\": \"delete's\", \"stale-reads\": {\"equals\": 0}, \"stale-age-p50\": {\"max\": \"1h\"}}]"
run 1 "$small" && shown 'stale-reads: expected exactly 0, found 0' &&
    shown 'stale-age-p50: expected at most 1h, found nothing: there was none to measure'
ok 'a figure of nothing is no kept promise'

# ---- Baselines.

write '[{"strategy": "*", "reads": {"min": 1}}]'
base=$work/base.json
run 0 --seeds 2 --save-baseline "$base" "$small" && [ -s "$base" ]
ok 'a baseline is written'
run 0 --seeds 2 --baseline "$base" "$small" && shown 'every event, unchanged'
ok 'and nothing has moved'
run 0 --seeds 2 --jobs 1 --save-baseline "$work/base2.json" "$small" && cmp -s "$base" "$work/base2.json"
ok 'a baseline has the same bytes each time'
sed 's/"hits": "\([0-9]*\)"/"hits": "1\1"/' "$base" >"$work/moved.json"
run 1 --seeds 2 --baseline "$work/moved.json" "$small" && shown ' hits: expected 1' &&
    shown 'as in the baseline' && shown "--baseline $work/moved.json"
ok 'a figure that moved is named'
run 1 --baseline "$base" "$small" && shown 'the seed is gone'
ok 'a seed that is missing is told'
run 1 --seed 77 --baseline "$base" "$small" && shown 'a seed that is new' && shown '(seed 77)'
ok 'a seed that is new is told'
run 0 --seed 6 --strategy 'a ttl' --baseline "$base" "$small"
ok '--strategy and --seed narrow the comparison'
write '[]' small '{"a ttl": [{"ttl": {"ttl": "2s"}}], "another": [{"delete": {}}]}'
run 1 --seeds 2 --baseline "$base" "$small" && shown 'the strategy is gone' &&
    shown 'a strategy that is new'
ok 'strategies that came or went are told; with a baseline nothing need be expected'
write '[]' other
run 1 --seeds 2 --baseline "$base" "$small" && shown 'the scenario is gone' &&
    shown 'a scenario that is new'
ok 'scenarios that came or went are told'
run 2 --save-baseline "$work/twice.json" "$small" "$small" && told 'found the name "other" again' &&
    [ ! -e "$work/twice.json" ]
ok 'scenarios of one name are refused, and nothing is written'
cp "$small" "$work/kept.json"
run 2 --save-baseline "$small" "$small" && told 'which is a scenario to check' &&
    cmp -s "$small" "$work/kept.json"
ok 'a baseline does not go where a scenario is'
echo '{"schema": 1}' >"$work/wrong.json"
run 2 --baseline "$work/wrong.json" "$small" && told 'found no baseline'
ok 'what is no baseline is refused'

echo "1..$number"
[ "$failures" -eq 0 ]
