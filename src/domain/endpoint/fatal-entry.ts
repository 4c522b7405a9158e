import type { AgentEntry } from "./agent-list.ts";

/** Why the agent enforces nothing at all with an entry, whatever else the list holds. */
export type FatalEntry =
  /** It crashes while it looks the name up. */
  | "control-character"
  | "internal-name"
  /** The firewall takes no such port. */
  | "port-out-of-range"
  /** No resolver can know the name: an address, a word without a dot, an empty or overlong label. */
  | "never-resolves";

/** Why an entry by itself turns all enforcement off; null where that is for DNS to say, and for every pattern, which is never looked up. */
export function findFatal({ name, port, isWildcard }: AgentEntry): FatalEntry | null {
  if (isWildcard) return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what crashes the agent.
  if (/[\u0000-\u001f\u007f]/.test(name)) return "control-character";
  if (name.endsWith(".internal.")) return "internal-name";
  if (!mayResolve(name)) return "never-resolves";
  return port < 0 || port > 65_535 ? "port-out-of-range" : null;
}

/** Whether a name has the form of one in the public DNS. Underscores do occur there. */
function mayResolve(name: string): boolean {
  const labels = name.slice(0, -1).split(".");
  return (
    labels.length > 1 &&
    labels.every((label) => /^[A-Za-z0-9_-]{1,63}$/.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? "")
  );
}
