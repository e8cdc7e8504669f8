#!/bin/sh
# Installs the Debian packages of the groups named on the command line that are not there yet: deps.sh build test
# Asks nothing, touches nothing that is installed, and is silent when nothing is missing.
set -eu
cd "$(dirname "$0")"

wanted=$(for group in "$@"; do awk -v g="$group" '$1 == g { print $2 }' packages.txt; done | sort -u)
[ -n "$wanted" ] || { echo "deps: no such group in tools/dev/packages.txt: $*" >&2; exit 2; }
if ! command -v dpkg-query >/dev/null; then
    echo "deps: not a Debian system; these must be there under whatever name:" $wanted >&2
    exit 0
fi

# A virtual or renamed package may satisfy the need under another name, so dpkg is asked for status and `Provides`.
have=$(dpkg-query -W -f '${db:Status-Status} ${Package}, ${Provides}\n' 2>/dev/null |
       sed -n 's/^installed //p' | tr ',' '\n' | sed 's/^ *//; s/[ (:].*//' | sort -u)
missing=$(for package in $wanted; do echo "$have" | grep -qxF "$package" || echo "$package"; done)
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root='sudo -n'
    else
        echo "deps: these packages are missing; run this as root, then try again:" >&2
        echo "  apt-get update && apt-get install -y --no-install-recommends $(echo $missing)" >&2
        exit 1
    fi
fi
echo "deps: installing $(echo $missing)" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# A source that cannot be refreshed matters only when the installation then fails.
$as_root apt-get update -q </dev/null >"$log" 2>&1 || true
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing \
    </dev/null >>"$log" 2>&1 || { cat "$log" >&2; exit 1; }
