/**
 * `script/demo --pages`: the App with its insights pages, a fake GitHub and a Redis, after a made-up year (or so many days as its argument says).
 * Ends when it is told to, and leaves no process and no file.
 */
import { once } from "node:events";
import { startWorld } from "../test/e2e/bot.ts";
import { openRunFolder } from "../test/support/run/run-folder.ts";
import { liveYear } from "./demo-year/live-year.ts";

const [days = "365"] = process.argv.slice(2);
const folder = openRunFolder();
const told = Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
const world = await startWorld({ hasPages: true });
const { origin, host } = new URL(world.url);
console.log(`* a fake GitHub listens on ${world.github.host}, the bot on ${host}`);
console.log("* three repositories live through a year, and a maintainer merges what the bot proposes");
await Promise.race([show(), told]);
await told;
// Keys that the year has outlived are in no index any more.
await world.close().catch(() => {});
await folder.close();
process.exit(0);

async function show(): Promise<void> {
  await liveYear(world, Number(days), console.log);
  // Whoever signs in is this person on the fake GitHub.
  world.github.setViewer("maintainer");
  console.log(`\ninsights: ${origin}/octo-org\n`);
  console.log("Open it and sign in: the fake GitHub lets you in as `maintainer`. Ctrl-C ends it.");
}
