import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildCommand, egress, useFolder } from "./support/cli.ts";

const folder = useFolder();
const workflow = ".github/workflows/release.yml";

test("the release workflow begins with our own guard step in block mode, and egress check finds nothing in it", () => {
  expect(readFileSync(workflow, "utf8")).toMatch(
    /steps:\n +- name: Harden the runner\n +uses: step-security\/harden-runner@[0-9a-f]{40} # v[\d.]+\n +with:\n +egress-policy: block\n/,
  );
  expect(egress(["check", workflow])).toEqual({
    status: 0,
    stdout: "",
    stderr: "egress: checked 1 file, 1 guard step: no findings\n",
  });
});

test("every action of the release workflow is pinned by a commit", () => {
  const uses = [...readFileSync(workflow, "utf8").matchAll(/uses: (\S+)/g)].map(([, action]) => action);
  expect(uses.length).toBeGreaterThan(1);
  for (const action of uses) expect(action).toMatch(/@[0-9a-f]{40}$/);
});

test("the package holds what runs, and nothing of the project's own", () => {
  buildCommand();
  const [packed] = JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  const files: readonly string[] = packed.files.map(({ path }: { path: string }) => path);
  for (const file of [
    "bin/egress.js",
    "dist/apps/cli/cli.js",
    "views/status.eta",
    "app.yml",
    "LICENSE",
    "README.md",
  ])
    expect(files).toContain(file);
  expect(files.filter((file) => /^(?:src|test|script|docs|node_modules|\.)/.test(file))).toEqual([]);
});

test("a clone whose packages are not installed says so when it is packed", () => {
  cpSync("package.json", join(folder.path, "package.json"));
  const { status, stderr } = spawnSync("npm", ["pack", "--dry-run", "--loglevel=error"], {
    cwd: folder.path,
    encoding: "utf8",
    // Whoever starts the tests has put the project's own packages there.
    env: { ...process.env, PATH: without(process.env.PATH ?? "", "node_modules/.bin") },
  });
  expect(status).not.toBe(0);
  expect(stderr).toContain(
    "egress-bot: its packages are not installed; run script/bootstrap, or npm ci --ignore-scripts\n",
  );
});

test("a copy that is not built says so", () => {
  cpSync("bin", join(folder.path, "bin"), { recursive: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder.path, "bin", "egress.js")], {
    encoding: "utf8",
  });
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: "",
    stderr: "egress: this copy of egress-bot is not built; in a clone, script/bootstrap builds it\n",
  });
});

/** A PATH without the folders whose names end so. */
function without(path: string, end: string): string {
  return path
    .split(":")
    .filter((folder) => !folder.endsWith(end))
    .join(":");
}
