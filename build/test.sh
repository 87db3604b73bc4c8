#!/bin/sh
# Builds everything, runs every test, and closes with one line: N passed, N failed, N skipped.
#   ./polydev test                      all tests
#   ./polydev test --unit               only tests/Polydev.Tests, which needs nothing but the SDK
#   ./polydev test --filter-class '*Pool*'   the rest goes to the test platform (--filter-class, --filter-method, --filter-namespace, --filter-trait)
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
out=$root/artifacts
. "$root/build/dotnet.sh"
cd "$root"

projects="--solution Polydev.slnx"
if [ "${1:-}" = --unit ]; then
    shift
    projects="--project tests/Polydev.Tests/Polydev.Tests.csproj"
fi
[ "${1:-}" != -- ] || shift

# A tool the tests need, its Debian package, and what is skipped without it. Unit tests need none of them.
needs() {
    cat <<LIST
dockerd docker.io tests of workers in containers
clang clang the NativeAOT worker: tests use a framework-dependent one
bwrap bubblewrap tests of the walls around process workers
dockerd docker.io tests with containers
unshare util-linux tests of workers without network
setsid util-linux tests that kill process trees
zsh zsh tests of its completion
fish fish tests of its completion
ps procps tests that look for processes left behind
ip iproute2 tests of several hosts
LIST
}

PATH=$PATH:/usr/sbin:/sbin
install_needs() {
    packages=$(needs | while read -r tool package _; do command -v "$tool" >/dev/null || echo "$package"; done | sort -u)
    [ -n "$packages" ] || return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "installing" $packages
        export DEBIAN_FRONTEND=noninteractive
        # Word splitting is meant: one package per word. An index that is too old is fetched anew, once.
        # shellcheck disable=SC2086
        { apt-get install -y --no-install-recommends $packages || { apt-get update && apt-get install -y --no-install-recommends $packages; }; } >"$out/apt.log" 2>&1 || true
    fi
    needs | while read -r tool package what; do
        command -v "$tool" >/dev/null || echo "not installed: $package. Skipped because of it: $what"
    done
}

mkdir -p "$out"
find_sdk
install_needs
failed() { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
"$root/build/build.sh" || failed

# Tests with containers use the daemon that runs here, or a private one that lives as long as they do.
start_docker() {
    DOCKER_HOST=$("$root/build/docker.sh" start 2>"$out/docker.why") || {
        unset DOCKER_HOST
        echo "no Docker daemon: $(tail -n 1 "$out/docker.why" | sed 's/^docker: //'). Skipped because of it: tests with containers"
        return 0
    }
    export DOCKER_HOST
    trap '"$root/build/docker.sh" stop' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}
case $projects in *--project*) ;; *) start_docker ;; esac

# The same lock as build.sh: two builds at once would write the same files.
build_tests() {
    if command -v flock >/dev/null; then
        exec 9>"$out/build.lock"
        flock 9
    fi
    target=Polydev.slnx
    case $projects in *--project*) target=${projects#--project } ;; esac
    "$dotnet" build "$target" -c Release -v quiet --nologo >"$out/build.log" 2>&1 9>&- || {
        cat "$out/build.log"
        return 1
    }
    exec 9>&-
}
echo "building the tests ..."
build_tests || failed

# One test program at a time: each runs its tests on all processors already. A program in which no test matches is not a failure (code 8),
# but none at all is. A crashed program is 'error: 1' with 'failed: 0' in the platform's summary and counts as failed here.
log=$out/test.log
{
    code=0
    # shellcheck disable=SC2086
    "$dotnet" test $projects -c Release --no-build --no-progress --no-ansi --max-parallel-test-modules 1 \
        --ignore-exit-code 8 --timeout 30m "$@" 2>&1 || code=$?
    echo "$code" >"$out/test.code"
} | tee "$log"

awk -v code="$(cat "$out/test.code")" '
    /^Test run summary:/ { seen = 1 }
    seen && $1 == "succeeded:" { passed = $2 }
    seen && ($1 == "failed:" || $1 == "error:") { failed += $2 }
    seen && $1 == "skipped:" { skipped = $2 }
    END {
        none = passed + failed + skipped == 0
        if (failed == 0 && (code != 0 || none)) failed = 1
        printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
        exit failed > 0
    }' "$log"
