/**
 * Writes `src/domain/endpoint/shared-tenant-domains.json` from the Public Suffix List inside the pinned `tldts`:
 *   node script/shared-tenant-domains.ts
 * `tldts` answers questions about one name, but not which suffixes lie below a domain; its own data does.
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { getDomain } from "tldts";

/** The flat trie of `tldts`, not part of its interface: this script and its test fail should it ever change. */
const trie: unknown = createRequire(import.meta.url)("../node_modules/tldts/dist/cjs/src/data/trie.js");
const { rulesRoot, edgeStart, edgeChild, edgeLength, labelText, nodeFlags } = trie as {
  readonly rulesRoot: number;
  readonly edgeStart: Uint16Array;
  readonly edgeChild: Uint16Array;
  readonly edgeLength: Uint8Array;
  readonly labelText: string;
  readonly nodeFlags: Uint8Array;
};

const privateRule = 2;

/** Every rule of the list's private section, for example `s3.amazonaws.com` or `*.compute.amazonaws.com`. */
function privateSuffixes(): string[] {
  const labels: string[] = [];
  let start = 0;
  for (const length of edgeLength) {
    labels.push(labelText.slice(start, start + length));
    start += length;
  }
  const found: string[] = [];
  const visit = (node: number, name: readonly string[]): void => {
    if (((nodeFlags[node] ?? 0) & privateRule) !== 0) found.push(name.join("."));
    for (let edge = edgeStart[node] ?? 0; edge < (edgeStart[node + 1] ?? 0); edge += 1) {
      visit(edgeChild[edge] ?? 0, [labels[edge] ?? "", ...name]);
    }
  };
  visit(rulesRoot, []);
  return found;
}

/** The registered domains that have such a suffix strictly below them. */
function domainsAbovePrivateSuffixes(): string[] {
  const domains = new Set<string>();
  for (const suffix of privateSuffixes()) {
    const name = suffix.replace("*", "x");
    const registered = getDomain(name, { allowPrivateDomains: false });
    if (registered !== null && registered !== name) domains.add(registered);
  }
  return [...domains].sort();
}

/** The text of `shared-tenant-domains.json`. */
export function renderSharedTenantDomains(): string {
  return `${JSON.stringify(domainsAbovePrivateSuffixes(), null, 2)}\n`;
}

if (process.argv[1] === import.meta.filename) {
  const file = new URL("../src/domain/endpoint/shared-tenant-domains.json", import.meta.url);
  writeFileSync(file, renderSharedTenantDomains());
}
