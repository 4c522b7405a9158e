/**
 * Bundles the GitHub Action into `lib/`: `action.js` with everything it needs, and the thread in which foreign text is parsed. The release
 * workflow does it for the commit of a tag; on a branch there is no `lib/`.
 */
import { rmSync } from "node:fs";
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
await bundle.write({ dir: folder, format: "esm", entryFileNames: "[name].js", chunkFileNames: "[name].js" });
await bundle.close();
