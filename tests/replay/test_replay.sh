#!/bin/sh
# test_replay.sh - `stalemate replay` as a user calls it: from the explorer to the simulator, to a scenario
# that is checked, and what is refused. TAP; STALEMATE is the program.
# shellcheck disable=SC2016  # the dollars in single quotes are awk's
set -u
LC_ALL=C
export LC_ALL
. tests/tap.sh
stalemate=${STALEMATE:?the program}
case $stalemate in /*) ;; *) stalemate=$PWD/$stalemate ;; esac
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 3

replay() { "$stalemate" replay "$@"; }

# ---- From one command to the other.
"$stalemate" explore --stack '[{"delete": {}}]' --faults none --json >all.json
replay - <all.json >text
same 'all witnesses of an exploration agree' "0 $(grep -c '"steps": \[' all.json)" \
    "$? $(grep -c 'the simulator goes the same way, and its judge finds the breach' text)"
same 'nothing is wider than a terminal' 0 "$(awk 'length($0) > 80' text | wc -l | tr -d ' ')"
"$stalemate" explore --stack '[{"delete": {}}]' --faults none --property no-permanent-staleness --out out \
    >shown
witness=$(cd out && echo ./*staleness.json)
same 'its cause is told' '  It counts: stale reads 1 (stale-fill 1).' \
    "$(replay --quiet "out/$witness" | tail -n 1)"
same 'each step, and when' '6 5ns' \
    "$(replay "out/$witness" | awk '$1 ~ /^[0-9]+$/ { step = $1; at = $2 } END { print step, at }')"
for form in txt mmd svg json; do
    grep -q "stalemate replay ${witness#./}" "out/${witness%.json}.$form"
    report $? "the $form says how to replay it"
done
for form in txt mmd svg; do
    grep -A3 'kept by' "out/${witness%.json}.$form" | grep -q 'row.*s version'
    report $? "the $form says who keeps it"
done
command=$(sed -n 's/^  replay   the same with/explore/p' shown)
same 'without a file the text says how as well' 'explore --json | stalemate replay -' "$command"
(cd out && eval "$(sed -n 's/^  replay   stalemate/"$stalemate"/p' "${witness%.json}.txt") --quiet") |
    grep -q 'same way'
report $? 'the command that is told does it'
replay --json "out/$witness" >found.json
same 'as JSON' '"outcome": "the same", "step": null' \
    "$(grep -o '"outcome": "[a-z ]*", "step": [a-z0-9]*' found.json)"
same 'the same again' "$(cat found.json)" "$(replay --json "out/$witness")"
"$stalemate" explore --strategy no-cache --json | replay - >nothing
same 'no witness is no trouble' '0 no witness: nothing is refuted, or bounded' "$? $(cat nothing)"

# ---- All sorts of faults, in one world after the other.
for world in lost duplicated expiry eviction restart crash rollback tick bulk raw own page all; do
    "$stalemate" explore --matrix --world "$world" --strategy 'ttl + key: counter' \
        --strategy 'ttl + cas' --strategy 'key: remembered' --strategy 'ttl + lease + delete' \
        --strategy 'signal by bus, set' --strategy 'ttl + double delete' --out "matrix-$world" >/dev/null
    replay --quiet "matrix-$world"/witnesses/*.json >found
    status=$?
    same "witnesses of the world $world" \
        "0 $(find "matrix-$world/witnesses" -name '*.json' | wc -l | tr -d ' ')" \
        "$status $(grep -c 'same way' found)"
done

# A bump that is never sent, because what it needs got lost, counts as lost.
for bump in get-set carry; do
    "$stalemate" explore --stack "[{\"versioned-key\": {\"bump\": \"$bump\"}}]" --faults lost=1 \
        --property no-permanent-staleness --json | replay --quiet - >found
    same "why, where the number for a bump by $bump gets lost" '  It counts: stale reads 1 (lost 1).' \
        "$(tail -n 1 found)"
done

# ---- As a scenario.
replay --quiet "out/$witness" --save-scenario saved.json >/dev/null
same 'a scenario is saved' 0 $?
"$stalemate" check saved.json >found
same 'the strategy that falls does so in the scenario' '1 BROKEN' "$? $(awk '/BROKEN/ { print $1 }' found)"
for mended in '[{"lease": {}}, {"delete": {}}]' '[{"versioned-key": {"source": "row"}}]' '[{"cas": {}}]'; do
    sed "s/^    \"\[.*/    \"mended\": $mended/" saved.json >mended.json
    "$stalemate" check mended.json >found
    same "and this one does not: $mended" '0 kept mended' "$? $(awk '/kept  / { print $1, $2 }' found)"
done
"$stalemate" run saved.json --seeds 2 --jobs 2 >two
"$stalemate" run saved.json --seeds 2 --jobs 1 >one
cmp -s one two
report $? 'run plays it too, with any number of jobs'
sed 's/"schema": 1,/"schema": 1, "workload": {"zipf": {}},/' saved.json >both.json

# ---- What is refused: NAME, what is said, command.
refuse() {
    name=$1 says=$2
    shift 2
    found=$("$@" 2>&1 >/dev/null)
    same "refused: $name" "2 stalemate: $says" "$? $found"
}
refuse 'a schedule beside a workload' \
    'both.json: .workload: found it beside a "schedule"; expected none: a schedule says what happens, and '\
'when' \
    "$stalemate" run both.json
refuse 'a trace in the place of a schedule' \
    'saved.json: .schedule: found a schedule, and --trace; expected a scenario with a workload, in whose '\
'place a trace can be replayed' \
    "$stalemate" run saved.json --trace x.csv
refuse 'two witnesses to be saved' '--save-scenario: found 2 witnesses; expected one' \
    "$stalemate" replay "out/$witness" "out/$witness" --save-scenario x.json
change() { sed "$1" "out/$witness" >changed.json; }
change 's/"stalemate witness"/"stalemate matrix"/'
refuse 'something else' 'changed.json: found no "kind": "stalemate witness"; expected a witness as '\
'`stalemate explore` writes it' \
    "$stalemate" replay changed.json
change 's/"actor": "writer 1"/"actor": "writer 2"/'
refuse 'an actor whom the bounds do not have' \
    'changed.json: .steps[2].actor: found "writer 2"; expected "reader N", "writer N" or "message N", one '\
'that the bounds have' \
    "$stalemate" replay changed.json
change '/"step": 5, "actor": "writer 1"/s/"move": {"kind": "effect"}/"move": {"kind": "crash"}/'
refuse 'a fault for which there is no budget' \
    'changed.json: .steps: step 5: found a move that nobody can make there; expected one that the bounds, '\
'and the steps before it, allow' \
    "$stalemate" replay changed.json
change '/"step": 6/d'
sed 's/"outcome": "done", \(.*\)},$/"outcome": "done", \1}/' changed.json >shorter.json
refuse 'steps that break nothing' \
    'shorter.json: .steps: found steps that keep no-permanent-staleness; expected some that break it' \
    "$stalemate" replay shorter.json
change 's/"property": "no-permanent-staleness"/"property": "no-permanent-stalenes"/'
refuse 'a property that there is not' \
    'changed.json: .property: found "no-permanent-stalenes"; did you mean "no-permanent-staleness"?' \
    "$stalemate" replay changed.json
change 's/"readers": 1/"readers": 9/'
refuse 'a world that is too large' 'changed.json: .bounds: found 9 readers; expected 0 to 8' \
    "$stalemate" replay changed.json
change 's/"rows": 1/"rows": 1.5/'
refuse 'half a row' 'changed.json: .bounds.rows: found 1.5; expected a whole number from 0 to 1000' \
    "$stalemate" replay changed.json
refuse 'no file' 'nowhere.json: cannot be opened: No such file or directory' "$stalemate" replay nowhere.json
head -c 1000 "out/$witness" >cut.json
"$stalemate" replay cut.json >/dev/null 2>&1
same 'refused: half a file' 2 $?
same 'nothing is left behind' '*.tmp*' "$(echo *.tmp*)"
# ---- What is saved is a test, of bounds too, and of what a transaction does not see of itself.
"$stalemate" explore --stack '[{"cas": {}}]' --read-own --faults none --property read-your-writes \
    --json >own.json
replay --quiet own.json --save-scenario own_test.json >text
"$stalemate" check own_test.json >checked
same 'a breach inside a transaction is counted, and saved as a test that fails' '1 1 1' "$? $(
    grep -c 'inside a transaction' text) $(grep -c own-transaction-stale checked)"
"$stalemate" explore --strategy ideal --read-own --faults none --property single-loader --json >ideal.json
replay --quiet ideal.json --save-scenario ideal_test.json >text && "$stalemate" check ideal_test.json >checked
same 'and so is one of a bound' 1 $?
sed 's/"schema": 1/"schema": 2/' own.json >later.json
replay later.json >text 2>&1
same 'a witness of another schema is refused' 2 $?

echo "1..$number"
