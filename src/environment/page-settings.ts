import { EnvironmentError } from "./environment-error.ts";

/** With what people sign in and see the insights pages. */
export interface PageSettings {
  /** Of the App's OAuth. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** The origin under which people reach the pages, without a slash at the end. */
  readonly url: string;
  /** AES-256 keys, 32 bytes each: the first encrypts, all decrypt. */
  readonly sessionKeys: readonly [Buffer, ...Buffer[]];
}

/** The settings, or the variables that are missing for there to be pages. */
export type ReadPageSettings =
  | { readonly kind: "pages"; readonly settings: PageSettings }
  | { readonly kind: "none"; readonly missing: readonly string[] };

type Variables = Readonly<Record<string, string | undefined>>;

const names = ["CLIENT_ID", "CLIENT_SECRET", "PUBLIC_URL", "SESSION_KEYS"] as const;
/** Of a key, in bytes. */
export const keyLength = 32;
const mostKeys = 10;
const word = /^[\x21-\x7e]{1,200}$/;

/** Reads the four settings, without any of which there are no pages. @throws EnvironmentError for one that is set and wrong */
export function readPageSettings(env: Variables): ReadPageSettings {
  const { CLIENT_ID = "", CLIENT_SECRET = "", PUBLIC_URL = "", SESSION_KEYS = "" } = env;
  const problems: string[] = [];
  if (CLIENT_ID !== "" && !word.test(CLIENT_ID)) problems.push("CLIENT_ID must be one word");
  if (CLIENT_SECRET !== "" && !word.test(CLIENT_SECRET)) problems.push("CLIENT_SECRET must be one word");
  const url = readPublicUrl(PUBLIC_URL);
  if (PUBLIC_URL !== "" && url === null)
    problems.push("PUBLIC_URL must be an address such as https://egress.example.com, without a path");
  const sessionKeys = readSessionKeys(SESSION_KEYS);
  if (SESSION_KEYS !== "" && sessionKeys === null)
    problems.push(
      "SESSION_KEYS must be keys of 32 bytes in base64 with commas between, as openssl rand -base64 32 makes them",
    );
  if (problems.length > 0) throw new EnvironmentError(problems);
  const missing = names.filter((name) => !env[name]);
  if (missing.length > 0 || url === null || sessionKeys === null) return { kind: "none", missing };
  return {
    kind: "pages",
    settings: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, url, sessionKeys },
  };
}

/** HTTPS, but on this machine, where browsers take a page without it for as safe. */
function readPublicUrl(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^\/?$/.test(url.pathname) || /[?#@]/.test(text)) return null;
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLocal)) return null;
  return url.origin;
}

function readSessionKeys(text: string): PageSettings["sessionKeys"] | null {
  const [first, ...others] = text.split(",").map((part) => Buffer.from(part.trim(), "base64"));
  if (first === undefined || others.length >= mostKeys) return null;
  return [first, ...others].every(({ length }) => length === keyLength) ? [first, ...others] : null;
}
