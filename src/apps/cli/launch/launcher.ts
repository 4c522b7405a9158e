#!/usr/bin/env node
import { createChunkLoader } from "./chunk-loader.ts";
import { describeOldNode } from "./old-node.ts";

// What becomes lib/cli.js. The App's commands are ordinary modules; the others are bundled, since finding, reading and compiling a hundred
// small files takes longer than what most of them do. CommonJS, since Node's loader of modules takes its time too.
const modules = "../dist/apps/cli/cli.js";
const appCommands: readonly (string | undefined)[] = ["backfill", "serve", "queue", "status", "policies"];

const warning = describeOldNode(process.versions.node);
if (warning !== null) process.stderr.write(warning);
if (appCommands.includes(process.argv[2])) void import(modules);
else createChunkLoader(`${import.meta.dirname}/offline`).load("./cli.js");
