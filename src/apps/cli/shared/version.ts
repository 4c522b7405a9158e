import { readFileSync } from "node:fs";
import { packageRoot } from "../../../shared/package-root.ts";

/** The version in the project's package.json. */
export function readVersion(): string {
  const text = readFileSync(`${packageRoot}package.json`, "utf8");
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
}
