import { readFileSync } from "node:fs";
import { type AppManifest, parseManifest } from "../../../domain/manifest/app-manifest.ts";

/** The manifest that comes with the package; it lies beside `src` and beside `dist`. */
export function readManifest(): AppManifest {
  return parseManifest(readFileSync(new URL("../../../../app.yml", import.meta.url), "utf8"));
}
