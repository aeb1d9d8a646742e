#!/bin/sh
# trace_command.sh - `stalemate trace` as a user calls it: what it prints, its exit status, and that
# it leaves no half-written file. TAP; STALEMATE is the program, TRACES a folder of real traces, or
# empty.
set -u
LC_ALL=C
export LC_ALL
. tests/tap.sh
stalemate=${STALEMATE:?the program}
traces=${TRACES:-}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 3

# What is refused: NAME, file, expected message; the exit status is 2 and there is no output.
refuse() {
    found=$("$stalemate" trace convert "$2" out.stalemate 2>&1)
    status=$?
    left=0
    for file in out.stalemate*; do [ ! -e "$file" ] || left=$((left + 1)); done
    same "refused: $1" "2 0 stalemate: $3" "$status $left $found"
}

printf 'time,client,op,key,size,ttl\n1,u,get,a,5,0\n1,v,set,"b,c",6,60\n2,u,delete,a,0,0\n' >small.csv

"$stalemate" trace info small.csv >info.file && "$stalemate" trace info - <small.csv >info.pipe
same 'info counts' 'rows 3 keys 2 clients 2' "$(awk '$1 == "rows" || $1 == "keys" || $1 == "clients" {
    printf "%s%s %s", sep, $1, $2; sep = " " }' info.file)"
sed 1d info.file >a && sed 1d info.pipe >b && cmp -s a b
report $? 'standard input says what the file says'

for packer in zstd gzip; do
    if command -v $packer >/dev/null; then
        { head -n 2 small.csv | $packer -c; tail -n +3 small.csv | $packer -c; } >packed
        "$stalemate" trace info packed | sed 1d | cmp -s - a
        report $? "two $packer streams in a row are one trace"
    else
        skip "two $packer streams in a row are one trace" "no $packer"
    fi
done

"$stalemate" trace convert small.csv one.stalemate >told
same 'convert tells what it did' "one.stalemate: 3 requests, 2 keys, 2 clients, from small.csv (csv)
  times are whole seconds: 1 requests were spread within their second" \
    "$(sed 's/ (--same-second keep leaves them)$//' told)"
{ echo 'TIME, Client ,Op,Key,Size,Ttl' && sed 1d small.csv; } >capitals.csv
"$stalemate" trace convert capitals.csv two.stalemate >/dev/null && cmp -s one.stalemate two.stalemate
report $? 'names of columns in capitals and with blanks are the same names'
{ echo 'tme,op,key' && echo '1,get,a'; } >typo.csv
found=$("$stalemate" trace info typo.csv 2>&1)
same 'a header that is none is shown' "$? ${found%%or its name*}" \
    '2 stalemate: typo.csv: its format cannot be told from its bytes (it begins with "tme,op,key") '
"$stalemate" trace convert --compress one.stalemate packed.stalemate >/dev/null &&
    "$stalemate" trace convert packed.stalemate two.stalemate >/dev/null && cmp -s one.stalemate two.stalemate
report $? 'converted, compressed and converted again: the same bytes'
"$stalemate" trace convert - three.stalemate <small.csv >/dev/null && cmp -s one.stalemate three.stalemate
report $? 'converted from a pipe: the same bytes'
"$stalemate" trace convert small.csv - 2>told | cmp -s one.stalemate - && grep -q '^-: 3 requests' told
report $? 'converted into a pipe: the same bytes, and what is told stands elsewhere'
same 'head of the converted file has ids' 'time,client,op,key,size,ttl,count
1.000000000,1,get,0,5,0,1
1.500000000,2,set,1,6,60,1
2.000000000,1,delete,0,0,0,1' "$("$stalemate" trace head one.stalemate)"
same 'head of text has names, and is a csv trace itself' "$("$stalemate" trace head -n all small.csv)" \
    "$("$stalemate" trace head -n all small.csv | "$stalemate" trace head -)"
same 'head -n' 2 "$("$stalemate" trace head -n 1 one.stalemate | wc -l | tr -d ' ')"

cp small.csv itself.csv && found=$("$stalemate" trace convert itself.csv ./itself.csv 2>&1)
same 'a trace is not written over itself' \
    '2 stalemate: ./itself.csv: found the same file as what is read and what is written; expected '\
'another: what was converted would be lost' \
    "$? $found"
cmp -s small.csv itself.csv
report $? 'and is what it was'
awk 'BEGIN { for (i = 0; i < 300; i++) printf "%08d,k%09d\n", 1000000 + i, i }' >text.bin
refuse 'text that could be numbers' text.bin \
    'text.bin: its format cannot be told from its bytes (it begins with "01000000,k000000000") or its '\
'name: choose a format out of: stalemate, csv, twitter, meta-kv, meta-block, meta-bigcache, '\
'cloudphysics, oracle-general, oracle-general-opns, twr, twrns, vscsi'
printf 'key,time,time\na,1,2\n' >twice.csv
refuse 'a column twice' twice.csv 'twice.csv:1: the header names the columns 2 and 3 both time'

printf 'time,op,key\n5,get,a\n4,get,b\n' >back.csv
refuse 'time that runs back' back.csv \
    "back.csv:3: time: found one 1s before an earlier row's; allowed: at most 0s (sort-window)"
"$stalemate" trace convert --sort-window 1s back.csv sorted.stalemate >/dev/null
report $? 'time that runs back within the window is sorted'
printf 'time,op,key\n5,fetch,a\n' >op.csv
refuse 'an unknown operation' op.csv 'op.csv:2: op: found "fetch"; allowed: one of: get gets set add'\
' replace cas append prepend delete incr decr get_lease set_lease'
printf 'time,key,size\n5,a,-1\n' >size.csv
refuse 'a negative size' size.csv \
    'size.csv:2: size: found "-1"; allowed: a whole number from 0 to 4294967295'
printf 'time,key\nNaN,a\n' >nan.csv
refuse 'a time that is no number' nan.csv \
    'nan.csv:2: time: found "NaN"; allowed: a decimal number such as 1585119589 or 12.25'
: >empty.csv
refuse 'an empty file' empty.csv 'empty.csv: empty; a trace has at least one request'
printf 'time,key\n' >header.csv
refuse 'a header alone' header.csv 'header.csv: has no request; 0 rows were skipped'
refuse 'no file' nowhere.csv 'nowhere.csv: No such file or directory'
mkdir folder.csv
refuse 'a folder' folder.csv 'folder.csv: this is a folder, not a trace'
head -c 200 one.stalemate >cut.stalemate
refuse 'a truncated trace of our own' cut.stalemate \
    'cut.stalemate: byte 200: truncated within block 1 of 1'
printf 'ab\033]0;x\n' >escape.csv
case $("$stalemate" trace info --format csv escape.csv 2>&1) in
*"$(printf '\033')"*) report 1 'control characters of a file do not reach the terminal' ;;
*) report 0 'control characters of a file do not reach the terminal' ;;
esac

echo '3,a,1,10,7,get,0' >headless
same 'several traces as one are of all their formats' 'format            csv, twitter' \
    "$("$stalemate" trace info --together small.csv headless headless 2>&1 | grep '^format')"

echo old >out.stalemate
"$stalemate" trace convert back.csv out.stalemate 2>/dev/null
same 'a failure leaves the old file' 'old' "$(cat out.stalemate)"
rm out.stalemate
found=$("$stalemate" trace convert small.csv /dev/null 2>&1)
same 'a device is not replaced' "$? $found" \
    '2 stalemate: /dev/null: found no plain file; expected one, or - for standard output'
found=$("$stalemate" trace cnvert 2>&1)
same 'a command that is not known' "$? ${found%;*}" \
    '2 stalemate: trace has no command "cnvert"; did you mean "convert"?'
"$stalemate" trace convert --sort-window 5 small.csv out.stalemate >/dev/null 2>err
same 'a quantity without its unit' 2 $?
"$stalemate" trace info --compress small.csv >/dev/null 2>&1
same 'an option of another command' 2 $?
"$stalemate" trace convert small.csv >/dev/null 2>&1
same 'a name too few' 2 $?
for command in '' info convert head generate formats; do
    # shellcheck disable=SC2086
    "$stalemate" trace $command --help >help 2>err && [ -s help ] && [ ! -s err ]
    report $? "trace $command --help"
done
if [ -w /dev/full ]; then
    "$stalemate" trace head small.csv >/dev/full 2>/dev/null
    same 'a full disk' 3 $?
else
    skip 'a full disk' 'no /dev/full'
fi
if command -v python3 >/dev/null; then
    "$stalemate" trace info --json small.csv one.stalemate |
        python3 -c 'import json, sys; a, b = json.load(sys.stdin); assert a["rows"] == b["rows"] == 3
assert list(a) == sorted(a) and a["ops"] == {"delete": 1, "get": 1, "set": 1}'
    report $? 'info --json is JSON with sorted keys'
else
    skip 'info --json is JSON with sorted keys' 'no python3'
fi

cat >scenario.json <<'END'
{"seed": 7, "duration": "2s",
 "workload": {"zipf": {"keys": 1000, "alpha": 0.9, "rate": "2000/s", "write-fraction": 0.1}}}
END
cat >again.json <<'END'
{"seed": 8, "duration": "2s", "workload": {"trace": {"file": "g1.stalemate"}}}
END
"$stalemate" trace generate scenario.json g1.stalemate >/dev/null &&
    "$stalemate" trace generate scenario.json g2.stalemate >/dev/null && cmp -s g1.stalemate g2.stalemate
report $? 'generate: the same scenario and seed, the same bytes'
"$stalemate" trace generate again.json g3.stalemate >/dev/null && cmp -s g1.stalemate g3.stalemate
report $? 'generate: a replayed trace gives itself'
"$stalemate" trace generate --seed 9 scenario.json g4.stalemate >/dev/null &&
    ! cmp -s g1.stalemate g4.stalemate
report $? 'generate: another seed, other bytes'

real=$traces/cloudphysics_io.vscsi.zst
if [ -n "$traces" ] && [ -r "$real" ]; then
    "$stalemate" trace convert "$real" real.stalemate >/dev/null
    "$stalemate" trace head -n all "$real" | cut -d , -f 1,2,3,5- >a
    "$stalemate" trace head -n all real.stalemate | cut -d , -f 1,2,3,5- | cmp -s - a
    report $? 'a real trace, converted, is the same but for the names of its keys'
    "$stalemate" trace info "$real" | sed 1,2d >a
    "$stalemate" trace info real.stalemate | sed 1,2d | cmp -s - a
    report $? 'and has the same statistics'
else
    skip 'a real trace, converted, is the same but for the names of its keys' 'no real traces'
    skip 'and has the same statistics' 'no real traces'
fi
echo "1..$number"
