// Runs the bundled commands in the folder of the demo's files, then writes what the compiler made of them beside each chunk.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeFile, createChunkLoader } from "../dist/apps/cli/launch/chunk-loader.js";

const logs = Array.from({ length: 15 }, (_, index) => `run-${String(index + 1).padStart(2, "0")}.txt`);
const folder = process.argv[2];
const policy = join(folder, "policy.json");
writeFileSync(policy, JSON.stringify({ jobs: { build: ["github.com:443"] } }));
const { load, scripts } = createChunkLoader(folder);
process.argv = [...process.argv.slice(0, 2), "observe", ...logs];
load("./cli.js");
await new Promise((done) => setImmediate(done));
load("./observe.js").runObserve(logs);
load("./observe.js").runObserve([...logs, "--json"]);
load("./recommend.js").runRecommend(logs);
load("./check.js").runCheck(["ci.yml"]);
await load("./enforce.js").runEnforce(["ci.yml", "--from", ...logs]);
await load("./enforce.js").runEnforce(["ci.yml", "--policy", policy]);
rmSync(policy);
for (const [file, script] of scripts) writeFileSync(codeFile(file), script.createCachedData());
