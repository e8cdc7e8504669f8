#!/bin/sh
# Tries the two commands of the README on a bare machine: tools/dev/fresh.sh [VERB...]   (default: demo test)
#
# Makes a Debian 12 root with nothing but git and make, clones what is committed here into it, and runs `make VERB`
# inside, one after the other. Says what each took. Needs root, debootstrap and about 3 GB. The root is removed at the
# end.
#   ROOT=DIR     where (default: a new folder in TMPDIR)      KEEP=1   leave it there; an existing ROOT is used again
#   MIRROR=URL   SECURITY=URL   Debian's archives (default: those that apt names here)
set -eu
cd "$(dirname "$0")/../.."

[ "$(id -u)" = 0 ] || { echo "fresh: needs root" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "fresh: needs debootstrap: apt-get install debootstrap" >&2; exit 1; }

# The first archive that apt on this machine names which ends in $1.
archive() {
    cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -v '^ *#' |
        grep -oE "(https?|file)://[^ ]+/$1/?( |\$)" | head -n 1 | tr -d ' '
}
mirror=${MIRROR:-$(archive debian)}
security=${SECURITY:-$(archive debian-security)}
[ -n "$mirror" ] && [ -n "$security" ] ||
    { echo "fresh: apt names no archive of Debian here: say MIRROR=URL SECURITY=URL" >&2; exit 1; }
root=${ROOT:-$(mktemp -d)}
mkdir -p "$root" && chmod 755 "$root"
[ -n "${KEEP:-}" ] || trap 'rm -rf --one-file-system "$root"' EXIT
trap 'exit 130' INT TERM

since() { echo "$(($(date +%s) - $1)) s"; }

if [ ! -e "$root/etc/debian_version" ]; then
    start=$(date +%s)
    debootstrap --variant=minbase --include=git,make,ca-certificates bookworm "$root" "$mirror" >"$root.log" 2>&1 ||
        { tail -n 20 "$root.log" >&2; rm -f "$root.log"; exit 1; }
    rm -f "$root.log"
    printf 'deb %s bookworm main\ndeb %s bookworm-updates main\ndeb %s bookworm-security main\n' \
        "$mirror" "$mirror" "$security" >"$root/etc/apt/sources.list"
    # How this machine reaches its archive: proxies, names, certificates of its own.
    grep -lsE '^[^/]*Acquire::' /etc/apt/apt.conf /etc/apt/apt.conf.d/* |
        while read -r file; do cp "$file" "$root/etc/apt/apt.conf.d/"; done
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/" 2>/dev/null || true
    cp -rL /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/" 2>/dev/null || true
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" 2>/dev/null || true
    echo "fresh: a root with git and make in $(since "$start")"
fi

rm -rf "$root/ambit"
git clone -q "file://$PWD" "$root/ambit"

# Mounts live in a name space of their own, so that they are gone with the command and nothing of this machine's is
# below the root when it is removed.
inside() {
    # shellcheck disable=SC2016 # expanded by the inner shell
    unshare --mount --pid --fork --kill-child sh -euc '
        mount -t proc proc "$0/proc"
        mount --rbind /dev "$0/dev"
        exec chroot "$0" "$@"' "$root" /usr/bin/env -i HOME=/root TERM="${TERM:-dumb}" \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        ${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} \
        ${no_proxy:+"no_proxy=$no_proxy"} "$@"
}

[ $# -gt 0 ] || set -- demo test
status=0
for verb in "$@"; do
    start=$(date +%s)
    code=0
    inside sh -c 'cd /ambit && exec make "$0"' "$verb" || code=$?
    echo "fresh: make $verb: exit status $code, $(since "$start")"
    [ $code = 0 ] || status=1
done
echo "fresh: the root holds $(du -sh --one-file-system "$root" 2>/dev/null | cut -f1)"
exit $status
