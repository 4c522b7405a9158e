import { readFileSync } from "node:fs";
import writeFileAtomic from "write-file-atomic";
import type { RegisteredApp } from "../../../adapters/github/client/receive-app.ts";
import type { PageSettings } from "../../../environment/page-settings.ts";

/**
 * Writes an App's credentials, and with what its pages are served, into a file of settings, which afterwards only the user may read. What else is in the file stays as it is;
 * lines that set the same variables go. @throws an error of the file system
 */
export async function saveApp(path: string, app: RegisteredApp, pages: PageSettings): Promise<void> {
  const variables = {
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    CLIENT_ID: pages.clientId,
    CLIENT_SECRET: pages.clientSecret,
    PUBLIC_URL: pages.url,
    SESSION_KEYS: pages.sessionKeys.map((key) => key.toString("base64")).join(","),
  };
  const names = Object.keys(variables).join("|");
  const others = read(path)
    .split("\n")
    .filter((line) => !new RegExp(`^\\s*(?:export\\s+)?(?:${names})\\s*=`).test(line));
  const lines = Object.entries(variables).map(
    ([name, value]) => `${name}="${value.trim().replaceAll("\n", "\\n")}"`,
  );
  const before = others.join("\n").trimEnd();
  const text = `${before === "" ? "" : `${before}\n`}${lines.join("\n")}\n`;
  await writeFileAtomic(path, text, { mode: 0o600 });
}

/** Empty where there is no file. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
