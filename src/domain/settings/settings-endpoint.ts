import { readAllowedEntry } from "../endpoint/entry.ts";
import { staysWithOneOwner } from "../endpoint/owner.ts";
import { settingsEndpointWords } from "../text/sentences/settings-mistakes.ts";

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
      return { ok: false, problem: settingsEndpointWords[entry.problem] };
    case "host":
      return { ok: true, endpoint: `${entry.host}:${entry.port}` };
    case "wildcard":
      if (kind === "allow" && !staysWithOneOwner(entry.suffix))
        return { ok: false, problem: settingsEndpointWords["unsafe-pattern"] };
      return { ok: true, endpoint: `${entry.prefix}*${entry.suffix}:${entry.port}` };
  }
}
