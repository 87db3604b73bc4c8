#!/bin/sh
# Builds the command line into artifacts/cli/<build> and the worker into artifacts/worker, each only when its sources are newer.
# Quiet: one line on stderr, and the tools' own output only when they fail.
#   build/build.sh worker   only the worker
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
out=$root/artifacts
. "$root/build/dotnet.sh"

say() { printf 'polydev: %s\n' "$*" >&2; }

newer() { # newer STAMP PATH...: whether a path changed after the stamp, or there is no stamp
    stamp=$1
    shift
    [ ! -f "$stamp" ] || [ -n "$(find "$@" -newer "$stamp" -print 2>/dev/null | head -n 1)" ]
}

quietly() { # quietly WHAT COMMAND...: shows what the command said only when it fails
    what=$1
    shift
    # The lock (descriptor 9) is not handed on: a compiler server that outlives this script would hold it.
    "$@" >"$out/build.log" 2>&1 9>&- || {
        cat "$out/build.log" >&2
        say "$what failed; its output is above and in $out/build.log"
        return 1
    }
}

# The C compiler that NativeAOT links with; nothing when there is none that can link. (The zlib it needs comes with the SDK.)
linker() {
    for compiler in clang gcc; do
        if printf 'int main(void) { return 0; }' | "$compiler" -x c - -o /dev/null 2>/dev/null; then
            echo "$compiler"
            return
        fi
    done
}

publish_worker() { # publish_worker KIND OPTION...
    kind=$1
    shift
    rm -rf "$out/worker.new"
    "$dotnet" publish "$root/src/Polydev.Worker" -c Release -o "$out/worker.new" -v quiet --nologo \
        -p:PublishDocumentationFiles=false -p:CopyOutputSymbolsToPublishDirectory=false "$@" && echo "$kind" >"$out/worker.kind"
}

build_worker() {
    compiler=$(linker)
    if [ "$(cat "$out/worker/built" 2>/dev/null || true)" = framework ] && [ -n "$compiler" ]; then
        rm "$out/worker/built"
    fi
    newer "$out/worker/built" "$root/src/Polydev.Worker" "$root/src/Polydev.Protocol" "$root/src/Polydev.Providers" "$root/src/Polydev.Sockets" \
        "$root"/Directory.*.props "$root/global.json" || return 0
    announce
    touch "$out/worker.stamp"
    if [ -z "$compiler" ]; then
        say "no C compiler that can link (Debian: apt-get install clang): the worker is built without NativeAOT; it starts slower and needs more memory"
        quietly "building the worker" publish_worker framework
    elif ! quietly "compiling the worker with NativeAOT" publish_worker native --use-current-runtime -p:PublishAot=true -p:CppCompilerAndLinker="$compiler"; then
        say "building the worker without NativeAOT instead; it starts slower and needs more memory"
        quietly "building the worker" publish_worker framework
    fi
    # The stamp has the time at which the build began: a source saved meanwhile makes the next call build again.
    cp "$out/worker.kind" "$out/worker.new/built"
    touch -r "$out/worker.stamp" "$out/worker.new/built"
    rm -rf "$out/worker.old"
    [ ! -d "$out/worker" ] || mv "$out/worker" "$out/worker.old"
    mv "$out/worker.new" "$out/worker"
    rm -rf "$out/worker.old" "$out/worker.kind" "$out/worker.stamp"
}

# A running controller keeps the files it was started from: each build has its own directory, removed when no process maps it any more.
build_cli() {
    newer "$out/cli/current" "$root/src" "$root/deploy/images" "$root"/Directory.*.props "$root/global.json" || return 0
    announce
    mkdir -p "$out/cli"
    build=$(date +%Y%m%d-%H%M%S)-$$
    echo "$build" >"$out/cli/current.new"
    quietly "building the command line" \
        "$dotnet" publish "$root/src/Polydev.Cli" -c Release --use-current-runtime --self-contained false -o "$out/cli/$build" -v quiet --nologo -p:PublishDocumentationFiles=false || {
        rm -rf "${out:?}/cli/$build"
        return 1
    }
    mv "$out/cli/current.new" "$out/cli/current"
    for old in "$out"/cli/*/; do
        [ "$old" = "$out/cli/$build/" ] || grep -qs "$old" /proc/[0-9]*/maps || rm -rf "$old"
    done
}

announced=
announce() {
    [ -z "$announced" ] || return 0
    announced=yes
    find_sdk
    if [ -d "$out/cli" ]; then say "building what changed ..."; else say "building, the first time takes a minute or two ..."; fi
}

mkdir -p "$out" 2>/dev/null && [ -w "$out" ] || {
    say "cannot write to $out: give this user a clone of its own, or build once as the owner"
    exit 1
}
if command -v flock >/dev/null; then
    exec 9>"$out/build.lock"
    flock 9
fi
build_worker
[ "${1:-}" = worker ] || build_cli
