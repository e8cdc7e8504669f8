#!/bin/sh
# ambit as it is installed: every file at its place, the library through pkg-config alone (shared and static), a man
# page and a completion that know every command and option, and nothing left after uninstall. Speaks TAP.
set -u
: "${MODE:=debug}" "${BUILD:=build/$MODE}" "${CC:=cc}" "${MODE_FLAGS:=}"
there=$(mktemp -d) || exit 1
trap 'rm -rf "$there"' EXIT
n=0
ok() { # ok STATUS SENTENCE
    n=$((n + 1))
    if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi
}
# Variables of the command line go on to this make, the outer one's jobs do not.
make_quietly() {
    MAKEFLAGS=$(printf '%s' "${MAKEFLAGS-}" | grep -o -- '-- .*') \
        make -s MODE="$MODE" BUILD="$BUILD" PREFIX=/usr DESTDIR="$there" "$@" >"$there.log" 2>&1 || cat "$there.log"
    rm -f "$there.log"
}
list() { (cd "$there" && find . ! -type d | sort); }

make_quietly install
version=$("$there/usr/bin/ambit" --version | cut -d' ' -f2)
list >"$there/found"
cat >"$there/expected" <<EOF
./expected
./found
./usr/bin/ambit
./usr/include/ambit.h
./usr/lib/libambit.a
./usr/lib/libambit.so
./usr/lib/libambit.so.${version%%.*}
./usr/lib/libambit.so.$version
./usr/lib/pkgconfig/ambit.pc
./usr/share/bash-completion/completions/ambit
./usr/share/man/man1/ambit.1
EOF
list | diff "$there/expected" -
ok $? "install puts every file at its place and no other"

PKG_CONFIG_PATH=$there/usr/lib/pkgconfig
PKG_CONFIG_SYSROOT_DIR=$there
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
[ "$(pkg-config --modversion ambit)" = "$version" ]
ok $? "pkg-config and the program say the same version"

# shellcheck disable=SC2046,SC2086 # flags are words
$CC $MODE_FLAGS -Wall -Wextra tests/example/example.c -o "$there/shared" $(pkg-config --cflags --libs ambit) \
    -pthread -lm
ok $? "an example compiles against the installed library"
LD_LIBRARY_PATH=$there/usr/lib "$there/shared"
ok $? "it solves in two threads at once, is told of progress, and can stop"
ldd "$there/shared" | grep -q "libambit.so.${version%%.*} "
ok $? "it asks for the shared library by its soname"

mv "$there/usr/lib/libambit.so" "$there/aside"
# shellcheck disable=SC2046,SC2086
$CC $MODE_FLAGS tests/example/example.c -o "$there/static" $(pkg-config --cflags --libs --static ambit) -pthread &&
    "$there/static" >/dev/null && ! ldd "$there/static" | grep -q libambit
ok $? "the same with the static library"
mv "$there/aside" "$there/usr/lib/libambit.so"

exported=$(nm -D --defined-only "$there/usr/lib/libambit.so" | awk '$2 ~ /[TDBR]/ { print $3 }' |
    grep -vE '^(_init|_fini|__.*|_edata|_end|\.gomp_.*)$') # some are the compiler's and the linker's
declared=$(grep -oE 'ambit_[a-z_]+\(' instances/ambit.h | tr -d '(' | sort -u)
strange=$(for symbol in $exported; do echo "$declared" | grep -qx "$symbol" || echo "$symbol"; done)
[ -z "$strange" ] || echo "# exported, and not in ambit.h: $strange"
[ -n "$exported" ] && [ -z "$strange" ]
ok $? "the shared library exports what ambit.h declares and nothing else"

commands=$("$there/usr/bin/ambit" --help | sed -n 's/^  ambit \([a-z]*\) .*/\1/p')
options=$(for c in $commands; do "$there/usr/bin/ambit" "$c" --help; done |
    grep -oE '^  --[a-z-]+' | tr -d ' ' | sort -u)
sed 's/\\-/-/g' "$there/usr/share/man/man1/ambit.1" >"$there/manual"
missing=$(for word in $commands $options; do
    grep -qE -- "(^|[^a-z-])$word([^a-z-]|\$)" "$there/manual" || echo "$word"
done)
[ -z "$missing" ] || echo "# not in the man page: $missing"
[ -n "$commands" ] && [ -z "$missing" ]
ok $? "the man page knows every command and option"

complete_with() { # the completions of a command line whose last word is being typed
    PATH=$there/usr/bin:$PATH bash -c '
        . "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ambit; echo "${COMPREPLY[*]}"' \
        "$there/usr/share/bash-completion/completions/ambit" "$@"
}
[ "$(complete_with ambit so)" = solve ] && [ "$(complete_with ambit solve --exp)" = --export-lp ] &&
    [ "$(complete_with ambit solve --engine i)" = ilp ]
ok $? "bash completes commands, options and values"

rm -f "$there/expected" "$there/found" "$there/shared" "$there/static" "$there/manual"
make_quietly uninstall
left=$(list)
[ -z "$left" ] || echo "# left: $left"
[ -z "$left" ]
ok $? "uninstall leaves nothing"
echo "1..$n"
