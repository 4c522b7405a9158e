import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { type Logger, run } from "probot";

/**
 * Serves Probot's page that registers the App from `app.yml` in the working directory, on this machine only, and writes what
 * GitHub answers to `.env`. For development: whoever reaches the page can set the credentials.
 */
export async function startSetup(port: number, log: Logger): Promise<{ close(): Promise<void> }> {
  // Else Probot downloads a client for smee.io and runs it.
  process.env.NO_SMEE_SETUP = "true";
  const server = await run(() => {}, {
    env: { HOST: "localhost", PORT: String(port) },
    log,
    updateEnv,
  });
  return { close: async () => void (await server.stop()) };
}

/** Adds variables to `.env`, which only the user may read: it holds the private key. */
function updateEnv(added: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const present = existsSync(".env") ? parseEnv(readFileSync(".env", "utf8")) : {};
  const all = { ...present, ...added };
  const lines = Object.entries(all).map(([name, value = ""]) => `${name}=${quote(value)}\n`);
  writeFileSync(".env", lines.join(""), { mode: 0o600 });
  chmodSync(".env", 0o600);
  return all;
}

/** Probot hands the key over in quotes already. */
function quote(value: string): string {
  const bare = value.replace(/^"|"$/g, "");
  return `"${bare.replaceAll("\n", "\\n")}"`;
}
