/**
 * Bundles the GitHub Action into `lib/`: `action.js` with everything it needs, the thread in which foreign text is parsed, and the licences of
 * the packages in it. The release workflow does it for the commit of a tag; on a branch there is no `lib/`.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = process.argv[2] ?? `${root}lib`;

rmSync(folder, { recursive: true, force: true });
const bundle = await rolldown({
  cwd: root,
  input: { action: "src/apps/action/main.ts", "parse-thread": "src/adapters/yaml/parse-thread.ts" },
  platform: "node",
  // What a dependency loads only where it is installed.
  external: ["msgpackr-extract"],
  // A dependency's way to load Redis clients, which a step never does.
  checks: { eval: false },
});
const { output } = await bundle.write({
  dir: folder,
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "[name].js",
});
await bundle.close();
const modules = output.flatMap((one) => (one.type === "chunk" ? one.moduleIds : []));
writeFileSync(join(folder, "licenses.txt"), listLicences(modules));

/** The licences of the packages that modules come from, by the packages' names. */
function listLicences(paths: readonly string[]): string {
  const folders = paths.flatMap((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path) ?? []);
  return [...new Set(folders)]
    .sort()
    .map((path) => {
      const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
      const file = readdirSync(path).find((one) => /^licen[cs]e/i.test(one));
      const text = file === undefined ? "" : `\n${readFileSync(join(path, file), "utf8").trim()}\n`;
      return `${name} ${version}: ${license}\n${text}`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}
