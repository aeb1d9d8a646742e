#!/bin/sh
# docs.sh - the documentation is complete and true, as TAP.
#
# Whatever `--help`, `stalemate metrics` and `stalemate strategies` print is in the man page, the
# completions and the book; JSON in the book runs; links lead somewhere; and the
# transcripts are what the program prints. After a change of the output,
#
#     DOCS_UPDATE=1 STALEMATE=build/release/stalemate sh tests/docs/docs.sh
#
# writes what is printed now into the pages; read the difference before you keep it.

# shellcheck disable=SC2016  # the dollars in single quotes are awk's
set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/../.." || exit 3
program=${STALEMATE:?the program}
case $program in /*) ;; *) program=$PWD/$program ;; esac
scratch=$(mktemp -d "${TMPDIR:-/tmp}/docs.XXXXXX") || exit 3
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/steps" "$scratch/tutorial" || exit 3
ln -s "$program" "$scratch/bin/stalemate"
PATH=$scratch/bin:$PATH
export PATH
man=docs/stalemate.1
pages=$(find docs README.md -name '*.md' | sort)

number=0
failures=0
check() {       # check NAME WHAT-IS-WRONG
    number=$((number + 1))
    if [ -z "$2" ]; then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1"
        printf '%s\n' "$2" | sed 's/^/# /'
        failures=$((failures + 1))
    fi
}
skip() {
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}

# ---- Commands and options: lines "command words<TAB>option", from the help of each.

commands=$(stalemate --help | awk '/^commands:/ { on = 1; next } /^$/ { on = 0 } on { print $1 }')
subcommands=$(stalemate trace --help | awk '/^  [a-z]/ { print $1 }')
all=
for command in $commands; do
    all="$all$command
"
    [ "$command" != trace ] || for sub in $subcommands; do
        all="${all}trace $sub
"
    done
done
options_of() {  # of the words of a command: what stands first in its lines of options
    # shellcheck disable=SC2086
    stalemate $1 --help | awk '/^ +-/ {
        for (i = 1; i <= NF && ($i ~ /^-/ || $i ~ /^[A-Z]+,?$/); i++) {
            sub(/,$/, "", $i)
            if ($i ~ /^--/) print $i
        }
    }' | sort -u
}
printf '%s' "$all" | while IFS= read -r command; do
    options_of "$command" | sed "s/^/$command	/"
done >"$scratch/options"
check 'commands and options are found in --help' \
    "$([ "$(wc -l <"$scratch/options")" -ge 30 ] || cat "$scratch/options")"

# The man page, in plain letters, each line with the command whose section it stands in.
sed 's/\\-/-/g; s/\\f[A-Z]//g; s/\\&//g' "$man" | awk '
    /^\.S[SH]/ { section = $0; sub(/^\.S[SH] */, "", section); gsub(/"/, "", section) }
    { print section "\t" $0 }' >"$scratch/man"
check 'every command has a section in the man page' "$(printf '%s' "$all" | while IFS= read -r command; do
    grep -q "^stalemate $command	" "$scratch/man" || echo "$man: no .SS \"stalemate $command\""
done)"
check 'every option is in its section of the man page' "$(while IFS='	' read -r command option; do
    grep "^stalemate $command	" "$scratch/man" | grep -qE -- "$option([^a-z-]|\$)" ||
        echo "$man: stalemate $command: no $option"
done <"$scratch/options")"
check 'and nothing else is' "$(grep -E '^stalemate [a-z]' "$scratch/man" | awk -F '\t' '
    $2 ~ /^\.B[RI]? --/ {
        match($2, /--[a-z][a-z-]*/); option = substr($2, RSTART, RLENGTH)
        sub(/^stalemate /, "", $1); print $1 "\t" option
    }' | sort -u | while IFS= read -r line; do
        grep -qxF -- "$line" "$scratch/options" || echo "$man: $line is not in --help"
    done)"
if command -v man >/dev/null && man --version 2>/dev/null | grep -q '^man [0-9]'; then
    check 'the man page renders without a warning' \
        "$(MANWIDTH=80 man --warnings=w -l "$man" 2>&1 >/dev/null)"
else
    skip 'the man page renders without a warning' 'no man-db'
fi
if command -v mandoc >/dev/null; then
    check 'mandoc has nothing to say' "$(mandoc -Tlint -Wstyle "$man")"
else
    skip 'mandoc has nothing to say' 'no mandoc'
fi

# ---- Completions. Bash's is asked; the others are read.

# shellcheck disable=SC2016
asked='
    . cli/completions/stalemate.bash
    ask() {
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
        _stalemate
        printf "%s\n" "${COMPREPLY[@]}"
    }
    while IFS="	" read -r command option; do
        # shellcheck disable=SC2086
        ask stalemate $command "$option" | sed "s/ *\$//" | grep -qxF -- "$option" ||
            echo "stalemate.bash: stalemate $command does not complete $option"
    done <"$1"
    ask stalemate explore --bounds "" | grep -q small || echo "stalemate.bash: --bounds completes nothing"
    while IFS= read -r word; do
        ask stalemate "$word" | sed "s/ *\$//" | grep -qxF -- "$word" ||
            echo "stalemate.bash: does not complete $word"
    done <"$2"
    while IFS= read -r word; do
        ask stalemate strategies "$word" | sed "s/ *\$//" | grep -qxF -- "$word" ||
            echo "stalemate.bash: strategies does not complete $word"
    done <"$3"'
printf '%s\n' "$commands" >"$scratch/commands"
stalemate strategies | awk '{ print $1 }' >"$scratch/strategies"
if command -v bash >/dev/null; then
    check 'bash completes every command, option and strategy' \
        "$(bash -c "$asked" ask "$scratch/options" "$scratch/commands" "$scratch/strategies" 2>&1)"
else
    skip 'bash completes every command, option and strategy' 'no bash'
fi
{ cat "$scratch/options"; printf '%s' "$all" | sed 's/$/	--help/'; } >"$scratch/words"
check 'zsh and fish know every command and option' "$(while IFS='	' read -r command option; do
    grep -qE -- "(^|[^a-z-])$option([^a-z-]|\$)" cli/completions/_stalemate || echo "_stalemate: no $option"
    grep -qE -- "-l ${option#--}( |\$)" cli/completions/stalemate.fish || echo "stalemate.fish: no $option"
    for word in $command; do
        grep -qE -- "(^|[^a-z-])$word([^a-z-]|\$)" cli/completions/_stalemate || echo "_stalemate: no $word"
        grep -qE -- "(^|[^a-z-])$word([^a-z-]|\$)" cli/completions/stalemate.fish ||
            echo "stalemate.fish: no $word"
    done
done <"$scratch/words" | sort -u)"
for shell in bash zsh fish; do
    case $shell in bash) file=stalemate.bash ;; zsh) file=_stalemate ;; fish) file=stalemate.fish ;; esac
    if command -v $shell >/dev/null; then
        check "$shell can read its completions" "$($shell -n "cli/completions/$file" 2>&1)"
    else
        skip "$shell can read its completions" "no $shell"
    fi
done

# ---- The book: measures, strategies, knobs, windows.

metrics=$(stalemate metrics | awk '{ print $1 }')
check 'every metric is in docs/measures.md' "$(for metric in $metrics; do
    grep -qF "\`$metric\`" docs/measures.md || echo "docs/measures.md: no $metric"
done)"
check 'every strategy and knob is in docs/strategies' "$(while read -r strategy; do
    page=docs/strategies/$strategy.md
    [ -f "$page" ] || page=docs/strategies/bounds.md
    grep -qF "\`$strategy\`" "$page" || echo "$page: no $strategy"
    stalemate strategies "$strategy" | awk '/^knobs:/ { on = 1 } on && /^  [a-z]/ { print $1 }' |
        while read -r knob; do
            grep -qF "\`$knob\`" "$page" || echo "$page: no $knob"
        done
    for part in Keeps Windows Costs; do
        grep -q "$part" "$page" || echo "$page: no $part"
    done
done <"$scratch/strategies")"
# The windows that the short form numbers, and those of the tests.
while read -r strategy; do
    stalemate strategies "$strategy" | tr '\n' ' ' | grep -o 'Windows:.*Costs:' |
        grep -oE '[ (;][1-9]\. ' | grep -oE '[1-9]' | sort -u |
        sed "s/^/$(echo "$strategy" | tr - _)_window_/"
done <"$scratch/strategies" >"$scratch/windows"
check 'every window has a test, and the docs name it' "$(
    [ "$(wc -l <"$scratch/windows")" -ge 15 ] || echo 'too few windows were found'
    while read -r window; do
        grep -qE "cmocka_unit_test\($window\)" tests/strategies/*.c || echo "tests/strategies: no $window"
        grep -qrF "\`$window\`" docs/strategies || echo "docs/strategies: no $window"
    done <"$scratch/windows")"
check 'every test and scenario that the docs name is there' "$(
    grep -ohrE '`[a-z_]+(_keeps|_costs|_stored|_window_[0-9])`' docs/strategies | tr -d '`' | sort -u |
        while read -r name; do
            grep -q "cmocka_unit_test($name)" tests/strategies/*.c || echo "no test $name"
        done
    grep -ohrE '`(races/)?[a-z0-9-]+\.json`' docs/strategies | tr -d '`' | sort -u | while read -r name; do
        [ -f "workloads/scenarios/$name" ] || echo "no scenario $name"
    done)"

# ---- JSON: a scenario runs; a part of one is at least JSON.

# shellcheck disable=SC2086  # $pages is a list
awk -v to="$scratch/json" '
    /^```json/ {
        file = sprintf("%s.%03d", to, ++n); on = 1
        print FILENAME ":" FNR > (file ".from")
        next
    }
    /^```/ { on = 0 }
    on { print > file }' $pages
check 'every JSON example runs' "$(for file in "$scratch"/json.[0-9][0-9][0-9]; do
    where=$(cat "$file.from")
    if grep -q '"schema"' "$file"; then
        stalemate run "$file" >/dev/null 2>"$scratch/err" || echo "$where: $(cat "$scratch/err")"
        grep -q '"expect"' "$file" || continue
        stalemate check "$file" >"$scratch/err" 2>&1 || echo "$where: $(cat "$scratch/err")"
    else
        stalemate run "$file" 2>&1 | grep 'expected JSON' | sed "s|^|$where: |"
    fi
done)"

# ---- Links: files, and headings in them.

check 'no link is dead' "$(for page in $pages; do
    folder=$(dirname "$page")
    sed 's/`[^`]*`//g' "$page" | grep -oE '\]\([^)]+\)' | sed 's/^](//; s/)$//' | while read -r link; do
        case $link in http://* | https://* | mailto:*) continue ;; esac
        file=$page
        [ "${link%%#*}" = '' ] || file=$folder/${link%%#*}
        [ -e "$file" ] || { echo "$page: $link"; continue; }
        case $link in
        *'#'*)
            grep -E '^#+ ' "$file" | sed 's/^#* //' | tr '[:upper:]' '[:lower:]' |
                sed 's/[^a-z0-9 _-]//g; s/ /-/g' | grep -qxF -- "${link#*#}" || echo "$page: $link" ;;
        esac
    done
done)"

# ---- Transcripts, in order: files are written, commands are run.

# transcripts PAGE: what is wrong with them, or, with DOCS_UPDATE, nothing more.
transcripts() {
    page=$1
    rm -rf "$scratch/steps" "$scratch/tutorial"
    mkdir "$scratch/steps" "$scratch/tutorial" || exit 3
    awk -v to="$scratch/steps" '
        function close_step() { if (file != "") close(file); file = "" }
        /^```json [a-z]/ { n++; file = sprintf("%s/%03d.file.%s", to, n, $2); next }
        /^```console/ { console = 1; next }
        /^```/ { close_step(); console = 0; next }
        console && /^\$ / {
            close_step(); n++
            print substr($0, 3) > sprintf("%s/%03d.cmd", to, n)
            file = sprintf("%s/%03d.out", to, n); printf "" > file
            next
        }
        file != "" { print > file }' "$page"
    last=0
    wrong=
    for step in "$scratch"/steps/*; do
        case $step in
        *.file.*) cp "$step" "$scratch/tutorial/${step##*.file.}" ;;
        *.cmd)
            (cd "$scratch/tutorial" && (exit "$last"); eval "$(cat "$step")") >"${step%.cmd}.now" 2>&1
            last=$?
            [ -n "${DOCS_UPDATE:-}" ] || cmp -s "${step%.cmd}.out" "${step%.cmd}.now" ||
                wrong="$wrong$(cat "$step")
$(diff "${step%.cmd}.out" "${step%.cmd}.now")
" ;;
        esac
    done
    if [ -n "${DOCS_UPDATE:-}" ]; then
        awk -v to="$scratch/steps" '
            /^```json [a-z]/ { n++ }
            /^```console/ { console = 1; print; next }
            /^```/ { console = 0 }
            console && /^\$ / {
                print; n++; file = sprintf("%s/%03d.now", to, n)
                while ((getline line < file) > 0) print line
                close(file)
            }
            !console' "$page" >"$scratch/page.md" && cat "$scratch/page.md" >"$page"
    fi
    printf '%s' "$wrong"
}
check 'the transcripts of the tutorial are what the program prints' "$(transcripts docs/tutorial.md)"
check 'and so are those about the explorer' "$(transcripts docs/explore.md)"
check 'and those of the guarantee matrix' "$(transcripts docs/matrix.md)"

echo "1..$number"
[ "$failures" -eq 0 ]
