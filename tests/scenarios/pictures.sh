#!/bin/sh
# pictures.sh - whatever is measured can be drawn: the pictures of each of the project's own scenarios.
set -u
LC_ALL=C
export LC_ALL
. tests/tap.sh
stalemate=${STALEMATE:?the program}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT

count() { find "$work/out/plots" -name "*.$1" | wc -l; }

# (Not the one whose trace the demo makes when it runs.)
for scenario in workloads/scenarios/*.json workloads/scenarios/*/*.json; do
    grep -q '"trace"' "$scenario" && continue
    name="$scenario can be drawn"
    if ! "$stalemate" run --out "$work/out" "$scenario" >"$work/told" 2>&1 ||
        ! "$stalemate" report --format svg "$work/out" >"$work/told" 2>&1; then
        report 1 "$name"
        sed 's/^/# /' "$work/told"
    elif grep -q PATH "$work/told"; then
        skip "$name" 'there is nothing to draw with'
    else
        [ "$(count svg)" -gt 0 ] && [ "$(count svg)" -eq "$(count gp)" ]
        report $? "$name"
    fi
done

# On a full disk gnuplot writes less than a picture, and ends as if all were well. So does this one.
mkdir "$work/bin"
cat >"$work/bin/gnuplot" <<'END'
#!/bin/sh
printf '<svg>' >"$(printf '%s' "$3" | sed "s/.*output = '\(.*\)'/\1/")"
END
chmod +x "$work/bin/gnuplot"
"$stalemate" run --out "$work/cut" workloads/scenarios/races/*.json >"$work/told" 2>&1
folder=$(find "$work/cut" -name results.json | sed 's,/results.json$,,; q')
PATH="$work/bin:$PATH" "$stalemate" report --format svg "$folder" >"$work/told" 2>&1
same 'a picture that is cut off is told, and not kept' '3 0 0' \
    "$? $(find "$folder" -name '*.svg*' | wc -l) $(grep -vc 'gnuplot has not written all of it' "$work/told")"

echo "1..$number"
