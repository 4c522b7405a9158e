import type { AppManifest } from "./app-manifest.ts";

/** What an App, or an installation of it, was granted. */
export interface Granted {
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
}

/** Permissions, `checks: write`, and names of events. */
export interface Missing {
  readonly permissions: readonly string[];
  readonly events: readonly string[];
}

const levels = ["read", "write", "admin"];

/** What the manifest asks for and was not granted. */
export function findMissing(
  { default_permissions: wanted, default_events: events }: AppManifest,
  granted: Granted,
): Missing {
  const rank = (level: string | undefined): number => levels.indexOf(level ?? "");
  return {
    permissions: Object.entries(wanted)
      .filter(([name, level]) => rank(granted.permissions[name]) < rank(level))
      .map(([name, level]) => `${name}: ${level}`),
    events: events.filter((event) => !granted.events.includes(event)),
  };
}
