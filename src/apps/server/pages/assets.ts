import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

/** The files that pages load, each under an address that changes with it. */
export interface Assets {
  readonly folder: string;
  /** The address of a file by its name. @throws for a name that there is not */
  addressOf(name: string): string;
  /** The name of the file at the last part of an address; null where there is none. */
  nameAt(part: string): string | null;
}

const digestLength = 16;

/** Reads all files of a folder, whose names are `NAME.EXT`. */
export function readAssets(folder: string): Assets {
  const parts = new Map<string, string>();
  for (const name of readdirSync(folder)) {
    const digest = createHash("sha256")
      .update(readFileSync(`${folder}/${name}`))
      .digest("hex");
    const at = name.lastIndexOf(".");
    parts.set(name, `${name.slice(0, at)}.${digest.slice(0, digestLength)}${name.slice(at)}`);
  }
  const names = new Map([...parts].map(([name, part]) => [part, name]));
  return {
    folder,
    addressOf(name) {
      const part = parts.get(name);
      if (part === undefined) throw new Error(`there is no asset ${name}`);
      return `/assets/${part}`;
    },
    nameAt: (part) => names.get(part) ?? null,
  };
}
