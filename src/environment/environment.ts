import { existsSync } from "node:fs";
import { isIP } from "node:net";
import { loadEnvFile } from "node:process";
import { z } from "zod";
import { EnvironmentError } from "./environment-error.ts";
import { type ReadPageSettings, readPageSettings } from "./page-settings.ts";
import { readPrivateKey } from "./private-key.ts";
import { type RedisSettings, readRedisSettings } from "./redis-settings.ts";

/** Public ones, as Harden-Runner's agent asks. */
const publicDnsServers = "8.8.8.8,1.1.1.1";
const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

export type LogLevel = (typeof logLevels)[number];

/** What makes the program one certain GitHub App. */
export interface AppCredentials {
  readonly id: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
}

/** How StepSecurity's Policy Store is asked. */
export interface PolicyStoreSettings {
  /** Without a slash at the end. */
  readonly url: string;
  /** For every owner that has no key of its own; null where there is none. */
  readonly key: string | null;
  /** By owner, in lower case. */
  readonly keys: ReadonlyMap<string, string>;
}

/** The settings of the process. */
export interface Environment {
  readonly production: boolean;
  /** Null in development before an App was registered. */
  readonly app: AppCredentials | null;
  /** The webhook secret that was valid before, while it is changed; null where there is none. */
  readonly formerSecret: string | null;
  readonly redis: RedisSettings;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** GitHub's REST API, without a slash at the end. */
  readonly apiUrl: string;
  readonly logLevel: LogLevel;
  /** The resolvers that are asked about hosts before they are proposed: `1.1.1.1`, or `127.0.0.1:5353`; none where hosts are not to be looked up. */
  readonly dnsServers: readonly string[];
  readonly policyStore: PolicyStoreSettings;
  /** Where the process's metrics are told; null for each way that is not wanted. */
  readonly metrics: { readonly port: number | null; readonly token: string | null };
  /** False where nothing may be written, neither to GitHub nor to the Policy Store. */
  readonly writes: boolean;
  /** With what the insights pages are served, or why there are none. */
  readonly pages: ReadPageSettings;
}

const apiKey = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]+$/, "must be one word of letters, digits and signs");

const dnsServers = z
  .string()
  .default(publicDnsServers)
  .transform((list) => (list.trim() === "off" ? [] : list.split(",").map((server) => server.trim())))
  .refine(
    (servers) => servers.every(isServer),
    "must be addresses with commas between, such as 8.8.8.8,1.1.1.1:53, or off",
  );

const policyStore = z
  .object({
    POLICY_STORE_URL: z
      .url({ error: "must be a URL that begins with https://" })
      .default("https://agent.api.stepsecurity.io/v1")
      .refine(isSafeUrl, "must begin with https://, as the key is sent there"),
    POLICY_STORE_API_KEY: apiKey.optional(),
    POLICY_STORE_API_KEYS: z
      .string()
      .default("")
      .transform((list) => list.split(",").map((part) => part.trim()))
      .transform((parts) => parts.filter((part) => part !== "").map(splitKey))
      .refine((pairs) => pairs.every(isOwnerKey), "must be owner=key, with commas between"),
  })
  .transform(
    ({ POLICY_STORE_URL, POLICY_STORE_API_KEY, POLICY_STORE_API_KEYS }): PolicyStoreSettings => ({
      url: POLICY_STORE_URL.replace(/\/+$/, ""),
      key: POLICY_STORE_API_KEY ?? null,
      keys: new Map(POLICY_STORE_API_KEYS.map(([owner, key]) => [owner.toLowerCase(), key])),
    }),
  );

const port = z
  .string()
  .regex(/^[0-9]{1,5}$/, "must be a number")
  .transform(Number)
  .refine((number) => number <= 65_535, "must be at most 65535");

const webhookSecret = z
  .string()
  .refine(
    (secret) => secret !== "development",
    "must not be the word that Probot accepts without being asked",
  );

const schema = z.object({
  NODE_ENV: z.string().default("development"),
  APP_ID: z
    .string()
    .regex(/^[1-9][0-9]{0,14}$/, "must be the App's number")
    .optional(),
  PRIVATE_KEY: z.string().optional(),
  PRIVATE_KEY_PATH: z.string().optional(),
  WEBHOOK_SECRET: webhookSecret.optional(),
  WEBHOOK_SECRET_FORMER: webhookSecret.optional(),
  EGRESS_WRITES: z.enum(["on", "off"], "must be on or off").default("on"),
  HOST: z.string().default("localhost"),
  PORT: port.default(3_000),
  METRICS_PORT: port.optional(),
  METRICS_TOKEN: apiKey.min(16, "must have at least 16 characters").optional(),
  GHE_HOST: z
    .string()
    .regex(/^[A-Za-z0-9.-]+(:[0-9]{1,5})?$/, "must be a host name, with a port where it needs one")
    .optional(),
  GHE_PROTOCOL: z.enum(["https", "http"], "must be https or http").default("https"),
  DNS_SERVERS: dnsServers,
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(", ")}`).default("info"),
});

type Variables = Readonly<Record<string, string | undefined>>;

/** Adds what `.env` in the working directory says to the process's environment, which wins. */
export function loadEnvironmentFile(): void {
  if (existsSync(".env")) loadEnvFile(".env");
}

/**
 * Reads and checks the settings; throws an EnvironmentError that lists all mistakes at once. `PRIVATE_KEY_PATH` is read
 * here. An empty variable counts as none, for that is how containers pass on what is not set.
 */
export function readEnvironment(env: Variables): Environment {
  const problems: string[] = [];
  const parsed = schema.safeParse(withoutEmpty(env));
  for (const issue of parsed.error?.issues ?? []) problems.push(`${issue.path.join(".")} ${issue.message}`);
  const stored = policyStore.safeParse(withoutEmpty(env));
  for (const issue of stored.error?.issues ?? []) problems.push(`${issue.path.join(".")} ${issue.message}`);
  const production = env.NODE_ENV === "production";
  const app = readApp(env, production, problems);
  const redis = collect(problems, () => readRedisSettings(env));
  const pages = collect(problems, () => readPageSettings(env));
  if (production && !env.REDIS_URL) problems.push("REDIS_URL is required with NODE_ENV=production");
  if (!parsed.success || !stored.success || redis === null || pages === null || problems.length > 0)
    throw new EnvironmentError(problems);
  const { HOST, PORT, GHE_HOST, GHE_PROTOCOL, LOG_LEVEL, DNS_SERVERS, EGRESS_WRITES } = parsed.data;
  return {
    production,
    app,
    formerSecret: parsed.data.WEBHOOK_SECRET_FORMER ?? null,
    redis,
    host: HOST,
    port: PORT,
    apiUrl: apiUrlOf(GHE_HOST, GHE_PROTOCOL),
    logLevel: LOG_LEVEL,
    dnsServers: DNS_SERVERS,
    policyStore: stored.data,
    metrics: { port: parsed.data.METRICS_PORT ?? null, token: parsed.data.METRICS_TOKEN ?? null },
    writes: EGRESS_WRITES === "on",
    pages,
  };
}

/** Where the API is: with data residency (`HOST.ghe.com`) on a host of its own, on a GitHub Enterprise Server below the server's. */
function apiUrlOf(host: string | undefined, protocol: string): string {
  if (host === undefined) return "https://api.github.com";
  const [, tenant] = /^(?:api\.)?([a-z0-9-]+\.ghe\.com)$/i.exec(host) ?? [];
  return tenant === undefined ? `${protocol}://${host}/api/v3` : `${protocol}://api.${tenant}`;
}

/** `1.1.1.1`, `1.1.1.1:53`, `::1` or `[::1]:53`. */
function isServer(text: string): boolean {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::([0-9]{1,5}))?$/.exec(text) ?? [];
  const hasGoodPort = port === undefined || (Number(port) > 0 && Number(port) <= 65_535);
  return isIP(text) !== 0 || (isIP(bracketed ?? plain ?? "") !== 0 && hasGoodPort);
}

/** Reads only which resolvers to ask, none where hosts are not to be looked up, for commands that need nothing else. Throws an EnvironmentError. */
export function readDnsServers({ DNS_SERVERS }: Variables): readonly string[] {
  const parsed = dnsServers.safeParse(DNS_SERVERS || undefined);
  if (parsed.success) return parsed.data;
  throw new EnvironmentError(parsed.error.issues.map((issue) => `DNS_SERVERS ${issue.message}`));
}

/** Plain HTTP goes to this machine only. */
function isSafeUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = url?.hostname === "localhost" || url?.hostname === "127.0.0.1" || url?.hostname === "[::1]";
  return url?.protocol === "https:" || (url?.protocol === "http:" && isLocal);
}

function splitKey(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  return [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1).trim()];
}

function isOwnerKey([owner, key]: readonly [string, string]): boolean {
  return /^[A-Za-z0-9_-]{1,100}$/.test(owner) && apiKey.safeParse(key).success;
}

/** What a reader gives; null where it finds mistakes, which are then among the problems. */
function collect<Settings>(problems: string[], read: () => Settings): Settings | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    problems.push(...error.problems);
    return null;
  }
}

function withoutEmpty(env: Variables): Variables {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
}

/** Adds what is missing or wrong to the problems. Null also where nothing at all is set, in development. */
function readApp(env: Variables, production: boolean, problems: string[]): AppCredentials | null {
  const { APP_ID, PRIVATE_KEY, PRIVATE_KEY_PATH, WEBHOOK_SECRET } = env;
  if (!production && !APP_ID && !PRIVATE_KEY && !PRIVATE_KEY_PATH) return null;
  if (!APP_ID) problems.push("APP_ID is required");
  if (!WEBHOOK_SECRET) problems.push("WEBHOOK_SECRET is required");
  for (const name of ["WEBHOOK_SECRET", "WEBHOOK_SECRET_FORMER"] as const)
    if (production && env[name] && env[name].length < 16)
      problems.push(`${name} must have at least 16 characters with NODE_ENV=production`);
  const privateKey = readPrivateKey(env);
  if ("problem" in privateKey) problems.push(privateKey.problem);
  if (!APP_ID || !WEBHOOK_SECRET || "problem" in privateKey) return null;
  return { id: Number(APP_ID), privateKey: privateKey.pem, webhookSecret: WEBHOOK_SECRET };
}
