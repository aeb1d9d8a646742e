#!/bin/sh
# run_command.sh - `stalemate run` as a user calls it: forms, notes, and what is refused before anything runs.
set -u
LC_ALL=C
export LC_ALL
. tests/tap.sh
stalemate=${STALEMATE:?the program}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 3

# scenario MORE...: a small one, with these members in it.
scenario() {
    printf '{"schema": 1, "name": "small", "seed": 3, %s
        "strategies": {"it": [{"delete": {}}]}}' "$1"
}
zipf='"workload": {"zipf": {"keys": 20, "rate": "100/s", "write-fraction": 0.1}},'

# refuse NAME MEMBERS MESSAGE: exit status 2, nothing on standard output.
refuse() {
    scenario "$2" >bad.json
    found=$("$stalemate" run bad.json 2>err)
    status=$?
    same "refused: $1" "2 stalemate: bad.json: $3" "$status $found$(cat err)"
}

refuse 'a run of no time' '"duration": "0s",'"$zipf" '.duration: found "0s"; expected more than 0'
refuse 'a warm-up of all' '"warmup": "100%",'"$zipf" '.warmup: found "100%"; expected a duration '\
'such as "250us", "1.5s" or "10m" (ns us ms s m h d; up to 26687d), or a percentage of the run below 100%'
refuse 'a warm-up as long as the run' '"duration": "5s", "warmup": "5s",'"$zipf" '.warmup: found a '\
'warm-up as long as the run, or longer; expected less, or nothing is measured'
refuse 'another cache node' '"duration": "5s", "faults": [{"at": "4s", "cache-restart": {"node": '\
'1}}],'"$zipf" '.faults[0].cache-restart.node: found 1; expected 0: there is one cache node'
printf '{"schema": 1, %s "strategies": {" ": []}}' "$zipf" >nameless.json
same 'refused: a name that cannot be seen' 'stalemate: nameless.json: .strategies." ": found a '\
'strategy without a name; expected one that reports can show' \
    "$("$stalemate" run nameless.json 2>&1)"

refuse 'what is expected of nobody' '"duration": "5s", "expect": [{"strategy": "it", "stale-rato": '\
'{"max": 0}}],'"$zipf" '.expect[0].stale-rato: found an unknown metric "stale-rato"; did you mean '\
'"stale-ratio"?'

refuse 'a run longer than time can be told' '"duration": "26688d",'"$zipf" '.duration: found "26688d"; '\
'expected a duration such as "250us", "1.5s" or "10m" (ns us ms s m h d; up to 26687d)'

refuse 'a text that is none' '"about": 5,'"$zipf" '.about: found 5; expected a string'
refuse 'what is mistyped of exploring' '"explore": {"bounds": "small", "reders": 1},'"$zipf" \
    '.explore.reders: found an unknown key; did you mean "readers"? (known: bounds, readers, writers, '\
'reads, writes, rows, pages, nodes, faults, read-own, read-after, roads, property, properties)'
printf '{"schema": 1, %s "strategies": {"x": [{"versioned-key": {}}, {"ideal": {}}]}}' "$zipf" >perfect.json
same 'refused: a bound that could not be one' 'stalemate: perfect.json: .strategies.x: found "ideal" with '\
'a layer that puts versions into keys; expected none: at a commit it forgets the copy under the plain key' \
    "$("$stalemate" run perfect.json 2>&1)"

# Draws that are as large as can be: what would come after the end of time comes then, and all ends.
never='{"pareto": {"min": "1ms", "shape": 0.01}}'
printf '{"schema": 1, "duration": "5s", "workload": {"zipf": {"keys": 20, "rate": "100/s",
    "write-fraction": 0.1}}, "cache": {"latency": %s, "loss": 0.1}, "database": {"read": %s, "write": %s,
    "commit": %s}, "bus": {"delay": %s}, "strategies": {"key": [{"versioned-key": {}}],
    "bus": [{"ttl": {"ttl": "1s"}}, {"signal": {"via": "bus"}}], "lease": [{"lease": {}}],
    "tries": [{"delete": {"attempts": 9, "retry-pause": "20000d"}}]}}' \
    "$never" "$never" "$never" "$never" "$never" >never.json
"$stalemate" run --json never.json >never 2>err
same 'a run whose operations end after the end of time' '0 ' "$? $(cat err)"

printf '{"schema": 1, "duration": "365d", "workload": {"zipf": {"keys": 5, "rate": "1/h",
    "write-fraction": 0.02}}, "strategies": {"b": [{"ttl": {"ttl": "200d"}}]}}' >year.json
"$stalemate" run --out year year.json >out && "$stalemate" report year >out 2>err
same 'what was written of a year can be read' '0 ' "$? $(cat err)"

# option MESSAGE COMMAND...: a command line that is refused.
option() {
    message=$1
    shift
    "$stalemate" "$@" >out 2>err
    same "refused: $*" "2 stalemate: $message" "$? $(cat out err)"
}
option '--seds: found no such option; did you mean "--seeds"? (`stalemate run --help` lists all options)' \
    run --seds 3 share.json
option '--out: found nothing; expected the name of a folder' run --out '' share.json
option '--see: found the beginning of more than one option; did you mean "--seed"? (`stalemate run --help` '\
'lists all options)' run --see 3 share.json
option '--seeds: found no value; expected one (`stalemate run --help`)' run --seeds
option '--json=3: found a value; expected none (`stalemate run --help`)' run --json=3 share.json
option '-x: found no such option (`stalemate check --help` lists all options)' check -x share.json
option '--readrs: found no such option; did you mean "--readers"? (`stalemate explore --help` lists all '\
'options)' explore --strategy delete --readrs 2
option '--sede: found no such option; did you mean "--seed"? (`stalemate replay --help` lists all options)' \
    replay --sede=3 it.json

scenario '"duration": "10s", "warmup": "10%",'"$zipf" >share.json
scenario '"duration": "10s", "warmup": "1s",'"$zipf" >time.json
"$stalemate" run --csv share.json >share.csv && "$stalemate" run --csv time.json >time.csv
cmp -s share.csv time.csv
report $? 'a warm-up of a tenth of ten seconds is one second'

"$stalemate" run --json share.json time.json >both.json
same 'JSON of two scenarios is one array' '[ ]' "$(sed -n '1p;$p' both.json | tr '\n' ' ' | sed 's/ $//')"
"$stalemate" run --csv share.json time.json >both.csv
same 'CSV of two scenarios has one header' '1 '\
'7' "$(grep -c '^scenario,' both.csv) $(wc -l <both.csv | tr -d ' ')"
"$stalemate" run --json --csv share.json >out 2>err
same 'two forms at once are refused' '2 0' "$? $(wc -c <out | tr -d ' ')"
"$stalemate" run --out made share.json missing.json >out 2>err
same 'a scenario that is missing is found before another runs' '2 0 no' \
    "$? $(wc -c <out | tr -d ' ') $([ -e made ] && echo yes || echo no)"

if [ -c /dev/full ]; then
    for command in metrics strategies world workloads --help "run share.json" "run --json share.json"; do
        # shellcheck disable=SC2086  # words
        "$stalemate" $command >/dev/full 2>err
        same "a full disk is told: $command" '3 No space left on device' "$? $(sed 's/.*: //' err)"
    done
else
    skip 'a full disk is told' 'no /dev/full'
fi

printf 'time,op,key\n1,get,a\n2,get,b\n9,get,a\n' >few.csv
scenario '"workload": {"trace": {"file": "few.csv"}}, "warmup": "9s",' >bad.json
same 'a warm-up longer than the trace is refused' \
    'stalemate: found a warm-up of 9 s and a workload that ends after 8 s; expected a shorter '\
'warm-up, or nothing is measured' \
    "$("$stalemate" run bad.json 2>&1 | tail -n 1)"
scenario '"workload": {"trace": {"file": "few.csv"}}, "duration": "2s", "cache": {"capacity": '\
'"1KiB"},' >cut.json
"$stalemate" run cut.json >out 2>err
same 'a trace that is cut short, and has no sizes, is noted' \
    "stalemate: note: the workload goes on until 8s; the scenario's \"duration\" ends it at 2s
stalemate: note: the values that were read have no size, so the cache's \"capacity\" of 1KiB bounds \
nothing; \"entries\" bounds their number" \
    "$(cat err)"
scenario '"duration": "2s", "faults": [{"at": "5m", "cache-restart": {}}],'"$zipf" >late.json
same 'a fault after the end is noted' 'stalemate: note: a fault is to strike at 5m, but the run '\
'ends at 2s' \
    "$("$stalemate" run late.json 2>&1 >out)"
printf 'time,op,key\n1,set,a\n2,set,b\n9,set,a\n' >writes.csv
scenario '"workload": {"trace": {"file": "writes.csv"}},' >writes.json
"$stalemate" run writes.json >out 2>err
same 'a run without a read is noted, and no report says that none was stale' \
    '0 stalemate: note: no read was measured, so nothing that is expected or shown of reads says '\
'anything; 1 0' \
    "$? $(cat err); $(grep -c 'No read was measured' out) $(grep -c 'No read was stale' out)"

# Two requests, and decades between them.
printf 'time,op,key\n0,get,a\n1700000000,get,a\n' >epoch.csv
scenario '"workload": {"trace": {"file": "epoch.csv"}},' >epoch.json
"$stalemate" run --csv epoch.json >out
same 'idle years are passed over' '0 4' "$? $(wc -l <out | tr -d ' ')"

# A log that is not complete has not got its name.
scenario '"duration": "10d",'"$zipf" >long.json
timeout -s KILL 1 "$stalemate" run long.json --strategy it --events killed.log >/dev/null 2>&1
[ ! -e killed.log ]
report $? 'of a run that is killed no event log is left under its name'
"$stalemate" run share.json --strategy it --events - >out && grep -q ' read ' out
report $? 'an event log can go to standard output'

echo "1..$number"
