#!/usr/bin/env bash
# prove: package    the packed tarball, installed in an empty folder without scripts, does what the README says of the command (half a minute)
set -euo pipefail

root=$PWD
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm pack --silent --pack-destination "$folder" >/dev/null
mkdir "$folder/user" "$folder/logs"
node script/demo-logs.ts "$folder/logs"
cp test/fixtures/demo/ci.yml "$folder/user/ci.yml"
cd "$folder/user"
printf '{"private": true, "dependencies": {"egress-bot": "file:%s"}}\n' "$folder"/egress-bot-*.tgz >package.json
npm install --package-lock-only --silent
npm ci --ignore-scripts --omit=dev --silent

says() { printf '\n$ npx egress-bot %s\n' "$*"; npx --no-install egress-bot "$@"; }
[ "$(npx --no-install egress-bot --version)" = "$(node -p "require('$root/package.json').version")" ]
says observe "$folder/logs/run-05.txt"
says recommend "$folder/logs"
says enforce ci.yml --from "$folder/logs" --write
grep -q "egress-policy: 'block'" ci.yml
says check ci.yml
npx --no-install egress serve --help >/dev/null
printf '\nThe package of %s files works without a clone.\n' "$(find node_modules/egress-bot -type f | wc -l)"
