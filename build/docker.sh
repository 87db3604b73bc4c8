#!/bin/sh
# A private Docker daemon for tests and benches, on machines where none runs and no service manager would start one.
#   build/docker.sh start        starts it unless a daemon answers already; prints the address to set as DOCKER_HOST
#   build/docker.sh stop         stops what start started, with its containers, and removes its files; nothing else
#   build/docker.sh run CMD...   both, around a command
# Needs root, dockerd, containerd and runc (Debian: apt-get install docker.io). It touches neither the machine's firewall nor its bridges.
# POLYDEV_DOCKERD_OPTIONS is added to the daemon's command line. Exit code 3: no daemon can be had here, and the last line says why.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
state=$root/artifacts/docker
PATH=$PATH:/usr/sbin:/sbin

say() { printf 'docker: %s\n' "$*" >&2; }

# The first line of an answer to a ping, over the socket at $1; without a tool that can ask, a socket that exists has to do.
answers() {
    if command -v curl >/dev/null; then
        [ "$(curl -s -m 5 --unix-socket "$1" http://docker/_ping 2>/dev/null)" = OK ]
    elif command -v docker >/dev/null; then
        docker -H "unix://$1" version >/dev/null 2>&1
    else
        [ -S "$1" ]
    fi
}

# Processes of the daemon under directory $1: it, its containerd and the shims name the directory. A name alone is not trusted.
processes() {
    grep -lsF "$1/" /proc/[0-9]*/cmdline | while IFS=/ read -r _ _ process _; do
        case $(cat "/proc/$process/comm" 2>/dev/null) in dockerd | containerd | containerd-shim*) echo "$process" ;; esac
    done
}

ended() { # ended SECONDS PROCESS: waits until it has; a zombie has
    tries=$(($1 * 10))
    while state_of=$(sed -n 's/^State:[^A-Z]*\(.\).*/\1/p' "/proc/$2/status" 2>/dev/null) && [ -n "$state_of" ] && [ "$state_of" != Z ]; do
        [ "$tries" -gt 0 ] || return 1
        tries=$((tries - 1))
        sleep 0.1
    done
}

stop() {
    [ -f "$state/directory" ] || return 0
    run=$(cat "$state/directory")
    # TERM to the daemon ends its containers and its containerd; what outlives that is ended one by one.
    daemon=$(cat "$run/docker.pid" 2>/dev/null || true)
    case " $(processes "$run" | tr '\n' ' ')" in *" ${daemon:-none} "*) kill -TERM "$daemon" 2>/dev/null && ended 30 "$daemon" || true ;; esac
    for process in $(processes "$run"); do
        # A shim that is killed leaves its container running: that goes first, and all processes in it with it.
        case $(cat "/proc/$process/comm" 2>/dev/null) in containerd-shim*) contained=$(cat /proc/"$process"/task/*/children 2>/dev/null) ;; *) contained= ;; esac
        # shellcheck disable=SC2086
        kill -KILL $contained "$process" 2>/dev/null || true
        ended 5 "$process" || say "process $process does not end"
    done
    for container in "$run"/data/containers/*/; do
        container=${container%/}
        for cgroup in /sys/fs/cgroup/docker/"${container##*/}" /sys/fs/cgroup/*/docker/"${container##*/}"; do rmdir "$cgroup" 2>/dev/null || true; done
    done
    sed -n "s,^[^ ]* \($run/[^ ]*\) .*,\1,p" /proc/mounts | sort -r | while read -r mount; do umount -l "$mount" 2>/dev/null || true; done
    rm -rf "$run" "$state/directory"
}

refuse() {
    say "$*"
    exit 3
}

# cgroup v1 or v2 must be there to set limits by; a machine without a service manager may not have mounted them.
prepare_cgroups() {
    ! mountpoint -q /sys/fs/cgroup || return 0
    if [ -f /sys/fs/cgroup/cgroup.controllers ]; then return 0; fi
    mount -t cgroup2 none /sys/fs/cgroup 2>/dev/null || refuse "no cgroups are mounted at /sys/fs/cgroup, and they cannot be mounted"
}

launch() {
    [ "$(id -u)" = 0 ] || refuse "no Docker daemon runs, and only root can start one"
    for program in dockerd containerd runc; do
        command -v "$program" >/dev/null || refuse "$program is not installed (Debian: apt-get install docker.io)"
    done
    prepare_cgroups
    stop
    mkdir -p "$state"
    # A short path: the names of sockets have at most 107 characters.
    run=$(mktemp -d /tmp/polydev-docker.XXXXXX)
    echo "$run" >"$state/directory"
    # A session of its own: an interrupt at the terminal is for the tests, which end the daemon after them.
    # shellcheck disable=SC2086
    setsid dockerd --data-root "$run/data" --exec-root "$run/exec" --pidfile "$run/docker.pid" --host "unix://$run/docker.sock" \
        --containerd-namespace "polydev-${run##*.}" --containerd-plugins-namespace "polydev-plugins-${run##*.}" \
        --bridge none --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false ${POLYDEV_DOCKERD_OPTIONS:-} \
        >"$state/log" 2>&1 </dev/null &
    daemon=$!
    tries=600
    until answers "$run/docker.sock"; do
        if ! kill -0 "$daemon" 2>/dev/null || [ "$tries" = 0 ]; then
            why=$(grep -v 'level=info' "$state/log" | tail -n 3)
            stop
            refuse "the Docker daemon does not start; its log is $state/log and ends with: $why"
        fi
        tries=$((tries - 1))
        sleep 0.1
    done
}

start() {
    if [ -n "${DOCKER_HOST:-}" ]; then
        echo "$DOCKER_HOST"
        return
    fi
    if [ -S /var/run/docker.sock ] && answers /var/run/docker.sock; then
        echo unix:///var/run/docker.sock
        return
    fi
    # One that an interrupted run left behind still serves.
    if [ -f "$state/directory" ] && answers "$(cat "$state/directory")/docker.sock"; then
        echo "unix://$(cat "$state/directory")/docker.sock"
        return
    fi
    launch
    echo "unix://$run/docker.sock"
}

case ${1:-} in
    start) start ;;
    stop) stop ;;
    run)
        shift
        DOCKER_HOST=$("$0" start)
        export DOCKER_HOST
        trap '"$0" stop' EXIT
        trap 'exit 130' INT
        trap 'exit 143' TERM
        "$@"
        ;;
    *)
        sed -n '2,7s/^# *//p' "$0" >&2
        exit 2
        ;;
esac
