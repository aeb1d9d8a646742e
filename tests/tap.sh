# tap.sh - results as TAP, for scripts that try a command as its user would. Read from the root of
# the project: . tests/tap.sh

number=0
report() {      # report STATUS NAME: 0 is ok
    number=$((number + 1))
    if [ "$1" = 0 ]; then echo "ok $number - $2"; else echo "not ok $number - $2"; fi
}
skip() {        # skip NAME WHY
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}
same() {        # same NAME EXPECTED FOUND
    [ "$2" = "$3" ]
    report $? "$1"
    [ "$2" = "$3" ] || printf '%s\n' "expected: $2" "found:    $3" | sed 's/^/# /'
}
