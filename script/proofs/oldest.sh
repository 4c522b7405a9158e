#!/usr/bin/env bash
# prove: oldest      the suite passes on the oldest Node that package.json's engines allow, brought from npm; 3 min
set -euo pipefail

oldest=$(sed -n 's/^ *"node": ">=\([0-9.]*\)"$/\1/p' package.json)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-save --no-audit --no-fund --loglevel=error "node-linux-$(node -p process.arch)@$oldest.0" >&2
PATH="$folder/node_modules/.bin:$PATH"
node --version
npx --no-install vitest run "$@"
