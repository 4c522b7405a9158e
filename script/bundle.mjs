// Bundles the commands that work offline: lib/cli.js starts, lib/offline holds what it loads. tsc has written dist before.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const chunks = join(root, "lib/offline");
// Node reads the source even where compiled code lies beside it, so that takes less time without blanks. Names stay, and lines are short,
// for the sake of stack traces.
const output = {
  platform: "node",
  target: "node22.19",
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 120,
};
const common = { ...output, absWorkingDir: root, bundle: true, write: false };

rmSync(join(root, "lib"), { recursive: true, force: true });
mkdirSync(chunks, { recursive: true });
writeFileSync(join(root, "lib/package.json"), '{ "type": "commonjs" }\n');

// esbuild splits only what it writes as modules, so each chunk is made CommonJS afterwards.
const modules = await build({
  ...common,
  entryPoints: ["cli", "offline/observe", "offline/recommend", "offline/enforce", "offline/check"].map(
    (name) => `src/apps/cli/${name}.ts`,
  ),
  entryNames: "[name]",
  outdir: chunks,
  splitting: true,
  format: "esm",
  external: [
    "./online/backfill.ts",
    "./online/serve.ts",
    "./online/queue.ts",
    "./online/policies.ts",
    "./online/status.ts",
  ],
});
for (const { path, text } of modules.outputFiles) {
  const { code } = await transform(text, {
    ...output,
    format: "cjs",
    supported: { "dynamic-import": false },
    define: { "import.meta.dirname": "__dirname" },
  });
  writeFileSync(
    join(chunks, basename(path)),
    `(function (exports, require, module, __filename, __dirname) {${code}\n})`,
  );
}

// Runs on the demo's files what most runs will run, so that the compiled code of it can be kept.
const warmUp = spawnSync(process.execPath, [join(root, "script/keep-code.mjs"), chunks], {
  cwd: join(root, "test/fixtures/demo"),
  stdio: ["ignore", "ignore", "pipe"],
});
if (warmUp.status !== 0) throw new Error(`the bundled commands do not run: ${warmUp.stderr}`);

// Last, as it says that everything is there.
const launcher = await build({
  ...common,
  entryPoints: ["src/apps/cli/launch/launcher.ts"],
  outfile: join(root, "lib/cli.js"),
  format: "cjs",
  define: { "import.meta.dirname": "__dirname" },
});
writeFileSync(join(root, "lib/cli.js"), launcher.outputFiles[0].contents);
chmodSync(join(root, "lib/cli.js"), 0o755);
