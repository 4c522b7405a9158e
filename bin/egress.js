#!/usr/bin/env node
// Starts the command, or says why it cannot start: plain JavaScript that every Node understands.
import { existsSync } from "node:fs";

const command = new URL("../dist/apps/cli/cli.js", import.meta.url);
if (existsSync(command)) await import(command);
else {
  process.stderr.write(
    "egress: this copy of egress-bot is not built; in a clone, script/bootstrap builds it\n",
  );
  process.exitCode = 1;
}
