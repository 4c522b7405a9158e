import { readFileSync } from "node:fs";
import { type AppManifest, parseManifest } from "../../../domain/manifest/app-manifest.ts";
import { packageRoot } from "../../../shared/package-root.ts";

/** The manifest that comes with the package */
export function readManifest(): AppManifest {
  return parseManifest(readFileSync(`${packageRoot}app.yml`, "utf8"));
}
