/**
 * Writes `src/domain/endpoint/shared-tenant-domains.ts` from the Public Suffix List inside the pinned `tldts`:
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
export function domainsAbovePrivateSuffixes(): string[] {
  const domains = new Set<string>();
  for (const suffix of privateSuffixes()) {
    const name = suffix.replace("*", "x");
    const registered = getDomain(name, { allowPrivateDomains: false });
    if (registered !== null && registered !== name) domains.add(registered);
  }
  return [...domains].sort();
}

if (process.argv[1] === import.meta.filename) {
  const lines = domainsAbovePrivateSuffixes().map((domain) => `  "${domain}",`);
  writeFileSync(
    new URL("../src/domain/endpoint/shared-tenant-domains.ts", import.meta.url),
    `// Written by script/shared-tenant-domains.ts from the Public Suffix List of the pinned tldts. Do not edit the first list.
const fromPublicSuffixList = [
${lines.join("\n")}
];

// Domains that hand out names to strangers without being in the list.
const others = [
  "aliyuncs.com",
  "atlassian.net",
  "azure.com",
  "azure.net",
  "azurecr.io",
  "backblazeb2.com",
  "chinacloudapi.cn",
  "cloudflarestorage.com",
  "dropboxusercontent.com",
  "googleapis.com",
  "googleusercontent.com",
  "jfrog.io",
  "myqcloud.com",
  "oraclecloud.com",
  "sharepoint.com",
  "wasabisys.com",
  "windows.net",
];

/** Registered domains below which strangers get names of their own: a wildcard there would let anybody in. */
export const sharedTenantDomains: ReadonlySet<string> = new Set([...fromPublicSuffixList, ...others]);
`,
  );
}
