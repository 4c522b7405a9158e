import { type EntryProblem, readAllowedEntry } from "../endpoint/entry.ts";
import { staysWithOneOwner } from "../endpoint/owner.ts";

const problems: Readonly<Record<EntryProblem, string>> = {
  address: "an address cannot be named, only a host, because Harden-Runner looks every entry up as a name",
  "bad-port": "the port must be a number from 1 to 65535",
  "bad-host": "this is not a host name",
  underscore: "a host name has no underscore",
  "two-wildcards": "a pattern has one * only",
};

export type SettingsEndpoint =
  | { readonly ok: true; readonly endpoint: string }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads `host`, `host:port` or a pattern with one `*` as `host:port` in lower case; without a port it is 443. A pattern that is to
 * be allowed must be one that could have been learned: everything it fits belongs to one owner.
 */
export function readSettingsEndpoint(text: string, kind: "allow" | "deny"): SettingsEndpoint {
  const entry = readAllowedEntry(text);
  switch (entry.kind) {
    case "invalid":
      return { ok: false, problem: problems[entry.problem] };
    case "host":
      return { ok: true, endpoint: `${entry.host}:${entry.port}` };
    case "wildcard":
      if (kind === "allow" && !staysWithOneOwner(entry.suffix))
        return {
          ok: false,
          problem: "this pattern would let strangers in: below what follows the *, anybody can get a name",
        };
      return { ok: true, endpoint: `${entry.prefix}*${entry.suffix}:${entry.port}` };
  }
}
