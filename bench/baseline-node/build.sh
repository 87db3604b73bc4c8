#!/bin/sh
# Builds the image of the first version's container in small: this machine's node with the libraries it is linked with, three npm SDKs, authorities, main.mjs.
#   build.sh TAG DIRECTORY   works in DIRECTORY; loads into the engine at DOCKER_HOST. Needs node, npm and docker.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
tag=$1
root=$2/root

mkdir -p "$2"
cp "$here/package.json" "$2/"
(cd "$2" && npm install --omit=dev --no-audit --no-fund --loglevel=error >&2)

rm -rf "$root"
mkdir -p "$root/app" "$root/usr/bin" "$root/etc/ssl/certs" "$root/run/polydev" "$root/tmp"
node=$(readlink -f "$(command -v node)")
cp "$node" "$root/usr/bin/node"
ldd "$node" | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) .*/\1/p' | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
done
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
cp -R "$2/node_modules" "$here/main.mjs" "$here/package.json" "$root/app/"
tar -C "$root" -c . | docker import --change 'ENTRYPOINT ["/usr/bin/node", "/app/main.mjs"]' --change 'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt' - "$tag" >&2
rm -rf "$root"
