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

echo "1..$number"
