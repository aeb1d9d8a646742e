#!/bin/sh
# tidy.sh - the house rules that a program can check, as TAP.
#
# Each check is one line; the places that break it stand below as comments, `# file:line: what`. Why the rules
# are: a reader who knows one floor must be able to trust that it does not know the floors above, and a file
# that is short and says first what it is for can be read without its neighbours.

# shellcheck disable=SC2016  # the dollars in single quotes are awk's
set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/../.." || exit 3
newline='
'

# Every file of the project: what git knows or would add, or, without git, all but what was built.
files=$(git ls-files --cached --others --exclude-standard 2>/dev/null)
[ -n "$files" ] ||
    files=$(find . -path ./build -prune -o -path ./.git -prune -o -type f -print | sed 's|^\./||')
set -f
IFS=$newline
present=
for file in $files; do
    [ -f "$file" ] && present="$present$file$newline"
done
matching() { printf '%s' "$present" | grep -E "$1"; }
c_files=$(matching '^(sim|strategies|workloads|reports|cli|tests)/.*\.[ch]$')
house_files=$(printf '%s\n' "$c_files" | grep -v '^tests/')
scripts=$(matching '(\.sh|^\.ci/run|(^|/)Makefile)$')
texts=$(matching '.' | grep -vE '\.(png|svg|zst|gz|bin|pdf)$|^tests/fuzz/corpus/')

number=0
failures=0
check() {       # check NAME OFFENDERS
    number=$((number + 1))
    if [ -z "$2" ]; then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1"
        printf '%s\n' "$2" | sed 's/^/# /'
        failures=$((failures + 1))
    fi
}

# over PROGRAM FILES...: awk over the files, which may be none.
over() {
    program=$1
    shift
    [ $# -eq 0 ] || awk "$program" "$@"
}

# All includes, once: "file line form target", form being " or <.
# shellcheck disable=SC2086  # $c_files is a list, one a line
includes=$(over '
    /^[ \t]*#[ \t]*include[ \t]*["<]/ {
        form = $0; sub(/^[ \t]*#[ \t]*include[ \t]*/, "", form)
        target = substr(form, 2); sub(/[">].*/, "", target)
        print FILENAME, FNR, substr(form, 1, 1), target
    }' $c_files)
among() { printf '%s\n' "$includes" | awk "$@"; }

# ---- Floors. The drivers are the files that stand in sim/ itself, and explore and live.
floors='
    function floor(path) {
        if (path ~ /^sim\/base\//) return 1
        if (path ~ /^sim\/engine\//) return 2
        if (path ~ /^sim\/model\//) return 3
        if (path ~ /^sim\/request\//) return 4
        if (path ~ /^sim\/judge\//) return 5
        if (path ~ /^sim\/replay\//) return 6.5
        if (path ~ /^sim\//) return 6
        if (path ~ /^(strategies|workloads|reports)\//) return 7
        if (path ~ /^cli\//) return 8
        if (path ~ /^tests\//) return 9
        return 0
    }
    function house(path) { sub(/\/.*/, "", path); return path }
    function allowed(from, to) {
        if (floor(to) == 9) return floor(from) == 9
        if (house(from) == house(to) && floor(from) == floor(to)) return 1
        if (house(from) == "strategies") return to ~ /^sim\/(base|engine|request)\//
        if (house(from) == "workloads") return floor(to) <= 4
        if (from ~ /^reports\/witness\// && to ~ /^sim\/explore\//) return 1
        if (house(from) == "reports") return to ~ /^sim\/(base|judge)\//
        return floor(to) < floor(from)
    }'
check 'includes point down the floors' "$(among "$floors"'
    $3 == "\"" && floor($4) && !allowed($1, $4) { print $1 ":" $2 ": may not know " $4 }')"

# What is left when files that lead nowhere, and files that nothing leads to, are taken away again and again.
check 'no two files know each other in a circle' "$(among '
    function stem(path) { sub(/\.[ch]$/, "", path); return path }
    $3 == "\"" {
        from = stem($1); to = stem($4)
        if (from != to) edge[from " -> " to] = 1
    }
    END {
        do {
            removed = 0
            split("", out); split("", into)
            for (e in edge) { split(e, ends, " -> "); out[ends[1]] = 1; into[ends[2]] = 1 }
            for (e in edge) {
                split(e, ends, " -> ")
                if (!(ends[2] in out) || !(ends[1] in into)) { delete edge[e]; removed = 1 }
            }
        } while (removed)
        for (e in edge) print e
    }' | sort)"

check 'project files are included by their path from the root, in quotes' "$(among '
    $3 == "\"" && $4 !~ /^(sim|strategies|workloads|reports|cli|tests)\// { print $1 ":" $2 ": \"" $4 "\"" }
    $3 == "<" && $4 ~ /^(sim|strategies|workloads|reports|cli|tests)\// { print $1 ":" $2 ": <" $4 ">" }')"

# ---- Who may know which library.
check 'only sim/base/json.c includes cJSON' "$(among '
    $4 ~ /(^|\/)cJSON\.h$/ && $1 != "sim/base/json.c" && $1 !~ /^tests\// { print $1 ":" $2 }')"
check 'only sim/base/hash and sim/engine/fingerprint include xxHash' "$(among '
    $4 ~ /(^|\/)xxh(ash|3)\.h$/ &&
    $1 !~ /^(sim\/base\/hash\.|sim\/engine\/fingerprint\.|tests\/)/ { print $1 ":" $2 }')"
check 'only workloads/traces includes zstd and zlib' "$(among '
    $4 ~ /^(zstd|zlib).*\.h$/ && $1 !~ /^(workloads\/traces|tests)\// { print $1 ":" $2 }')"
# shellcheck disable=SC2086
check 'only reports/plots knows gnuplot' "$(over '
    tolower($0) ~ /gnuplot/ && FILENAME !~ /^reports\/plots/ { print FILENAME ":" FNR }' $house_files)"

# ---- Sizes.
# shellcheck disable=SC2086
check 'no file is longer than 400 lines' "$(over '
    FNR == 401 { print FILENAME }' $c_files $scripts)"
# A function: from the brace that opens its body, at the end of a line or alone on it, to the one in column 0.
# shellcheck disable=SC2086
check 'no function is longer than 70 lines' "$(over '
    FNR == 1 { open = 0; name = "" }
    !open && /^[A-Za-z_].*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
    !open && (/^\{/ || /^[A-Za-z_ \t].*\)[ \t]*\{[ \t]*$/) { open = FNR }
    open && /^\}/ {
        if (FNR - open + 1 > 70) print FILENAME ":" open ": " name ", " FNR - open + 1 " lines"
        open = 0
    }' $c_files)"
# Columns, not bytes: the continuation bytes of UTF-8 take none.
# shellcheck disable=SC2086
check 'no line is wider than 110 columns' "$(over '
    length($0) > 110 {
        line = $0; gsub(/[\200-\277]/, "", line)
        if (length(line) > 110) print FILENAME ":" FNR ": " length(line)
    }' $c_files $scripts)"

# ---- White space.
# shellcheck disable=SC2086
check 'no tabs in C' "$(over '/\t/ { print FILENAME ":" FNR }' $c_files)"
# shellcheck disable=SC2086
check 'no blanks at the end of a line' "$(over '/[ \t\r]$/ { print FILENAME ":" FNR }' $c_files $scripts)"

# ---- What a file says first.
# shellcheck disable=SC2086
check 'every C file opens with a comment that begins with its name' "$(over '
    FNR == 1 {
        name = FILENAME; sub(/.*\//, "", name)
        if (index($0, "/* " name " ") != 1) print FILENAME ":1: /* " name " - ..."
    }' $c_files)"

# ---- Nothing dead. A header of the house that only a test includes is dead too.
# shellcheck disable=SC2086
check 'every header is included by more than its own .c' "$({
    among '{ print "use", $1, $4 }'
    printf '%s\n' "$c_files" | sed -n 's/.*\.h$/header &/p'
} | awk '
    function stem(path) { sub(/\.[ch]$/, "", path); return path }
    $1 == "use" && stem($2) != stem($3) && ($2 !~ /^tests\// || $3 ~ /^tests\//) { used[$3] = 1 }
    $1 == "header" { header[$2] = 1 }
    END { for (h in header) if (!(h in used)) print h }' | sort)"

# ---- Nothing left over.
# shellcheck disable=SC2086
check 'no reminder in place of the work' "$(
    [ -z "$texts" ] || grep -InE '(^|[^A-Za-z0-9_])(TO[D]O|FIX[M]E|XX[X])([^A-Za-z0-9_]|$)' /dev/null $texts)"
# shellcheck disable=SC2086
check "no path of one developer's machine" "$(
    [ -z "$texts" ] || grep -InE '(^|[^A-Za-z0-9_.~$}<-])/(work|home|root|Users)/' /dev/null $texts)"

echo "1..$number"
[ "$failures" -eq 0 ]
