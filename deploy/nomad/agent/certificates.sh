#!/bin/sh
# The certificates of a Nomad cluster, with openssl alone.
#   certificates.sh DIR authority                     once: DIR/ca.pem, and DIR/ca.key, which stays off the cluster
#   certificates.sh DIR server NAME [ADDRESS...]      for a host with a server: NAME.pem and NAME.key, good for region "global"
#   certificates.sh DIR client NAME [ADDRESS...]      for a host with a client only
#   certificates.sh DIR cli NAME                      for whoever asks the API: the controller, an operator
# POLYDEV_NOMAD_REGION names another region. A certificate is good for a year; made again, it goes to its host, and the agent is sent SIGHUP.
set -eu
umask 077

[ $# -ge 2 ] || { sed -n '2,7s/^# *//p' "$0" >&2; exit 2; }
directory=$1 kind=$2 name=${3:-}
region=${POLYDEV_NOMAD_REGION:-global}
mkdir -p "$directory"
cd "$directory"

key() { openssl ecparam -genkey -name prime256v1 -noout | openssl pkcs8 -topk8 -nocrypt -out "$1"; }

issue() { # issue NAMES: a certificate of the authority for these subjectAltNames
    [ -n "$name" ] || { echo "certificates: say a name" >&2; exit 2; }
    [ -f ca.key ] || { echo "certificates: there is no $directory/ca.key; first: $0 $directory authority" >&2; exit 1; }
    key "$name.key"
    printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=%s\n' "$1" >"$name.ext"
    openssl req -new -key "$name.key" -subj "/CN=$name" -out "$name.csr"
    openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 365 -sha256 -extfile "$name.ext" -out "$name.pem" 2>/dev/null
    rm -f "$name.csr" "$name.ext"
    chmod 644 "$name.pem"
}

addresses() {
    for address in "$@"; do
        case $address in *[!0-9.]*) printf ',DNS:%s' "$address" ;; *) printf ',IP:%s' "$address" ;; esac
    done
}

case $kind in
    authority)
        [ ! -f ca.key ] || { echo "certificates: $directory/ca.key is there already" >&2; exit 1; }
        key ca.key
        openssl req -x509 -new -key ca.key -sha256 -days 3650 -subj "/CN=Nomad of $region" \
            -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign -out ca.pem
        chmod 644 ca.pem
        ;;
    server | client)
        [ $# -lt 3 ] || shift 3
        issue "DNS:$kind.$region.nomad,DNS:localhost,IP:127.0.0.1$(addresses "$@")"
        ;;
    cli) issue "DNS:cli.$region.nomad" ;;
    *)
        echo "certificates: '$kind' is none of authority, server, client, cli" >&2
        exit 2
        ;;
esac
