#!/bin/sh
# test_matrix.sh - `stalemate explore --matrix` and `--flip`: the verdicts, every form, what a baseline
# finds, and that docs/matrix.md is what is found today. TAP; STALEMATE is the program. After a
# change of a verdict,
#
#     DOCS_UPDATE=1 STALEMATE=build/release/stalemate sh tests/explore/test_matrix.sh
#
# writes what is found now into docs/matrix.md; read the difference before you keep it.
# shellcheck disable=SC2016  # the dollars in single quotes are awk's
set -u
LC_ALL=C
export LC_ALL
. tests/tap.sh
stalemate=${STALEMATE:?the program}
case $stalemate in /*) ;; *) stalemate=$PWD/$stalemate ;; esac
page=$PWD/docs/matrix.md
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 3

explore() { "$stalemate" explore "$@"; }

# ---- A small matrix: its verdicts.
cat >scenario.json <<'JSON'
{"schema": 1, "workload": {"trace": {"file": "there-is-none.csv"}},
 "strategies": {
    "old <b>&\"'": [{"delete": {}}],
    "lease": [{"lease": {"tries": 1}}, {"delete": {}}],
    "row": [{"versioned-key": {"source": "row"}}]},
 "explore": {"readers": 1, "writers": 1, "writes": 1, "nodes": 1, "faults": "crash=3"}}
JSON
small() { explore scenario.json --matrix --world plain --world lost --world raw "$@"; }
small --jobs 1 --out out >text
same 'exit status of a matrix in which something is refuted' 1 $?
same 'the first world that breaks a guarantee' 'lease lost plain lost lost - - - plain ~' \
    "$(awk '$1 == "lease" { $1 = $1; print; exit }' text)"
same 'the row'\''s version keeps all but the herd' 'row - - - - - - - plain -' \
    "$(awk '$1 == "row" { $1 = $1; print; exit }' text)"
same 'a world by itself shows who loses something there' lease \
    "$(awk '/^lost:/ { on = 1; next } /^$/ { on = 0 } on && /^[a-z]/ { print $1 }' text)"
same 'a scenario'\''s faults are not the worlds'\''' 0 "$(grep -c '"crash": [1-9]' out/matrix.json)"
same 'nothing is wider than a terminal' 0 "$(awk 'length($0) > 80' text | wc -l | tr -d ' ')"
small --jobs 1 --quiet | cmp -s - text
same 'quiet: only the first table' 1 $?

explore --matrix --world plain --strategy 'lease + delete' --property fresh-after-ack --states 10 >found
same 'a limit is no proof, and a row is found by its name' '4 lease + delete ?' \
    "$? $(awk '/^lease/ { $1 = $1; print; exit }' found)"
explore --matrix --world plain --strategy 'lease + delete' --property fresh-after-ack >found
same 'all proved' '0 lease + delete -' "$? $(awk '/^lease/ { $1 = $1; print; exit }' found)"

# Every verdict of the matrix is what the same search says by itself.
for world in plain lost raw; do
    case $world in
    plain) options='--faults none' ;;
    lost) options='--faults lost=1' ;;
    raw) options='--faults none --roads save,raw' ;;
    esac
    # shellcheck disable=SC2086
    same "the cells of $world are what explore says" "$(explore --bounds medium --readers 1 --writers 1 \
        --nodes 1 --read-after $options --quiet --stack '[{"lease": {"tries": 1}}, {"delete": {}}]' |
        sed '/^  keeps /d; s/ ([a-z-]* keeps it)$//' |
        awk '$2 ~ /^(proved|bounded|refuted|inconclusive)/ { sub(/:/, "", $2); print $1, $2, $4 }' |
        sed 's/ until$//; s/ an$//; s/ nothing$//; s/ $//')" \
        "$(awk -v world="\"$world\":" '/"strategy"/ { on = /"lease"/ } on && $1 == world' out/matrix.json |
        grep -oE '"[a-z-]+": \{"verdict": "[a-z]+"(, "steps": [0-9]+)?' |
        sed 's/": {"verdict": "/ /; s/, "steps": / /; s/"//g; s/\(bounded\) .*/\1/')"
done

# ---- Forms.
small --jobs 1 --json >one
small --jobs 2 --json >two
cmp -s one two && cmp -s one out/matrix.json
report $? 'the same bytes for one thread and for two, on standard output and in a file'
small --markdown >found
cmp -s found out/matrix.md
report $? 'Markdown'
same 'Markdown: nothing of a name is markup' 0 "$(grep -c '<b>' out/matrix.md)"
well_formed='
    { text = text $0 "\n" }
    END {
        while ((at = index(text, "<")) > 0) {
            if (substr(text, 1, at - 1) ~ /&([^a-z#]|$)/) exit 1
            text = substr(text, at + 1)
            end = index(text, ">")
            if (end == 0) exit 1
            tag = substr(text, 1, end - 1); text = substr(text, end + 1)
            if (tag ~ /</) exit 1
            name = tag; sub(/[ \/].*/, "", name)
            if (name == "!DOCTYPE" || name == "meta") continue
            if (tag ~ /^\//) { name = substr(tag, 2); if (open[depth--] != name) exit 1 }
            else if (tag !~ /\/$/) open[++depth] = name
        }
        exit depth != 0
    }'
awk "$well_formed" out/matrix.html
report $? 'the page is well-formed'
same 'the page: nothing of a name is markup' 0 "$(grep -c '<b>' out/matrix.html)"
same 'the page needs nothing else, and no script' 0 \
    "$(grep -v 'xmlns=' out/matrix.html | grep -ciE '<script|<link|https?:|@import|url\(| src=')"
grep -oE 'href="#[^"]*"' out/matrix.html | sed 's/.*#//; s/"//' | sort -u >links
grep -oE ' id="[^"]*"' out/matrix.html | sed 's/.*id="//; s/"//' | sort >ids
same 'every link of the page leads somewhere' '' "$(comm -23 links ids)"
same 'and every witness is linked once or more' '' "$(comm -13 links ids)"
same 'no two places have the same name' '' "$(uniq -d ids)"
grep -oE '"witness": "[^"]*"' out/matrix.json | sed 's/.*: "//; s/"//' | sort -u >named
same 'a witness in four forms for each that matrix.json names' '' "$(while IFS= read -r name; do
    for ending in txt json mmd svg; do
        [ -s "out/witnesses/$name.$ending" ] || echo "$name.$ending"
    done
done <named)"
same 'and no others' "$(wc -l <named | tr -d ' ')" "$(find out/witnesses -name '*.txt' | wc -l | tr -d ' ')"

# ---- Baselines: NAME, exit status and what is told, edit of the saved matrix, options.
baseline() {
    name=$1 expected=$2 edit=$3
    shift 3
    sed "$edit" out/matrix.json >saved.json
    small --quiet --baseline saved.json "$@" >/dev/null 2>told
    same "baseline: $name" "$expected" "$? $(sed 's/ in [0-9]* steps//' told | tr '\n' ';')"
}
baseline 'the same' '0 ' ''
baseline 'a verdict' '1 row, lost, fresh-after-ack: was refuted, is proved;1 difference from saved.json;' \
    '/"strategy": "row"/,$ { /"lost":/ s/\("fresh-after-ack": {"verdict": \)"proved"/\1"refuted"/; }'
baseline 'a strategy that was not there, and one that is gone' '1 row: this strategy was not there;'\
'other: this strategy is not there;2 differences from saved.json;' 's/"strategy": "row"/"strategy": "other"/'
baseline 'narrowed, it does not miss what is beyond' '0 ' '' --strategy row --property fresh-after-ack
baseline 'other bounds' '1 plain: this world had other bounds;1 difference from saved.json;' \
    '/"world": "plain"/ s/"readers": 1/"readers": 2/'
same 'steps are no difference' '0 ' "$(sed 's/"steps": [0-9]*/"steps": 99/' out/matrix.json >saved.json
    small --quiet --baseline saved.json 2>&1 >/dev/null; echo "$? ")"

# ---- What is refused: NAME, message, options. Exit status 2, nothing on standard output.
refuse() {
    name=$1 expected=$2
    shift 2
    found=$(explore "$@" 2>complaint)
    same "refused: $name" "2  stalemate: $expected" "$? $found $(cat complaint)"
}
refuse 'a world that there is not' '--world: found no world "plane"; did you mean "plain"?' \
    --matrix --world plane
refuse 'faults beside worlds' '--faults: found --matrix, whose worlds have their own; expected --world '\
'to choose among them' --matrix --faults lost=1
refuse 'a world without a matrix' '--world: found no --matrix; expected it as well' \
    --strategy delete --world lost
refuse 'nothing' 'found nothing to explore; expected a scenario, --strategy, --stack or --matrix (try '\
'`stalemate explore --help`)'
echo '{"schema": 1, "explorations": []}' >other.json
explore --matrix --strategy no-cache --world plain --baseline other.json --quiet >found 2>complaint
same 'refused: a baseline that is none' '2 stalemate: other.json: found no "kind"; expected a matrix.json '\
'of `stalemate explore --matrix`' "$? $(cat complaint)"
refuse 'a knob that there is not' '--flip: found no knob "attempt" of delete; did you mean "attempts"? '\
'(`stalemate strategies delete` lists them)' --strategy delete --flip delete.attempt
refuse 'a layer that the stack does not have' '--flip: found no layer "lease" in delete; expected one' \
    --strategy delete --flip lease.tries
refuse 'a duration that is never zero' '--flip: found ttl.ttl, a duration that is never zero; the '\
'explorer has no clock, and makes no difference between others' --strategy ttl --flip ttl.ttl
refuse 'no knob' '--flip: found "delete"; expected LAYER.KNOB, such as delete.attempts, or '\
'LAYER.KNOB=VALUE,VALUE' --strategy delete --flip delete

# ---- Knobs: NAME, verdicts and the value at which they flip, property, knob, options.
flip() {
    name=$1 expected=$2 property=$3 knob=$4
    shift 4
    same "flip: $name" "$expected" "$(explore --flip "$knob" --property "$property" "$@" |
        awk -v p="$property" '$1 == p { on = 1; $1 = "" } on { $1 = $1; line = line " " $0 }
            END { sub(/^ */, "", line); print line }')"
}
flip 'a second attempt is enough for one loss' \
    'refuted with 1; proved with 2, 3, 4, 5, 6 it flips at 2' no-permanent-staleness delete.attempts \
    --stack '[{"lease": {}}, {"delete": {}}]' --faults lost=1
flip 'for two losses a third' 'refuted with 1, 2; proved with 3 it flips at 3' \
    no-permanent-staleness delete.attempts=1,2,3 --stack '[{"lease": {}}, {"delete": {}}]' \
    --faults lost=2
flip 'attempts do not help a slow fill' 'refuted with all of them' no-permanent-staleness \
    delete.attempts --strategy delete --faults none
flip 'what remembers' 'proved with 0s; refuted with 1s it flips at 1s' fresh-after-ack \
    versioned-key.memo-ttl --strategy versioned-key --faults none --nodes 2
flip 'where a counter begins' 'refuted with one; proved with time, random it flips at time' \
    no-permanent-staleness versioned-key.seed --strategy versioned-key --faults eviction=1
explore --flip delete.when --stack '[{"lease": {}}, {"delete": {}}]' --faults none --json >found
same 'flip: as JSON' '0 "after-commit"' \
    "$? $(grep -o '"no-permanent-staleness": "after-commit"' found | sed 's/.*: //')"

# ---- The book. The part between two marks is what the program prints; cells are compared one by one.
cells='
    /^#/ { heading = $0; sub(/^#+ */, "", heading) }
    /^\|---/ { next }
    /^\| strategy \|/ { n = split($0, column, " [|] "); next }
    /^\|/ && n > 0 {
        split($0, cell, " [|] "); row = cell[1]; sub(/^\| /, "", row)
        for (i = 2; i < n + 1; i++) { value = cell[i]; sub(/ *\|$/, "", value)
            print heading ": " row ", " column[i] "=" value }
    }
    !/^\|/ { n = 0 }'
explore --matrix --markdown --out all >today
find all/witnesses -name '*.json' -exec "$stalemate" replay --quiet {} + >replayed
same 'the simulator agrees with every witness' \
    "$(find all/witnesses -name '*.json' | wc -l | tr -d ' ')" "$(grep -c 'the same way' replayed)"
if [ -n "${DOCS_UPDATE:-}" ] && [ -f "$page" ]; then
    awk '/^<!-- matrix -->/ {
            print; print ""; while ((getline line < "today") > 0) print line; print ""; on = 1
        }
        /^<!-- end -->/ { on = 0 } !on && !/^<!-- matrix -->/' "$page" >new.md && cat new.md >"$page"
fi
# What its prose says of the table.
first() {
    awk '/^## The/ { exit }
        /^\| / { sub(/^\| /, ""); sub(/ \|$/, ""); gsub(/[*\\]/, ""); print }' today
}
same 'the row'\''s version stands whatever fails, but for a transaction to itself' '- - - own - -' \
    "$(first | awk -F ' [|] ' '$1 == "key: row'\''s version" { print $2, $3, $4, $5, $6, $9 }')"
same 'a time to live that is not begun anew ends all staleness' '~' \
    "$(first | awk -F ' [|] ' '$1 ~ /^ttl( [+]|$)/ { print $2 }' | sort -u)"
same 'nothing keeps two readers from loading at once, where a load takes two steps' '' \
    "$(first | awk -F ' [|] ' 'NF == 11 && $10 == "-" { print $1 }')"
same 'what stands while nothing fails' 'cas;generation;key: counter;key: counter from 1;key: get and set;'\
'key: random counter;key: row'\''s version;lease + delete;lease + recheck;ttl + cas;ttl + key: counter;'\
'ttl + lease + delete;' \
    "$(awk -F ' [|] ' '/^### With plain/ { on = 1 } /^### With crowd/ { on = 0 }
        on && NF == 11 && $2 == "-" && $4 == "-" && $1 !~ /no-cache|ideal/ { print substr($1, 3) }' today |
        sort | tr '\n' ';')"
awk '/^<!-- end -->/ { on = 0 } on; /^<!-- matrix -->/ { on = 1 }' "$page" | sed '1d;$d' >book
awk "$cells" book >book.cells
awk "$cells" today >today.cells
same 'the book has as many cells as a matrix has' yes \
    "$([ "$(wc -l <book.cells)" -ge 300 ] && echo yes)"
diff book.cells today.cells >difference
report $? 'every cell of docs/matrix.md is what is found today'
sed 's/^/# /' difference | head -n 100
cmp -s book today
report $? 'and so is all that stands around them'

echo "1..$number"
