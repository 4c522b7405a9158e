// Runs the bundled commands in the folder of the demo's files, then writes what the compiler made of them beside each chunk.
import { writeFileSync } from "node:fs";
import { codeFile, createChunkLoader } from "../dist/chunk-loader.js";

const logs = Array.from({ length: 15 }, (_, index) => `run-${String(index + 1).padStart(2, "0")}.txt`);
const { load, scripts } = createChunkLoader(process.argv[2]);
process.argv = [...process.argv.slice(0, 2), "observe", ...logs];
load("./cli.js");
await new Promise((done) => setImmediate(done));
load("./observe.js").runObserve(logs);
load("./observe.js").runObserve([...logs, "--json"]);
load("./recommend.js").runRecommend(logs);
load("./check.js").runCheck(["ci.yml"]);
await load("./enforce.js").runEnforce(["ci.yml", "--from", ...logs]);
for (const [file, script] of scripts) writeFileSync(codeFile(file), script.createCachedData());
