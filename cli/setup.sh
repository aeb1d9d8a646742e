#!/bin/sh
# setup.sh - makes sure that what stalemate is built, demonstrated and tested with is there.
#
#     sh cli/setup.sh demo      what the build and the demo want
#     sh cli/setup.sh test      that, and what the tests want
#
# Each thing is looked for by using it, not by the name of a package, so a library of one's own counts. Only
# what is missing is installed, with apt, as root or through sudo; elsewhere the list is printed. Quiet where
# nothing is missing. What is optional (a plot is not drawn, a test skips) never fails the set-up.
#
# Exit status: 0 all that is required is there, 2 called wrongly, 3 something required is missing.

set -u
export LC_ALL=C

has() { command -v "$1" >/dev/null 2>&1; }
has_library() { has pkg-config && pkg-config --exists "$1"; }

# A compiler without the C library's headers is not one yet.
has_compiler() { printf '#include <stdio.h>\n' | ${CC:-cc} -x c -fsyntax-only - >/dev/null 2>&1; }

# clang's sanitizers and fuzzer are packaged apart from clang, under the version's name.
has_clang_runtime() {
    has clang || return 0       # Without clang there is nothing to complete.
    for file in "$(clang -print-resource-dir)"/lib/*/libclang_rt.fuzzer*; do
        [ -e "$file" ] && return 0
    done
    return 1
}
clang_runtime_package() {
    version=$(clang -dumpversion) version=${version%%.*}
    for package in "libclang-rt-$version-dev" "libclang-common-$version-dev"; do
        apt-cache show "$package" >/dev/null 2>&1 && break
    done
    echo "$package"
}

# The packages that are missing: what cannot be done without, and what can.
required_missing() {
    has_compiler || echo gcc libc6-dev
    has pkg-config || echo pkg-config
    has_library libcjson || echo libcjson-dev
    has_library libxxhash || echo libxxhash-dev
    has_library libzstd || echo libzstd-dev
    has_library zlib || echo zlib1g-dev
    [ "$set" = demo ] || has_library cmocka || echo libcmocka-dev
}
optional_missing() {
    has gnuplot || echo gnuplot-nox
    [ "$set" = test ] || return 0
    has clang || echo clang
    has musl-gcc || echo musl-tools
    has spin || echo spin
    has zstd || echo zstd
    has mandoc || echo mandoc
    has zsh || echo zsh
    has fish || echo fish
    has_clang_runtime || clang_runtime_package
}

say() { echo "setup: $*"; }

without() {
    case $1 in
    gnuplot-nox) say "without $1 no plots are drawn; everything else is there." ;;
    *) say "without $1 some tests skip." ;;
    esac
}

# How to call apt-get here: empty where it is not to be had.
apt_command() {
    has apt-get || return 0
    if [ "$(id -u)" = 0 ]; then
        echo env
    elif has sudo && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; then
        echo sudo env
    fi
}

apt() {
    # shellcheck disable=SC2086  # $run is one word or two
    $run DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 "$@" \
        </dev/null >"$log" 2>&1 && return
    status=$?
    tail -n 15 "$log" >&2
    return "$status"
}
apt_install() {
    say "installing" "$@"
    apt install -y --no-install-recommends "$@"
}

set=${1:-demo}
case $set in
demo | test) ;;
*) echo 'usage: setup.sh demo|test' >&2; exit 2 ;;
esac

required=$(required_missing | tr '\n' ' ')
optional=$(optional_missing | tr '\n' ' ')
[ -n "$required$optional" ] || exit 0

run=$(apt_command)
if [ -n "$run" ]; then
    log=$(mktemp) || exit 3
    trap 'rm -f "$log"' EXIT
    say 'asking for the list of packages'
    apt update || say 'the list of packages could not be renewed: trying with the old one'
    # shellcheck disable=SC2086  # words are packages
    [ -z "$required" ] || apt_install $required
    # One by one, so that one that is not to be had does not keep the others away; then once more, since what
    # completes clang is only known once clang is there.
    tried=' '
    for round in first second; do
        for package in $optional; do
            case $tried in *" $package "*) continue ;; esac
            tried="$tried$package "
            apt_install "$package" || without "$package"
        done
        [ $round = first ] && optional=$(optional_missing | tr '\n' ' ')
    done
    required=$(required_missing | tr '\n' ' ')
else
    for package in $optional; do
        without "$package"
    done
fi

[ -n "$required" ] || exit 0
{
    say "these are missing (Debian's names): $required"
    if [ -n "$run" ]; then
        say 'apt could not install them; what it said stands above.'
    elif has apt-get; then
        say "neither root nor sudo: ask for  apt-get install -y --no-install-recommends $required"
    else
        say "install them with your system's package manager: a C11 compiler with its C library's headers,"
        say "pkg-config, and the development files of cJSON, xxHash, zstd and zlib (for the tests: cmocka)."
    fi
} >&2
exit 3
