#!/usr/bin/env bash
# Fetches the SPARQL editor anew from the npm registry: `server/vendor.sh 4.6.2`. The files are committed, so that nothing is fetched
# when the package is built, installed or used.
set -euo pipefail
target="$(cd "$(dirname "$0")" && pwd)/qingdan_server/static/vendor"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent "@zazuko/yasqe@$1" >name
tar xzf "$(cat name)"
for file in yasqe.min.js yasqe.min.css; do
    sed 's,/[/*]# sourceMappingURL=.*,,' "package/build/$file" >"$target/$file"
done
sed -i "s,@zazuko/yasqe [0-9.]*,@zazuko/yasqe $1," "$target/LICENSE.txt"
