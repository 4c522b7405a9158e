import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The version in package.json, which is as far away from here as from the chunk that holds this when bundled. */
export function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
  return (manifest as { version: string }).version;
}
