#!/bin/sh
# test_command.sh - `stalemate explore` as a user calls it: verdicts, exit status, complaints, and
# what a witness looks like in each form. TAP; STALEMATE is the program.
# shellcheck disable=SC2016  # the back quotes and dollars in single quotes are meant
set -u
LC_ALL=C
export LC_ALL
. tests/tap.sh
stalemate=${STALEMATE:?the program}
golden=$PWD/tests/golden/explore_stale_fill.txt
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 3

explore() { "$stalemate" explore "$@"; }

# ---- Verdicts: NAME, exit status and verdict, property, options.
verdict() {
    name=$1 expected=$2 property=$3
    shift 3
    found=$(explore --quiet --property "$property" "$@" 2>&1)
    status=$?
    same "$name" "$expected" "$status $(printf '%s\n' "$found" | awk -v p="$property" '$1 == p {
        $1 = ""; print substr($0, 2) }')"
}
verdict 'a stale fill is found' '1 refuted in 6 steps' no-permanent-staleness \
    --stack '[{"delete": {}}]' --reads 1 --faults none
verdict 'a time to live bounds it' '0 bounded: stale until an expiry, never for good' \
    no-permanent-staleness --stack '[{"ttl": {"ttl": "1h"}}, {"delete": {}}]' --reads 1
verdict 'no cache is never stale' '0 proved' fresh-after-commit --strategy no-cache --bounds medium
verdict 'a limit is no proof' '4 inconclusive' read-your-writes --strategy delete --bounds medium \
    --states 100
verdict 'nor is a walk' '4 inconclusive' read-your-writes --strategy delete --sample 100
verdict 'a walk can refute' '1 refuted in 9 steps' no-resurrection --strategy delete \
    --sample 2000 --changes 2 --seed 1
verdict 'few switches are enough for a stale fill' '1 refuted in 6 steps' no-resurrection \
    --strategy delete --switches 2 --faults none
verdict 'the raw road goes past a signal' '1 refuted in 6 steps' fresh-after-ack \
    --strategy signal --roads raw --faults none

# ---- Why: NAME, how many steps race and the sentences, property, options. Which of several
# witnesses of one length is told may change with the strategies' code, so steps are not compared by
# number.
because() {
    name=$1 expected=$2 property=$3
    shift 3
    same "because: $name" "$expected" "$(explore --property "$property" "$@" | awk '
        /^  \*[0-9]/ { marked++ }
        /^  because/ { on = 1; sub(/^  because/, "") }
        /^  ends by/ { on = 0 }
        on { for (i = 1; i <= NF; i++) words = words " " $i }
        END {
            gsub(/ step [0-9]+/, " step", words)
            gsub(/\(step [0-9]+\)/, "(step)", words)
            sub(/^ /, "", words)
            print marked + 0 ": " words
        }')"
}
because 'a delete before the commit' "2: the cache holds v0 under row0; reader 1 had stored it \
(step) after writer 1's delete of row0 (step); reader 1 had read it from the database (step) \
before writer 1 committed v1 (step)." no-permanent-staleness \
    --stack '[{"delete": {"when": "before-write"}}]' --faults none
because 'a message that is lost' "1: the cache holds v0 under row0; reader 1 had stored it (step) \
while it was the newest version; writer 1's message (step) was lost." no-permanent-staleness \
    --stack '[{"signal": {"via": "bus"}}]' --reads 1
because 'a message that is late' "2: the cache held v0 under row0 (step); reader 1 had stored it \
(step) while it was the newest version; writer 1's message (step) had not been handled." \
    fresh-after-ack \
    --stack '[{"signal": {"via": "bus"}}]' --faults none
because 'messages that overtake one another' "2: the cache holds v1 under row0; message 1 had \
stored it (step) after message 2's store under row0 (step)." no-permanent-staleness \
    --stack '[{"signal": {"via": "bus", "action": "set"}}]' --readers 0 --writes 2 --faults none
because 'what else goes wrong' "2: the cache holds v0 under row0; reader 1 had stored it (step) after \
writer 1's delete of row0 (step); reader 1 had read it from the database (step) before writer 1 \
committed v1 (step); on the way writer 1 crashed (step)." no-permanent-staleness \
    --strategy delayed-double-delete --faults crash=1
because 'the road of a write that has ended, though its writer reads' "2: the cache held v0 under \
row0:3600001 (step); reader 1 had stored it (step) while it was the newest version; writer 1 committed \
v1 (step) by the raw road, on which none of the application's code runs." read-your-writes \
    --strategy versioned-key --roads raw --read-after --faults none
because 'a bump that finds no counter' "1: the cache holds v1 under row0:3600001; writer 1 had stored \
it (step) while it was the newest version; writer 2's look for row0.version (step) found nothing, for \
the cache had lost it (step)." no-permanent-staleness --stack '[{"versioned-key": {"bump": "get-set"}}]' \
    --bounds medium --readers 1 --read-after --faults eviction=1
because 'a crash' "1: the cache holds v0 under row0; reader 1 had stored it (step) while it was the \
newest version; writer 1 crashed (step) before it had invalidated it." no-permanent-staleness \
    --strategy delete --faults crash=1
because 'a torn page' "2: the database answered with v0, torn (step); reader 1 read its first half \
(step) before writer 1 committed v1 (step), and its second half (step) after it." no-torn-aggregate \
    --strategy delete --pages 1
same 'because: a process that remembers' yes "$(explore --nodes 2 --faults none \
    --stack '[{"versioned-key": {"memo-ttl": "1m"}}]' --property no-permanent-staleness |
    awk '/^  because/ { on = 1 } /^  ends by/ { on = 0 } on { words = words " " $0 }
        END { gsub(/ +/, " ", words)
              print words ~ /memory of the version|still remembers the version/ ? "yes" : words }')"
because 'a value that is carried along' "0: the cache holds v0 under row0:3600002; writer 1 had \
stored it (step) after writer 1 committed v1 (step); writer 1 had found it in the cache under \
row0:3600001 (step)." no-permanent-staleness --faults none \
    --stack '[{"versioned-key": {"bump": "carry"}}]'
because 'a counter that was lost' "1: the cache holds v0 under row0:1; reader 1 had stored it \
(step) while it was the newest version; writer 1's increment of row0.version (step) left the entry \
in place, and the cache lost the counter after it (step), so that it begins anew." \
    no-permanent-staleness --faults eviction=1 --stack '[{"versioned-key": {"seed": "one"}}]'
because 'a counter that was lost before' "1: the cache held v0 under row0:1 (step); reader 1 had \
stored it (step) while it was the newest version; writer 1's increment of row0.version (step) \
found nothing, for the cache had lost it (step)." fresh-after-ack --faults eviction=1 \
    --switches 0 --stack '[{"versioned-key": {"seed": "one"}}]'
because 'a value that is not committed' "2: the cache held writer 1's open value under row0 (step); \
writer 1 had stored it (step)." no-uncommitted-value --faults none \
    --stack '[{"signal": {"when": "pre-commit", "action": "set"}}]'
because 'two loads' "2: reader 1 is loading row0 since step, and has not ended; reader 2 goes to \
load it as well after step: nothing made it wait." \
    single-loader --strategy delete --readers 2 --faults none
because 'a token that nobody will use' "1: reader 1 has the token (step), and crashed (step)." \
    progress --stack '[{"lease": {}}]' --faults crash=1
because 'names that are shared' "0: the cache holds row0 v0 under row0; reader 1 had stored it \
(step); it did so for row0, which goes by the same name." no-permanent-staleness \
    --rows 2 --writers 0 --reads 2 \
    --stack '[{"shared-name": {}}]'

# ---- What ends it: NAME, the sentence, property, options.
ends() {
    name=$1 expected=$2 property=$3
    shift 3
    same "ends by: $name" "$expected" "$(explore --property "$property" "$@" | awk '
        /^  ends by/ { on = 1; sub(/^  ends by/, "") }
        /^  kept by/ { on = 0 }
        on { for (i = 1; i <= NF; i++) words = words (words == "" ? "" : " ") $i }
        END { gsub(/\(step [0-9]+\)/, "(step)", words); print words }')"
}
ends 'the write that is under way' 'what writer 1 has yet to do, perhaps.' fresh-after-commit \
    --strategy delete --faults none
ends 'a message that nobody has begun to handle' \
    'the message that writer 1 sent (step), when it is handled.' fresh-after-ack \
    --stack '[{"signal": {"via": "bus"}}]' --faults none
ends 'a task for later' \
    'the task that writer 1 left for later (step), when it runs; otherwise the entry'"'"'s expiry.' \
    read-your-writes --read-after --faults none \
    --stack '[{"ttl": {"ttl": "1h"}}, {"delayed-double-delete": {}}]'
ends 'an expiry' "the entry's expiry." fresh-after-ack --faults none \
    --stack '[{"ttl": {"ttl": "1h"}}]'

# ---- What is refused: NAME, message, options. Exit status 2, nothing on standard output.
refuse() {
    name=$1 expected=$2
    shift 2
    found=$(explore "$@" 2>complaint)
    same "refused: $name" "2  stalemate: $expected" "$? $found $(cat complaint)"
}
refuse 'a property that there is not' \
    '--property: found no property "monotonic-read"; did you mean "monotonic-reads"?' \
    --strategy delete --property monotonic-read
refuse 'a fault that there is not' '--faults: found no fault "lots"; did you mean "lost"?' \
    --strategy delete --faults lots=1
refuse 'too much of a fault' '--fault: found "9"; expected a whole number from 0 to 6' \
    --strategy delete --fault crash=9
refuse 'bounds that there are not' '--bounds: found no bounds "smal"; did you mean "small"?' \
    --strategy delete --bounds smal
refuse 'a road that there is not' '--roads: found no road "rw"; did you mean "raw"?' \
    --strategy delete --roads save,rw
refuse 'too many clients' 'found 10 clients; expected 1 to 8' --strategy delete --readers 8 \
    --writers 2
refuse 'a torn page where there is none' '--property: found only no-torn-aggregate, in a world '\
'without pages; expected --pages 1, say' --strategy delete --property no-torn-aggregate
refuse 'nor in a matrix' '--property: found none that can be asked in these worlds; '\
'no-torn-aggregate needs --world page' --matrix --strategy delete --world plain \
    --property no-torn-aggregate
refuse 'more pages than rows' 'found 2 pages; expected 0 to 1' --strategy delete --pages 2
refuse 'a strategy that there is not' '--strategy: found no strategy "delet"; did you mean '\
'"delete"? (`stalemate strategies` lists them)' --strategy delet
refuse 'a layer that there is not' '--stack: [0].delte: found no strategy of that name; did you '\
'mean "delete"? (`stalemate strategies` lists them)' --stack '[{"delte": {}}]'
explore --stack '[{"delete"' >out 2>complaint
same 'refused: no JSON' '2 0' "$? $(wc -c <out | tr -d ' ')"

# ---- Scenarios: their strategies without the bounds, and their own bounds of a search.
cat >scenario.json <<'JSON'
{"schema": 1, "workload": {"trace": {"file": "there-is-none.csv"}},
 "strategies": {"mine": [{"delete": {}}], "<b>&": [{"ttl": {"ttl": "1h"}}]},
 "explore": {"bounds": "medium", "readers": 1, "faults": "none", "read-after": true}}
JSON
explore scenario.json --quiet --property read-your-writes --out out-one >found
same 'the strategies of a scenario' '1 mine <b>&' "$? $(grep -v '^ ' found | tr -s '\n' ' ' |
    sed 's/ $//')"
same 'its bounds' 1 "$(sed -n 2,3p found | tr -d '\n' |
    grep -c '1 reader with 2 reads, 2 writers of 1 write each, and read once more')"
explore scenario.json --strategy ideal --quiet --property fresh-after-commit >found
same 'a bound when it is named' '0 ideal' "$? $(head -n 1 found)"
sed 's/"readers"/"reader"/' scenario.json >wrong.json
refuse 'a key that there is not' 'wrong.json: .explore.reader: found an unknown key; did you mean '\
'"readers"? (known: bounds, readers, writers, reads, writes, rows, pages, nodes, faults, read-own, '\
'read-after, roads, property, properties)' wrong.json

# ---- Forms.
explore --strategy delete --bounds medium --jobs 1 --json >one
explore --strategy delete --bounds medium --jobs 2 --json >two
cmp -s one two
report $? 'the same bytes for one thread and for two'

explore --strategy delete --reads 1 --faults none --property no-permanent-staleness >found
diff "$golden" found >difference
report $? 'the text of a stale fill'
sed 's/^/# /' difference

again=$(sed -n 's/^  again *stalemate //p' found)
eval "\"\$stalemate\" $again" | sed 1d >second
sed 1d found | cmp -s - second
report $? 'the command of a witness shows it again'

explore --strategy delete --mermaid >found
same 'a Mermaid diagram' sequenceDiagram "$(head -n 1 found)"

# Every element is closed, in order, and what is no markup holds no bare < or &.
well_formed='
    { text = text $0 "\n" }
    END {
        while ((at = index(text, "<")) > 0) {
            if (substr(text, 1, at - 1) ~ /&([^alg]|$)/) exit 1
            text = substr(text, at + 1)
            end = index(text, ">")
            if (end == 0) exit 1
            tag = substr(text, 1, end - 1); text = substr(text, end + 1)
            if (tag ~ /</) exit 1
            name = tag; sub(/[ \/].*/, "", name)
            if (tag ~ /^\//) { name = substr(tag, 2); if (open[depth--] != name) exit 1 }
            else if (tag !~ /\/$/) open[++depth] = name
        }
        exit depth != 0 || elements < 0
    }'
explore --strategy delete --svg >found
awk "$well_formed" found && head -c 4 found | grep -q '<svg'
report $? 'an SVG picture is well-formed'
awk "$well_formed" out-one/02-b-*.svg
report $? 'and so is that of a strategy with markup in its name'
same 'a witness in four forms, and all in explore.json' 'json mmd svg txt 1' "$(
    for file in out-one/01-mine-read-your-writes.*; do printf '%s ' "${file##*.}"; done
    grep -c '"explorations"' out-one/explore.json)"

# ---- What is proved only since nobody could break it is told.
same 'nobody reads what it wrote' 'proved vacuously: no client reads what it wrote' \
    "$(explore --quiet --strategy delete --faults none | sed -n 's/^  read-your-writes *//p')"
same 'and who does, can' 'refuted in 7 steps' \
    "$(explore --quiet --strategy delete --faults none --read-after | sed -n 's/^  read-your-writes *//p')"
same 'and so it is in JSON' 2 "$(explore --json --strategy delete --faults none | grep -c '"vacuous": ')"

# ---- Lanes as wide as the terminal.
explore --strategy delete --faults none --property no-resurrection >narrow
COLUMNS=140 explore --strategy delete --faults none --property no-resurrection >broad
same 'lanes grow with the terminal' 'wide' "$(awk '/^ +[*]?[0-9]/ && length($0) > 80 && length($0) <= 140 {
    print "wide"; exit }' broad)"
same 'and else fit 80 columns' '' "$(awk '/^ +[*]?[0-9]/ && length($0) > 80' narrow)"

# ---- Properties from a scenario, and from the command line instead.
printf '{"schema": 1, "strategies": {"it": [{"delete": {}}]}, "explore": {"faults": "none",
    "properties": ["single-loader", "progress"]}}' >asks.json
same 'a scenario says what is asked' 'progress single-loader' "$(explore --quiet asks.json |
    awk '$2 == "proved" { print $1 }' | sort | tr '\n' ' ' | sed 's/ $//')"
same 'unless the command line does' 'progress' "$(explore --quiet asks.json --property progress |
    awk '$2 == "proved" { print $1 }')"
sed 's/progress/progres/' asks.json >misses.json
same 'a property that is none' \
    '.explore.properties[1]: found no property "progres"; did you mean "progress"?' \
    "$(explore misses.json 2>&1 | sed 's/^stalemate: //; s/^[a-z]*.json: //')"

# ---- Options that do not go together: MESSAGE, options.
clash() {
    expected=$1
    shift
    found=$(explore --strategy delete "$@" 2>&1)
    same "refused: $*" "2 stalemate: $expected" "$? $found"
}
clash 'found two of --json, --markdown, --mermaid and --svg; expected one form (--out DIR writes all)' \
    --json --svg
clash '--deep: found --sample as well, which makes walks and no search; expected one of them' \
    --sample 9 --deep
clash '--flip: found "x" for delete.attempts=x; expected a whole number' --flip delete.attempts=x
clash '--seed: found no --sample; expected it as well: a search draws nothing' --seed 3
clash 'missing.json: cannot be opened: No such file or directory' --matrix --baseline missing.json

echo "1..$number"
