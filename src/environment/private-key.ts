import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";

/** The key as PKCS#8 in PEM form, or in one line why there is none. */
export type PrivateKey = { readonly pem: string } | { readonly problem: string };

/** Why a file cannot be read, by the code of Node's error. */
const unreadable: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  EACCES: "this process may not read",
  EISDIR: "is a directory",
};

/** Reads the App's key from `PRIVATE_KEY`, or from the file that `PRIVATE_KEY_PATH` names. The problem never holds any of it. */
export function readPrivateKey(env: Readonly<Record<string, string | undefined>>): PrivateKey {
  const { PRIVATE_KEY, PRIVATE_KEY_PATH } = env;
  if (PRIVATE_KEY) return parse("PRIVATE_KEY", PRIVATE_KEY);
  if (!PRIVATE_KEY_PATH) return { problem: "PRIVATE_KEY or PRIVATE_KEY_PATH is required" };
  let text: string;
  try {
    text = readFileSync(PRIVATE_KEY_PATH, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    // Not the path: somebody may have put the key itself there.
    return { problem: `PRIVATE_KEY_PATH names a file that ${unreadable[code] ?? "cannot be read"}` };
  }
  return parse("PRIVATE_KEY_PATH", text);
}

/** A PEM text as it is, with `\\n` for its line ends, or in base64: the ways to put one into a single line. */
function parse(name: string, text: string): PrivateKey {
  const lines = text.includes("-----BEGIN") ? text : Buffer.from(text, "base64").toString("utf8");
  try {
    const key = createPrivateKey(lines.replaceAll("\\n", "\n"));
    if (key.asymmetricKeyType !== "rsa")
      return { problem: `${name} is not an RSA key, as GitHub makes them` };
    return { pem: key.export({ type: "pkcs8", format: "pem" }).toString() };
  } catch {
    return { problem: `${name} is not a private key in PEM form` };
  }
}
