import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readEnvironment } from "../../src/environment/environment.ts";
import { EnvironmentError } from "../../src/environment/environment-error.ts";
import { readRedisSettings } from "../../src/environment/redis-settings.ts";
import { useFolder } from "../support/cli.ts";

const folder = useFolder();
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pkcs1 = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const pkcs8 = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const ecKey = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
const app = { APP_ID: "17", PRIVATE_KEY: pkcs1, WEBHOOK_SECRET: "0123456789abcdef" };
const production = { ...app, NODE_ENV: "production", REDIS_URL: "redis://redis:6379" };

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readEnvironment(env);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
  return [];
}

test("what is not set has a default", () => {
  expect(readEnvironment(app)).toEqual({
    production: false,
    app: { id: 17, privateKey: pkcs8, webhookSecret: "0123456789abcdef" },
    formerSecret: null,
    metrics: { port: null, token: null },
    redis: { directory: "./data" },
    host: "localhost",
    port: 3000,
    apiUrl: "https://api.github.com",
    logLevel: "info",
    dnsServers: ["8.8.8.8", "1.1.1.1"],
    policyStore: { url: "https://agent.api.stepsecurity.io/v1", key: null, keys: new Map() },
    writes: true,
    pages: { kind: "none", missing: ["CLIENT_ID", "CLIENT_SECRET", "PUBLIC_URL", "SESSION_KEYS"] },
  });
});

test("writes can be switched off, and two secrets be valid", () => {
  const env = { ...app, EGRESS_WRITES: "off", WEBHOOK_SECRET_FORMER: "fedcba9876543210" };
  expect(readEnvironment(env)).toMatchObject({ writes: false, formerSecret: "fedcba9876543210" });
  // Whoever mistypes it wants to stop something.
  expect(problemsOf({ ...app, EGRESS_WRITES: "OFF" })).toEqual(["EGRESS_WRITES must be on or off"]);
  expect(problemsOf({ ...production, WEBHOOK_SECRET_FORMER: "short" })).toEqual([
    "WEBHOOK_SECRET_FORMER must have at least 16 characters with NODE_ENV=production",
  ]);
});

test.each([
  ["github.test", "https://github.test/api/v3"],
  ["octocorp.ghe.com", "https://api.octocorp.ghe.com"],
  ["api.octocorp.ghe.com", "https://api.octocorp.ghe.com"],
  ["ghe.com.test", "https://ghe.com.test/api/v3"],
])("GHE_HOST=%s is asked at %s", (host, apiUrl) => {
  expect(readEnvironment({ ...production, GHE_HOST: host }).apiUrl).toBe(apiUrl);
});

test("hosts can be left unlooked up, and whatever else is no address is refused", () => {
  expect(readEnvironment({ ...production, DNS_SERVERS: " off " }).dnsServers).toEqual([]);
  expect(() => readEnvironment({ ...production, DNS_SERVERS: "off,1.1.1.1" })).toThrow(
    "DNS_SERVERS must be addresses",
  );
});

test("everything can be set", () => {
  const env = {
    ...production,
    HOST: "0.0.0.0",
    PORT: "8080",
    GHE_HOST: "github.test:8443",
    LOG_LEVEL: "warn",
    DNS_SERVERS: "127.0.0.1:5353, ::1,[::1]:53",
    POLICY_STORE_URL: "http://127.0.0.1:8081/v1/",
    POLICY_STORE_API_KEY: " one-for-all\n",
    POLICY_STORE_API_KEYS: "Octo-Org=a=b, octo_two = c",
  };
  expect(readEnvironment({ ...env, GHE_PROTOCOL: "http" })).toMatchObject({
    production: true,
    redis: { url: "redis://redis:6379" },
    host: "0.0.0.0",
    port: 8080,
    apiUrl: "http://github.test:8443/api/v3",
    logLevel: "warn",
    dnsServers: ["127.0.0.1:5353", "::1", "[::1]:53"],
    policyStore: {
      url: "http://127.0.0.1:8081/v1",
      key: "one-for-all",
      keys: new Map([
        ["octo-org", "a=b"],
        ["octo_two", "c"],
      ]),
    },
  });
});

test.each([
  ["as it is", { PRIVATE_KEY: pkcs1 }],
  ["with escaped line ends", { PRIVATE_KEY: pkcs1.replaceAll("\n", "\\n") }],
  ["in base64", { PRIVATE_KEY: Buffer.from(pkcs1).toString("base64") }],
  ["as PKCS#8", { PRIVATE_KEY: pkcs8 }],
  ["from a file", { PRIVATE_KEY: "", PRIVATE_KEY_PATH: folder.write("key.pem", pkcs1) }],
])("the private key is taken %s", (_, key) => {
  expect(readEnvironment({ ...app, ...key }).app?.privateKey).toBe(pkcs8);
});

describe("without an App", () => {
  test("development may go on, to register one", () => {
    expect(readEnvironment({ WEBHOOK_SECRET: "" }).app).toBeNull();
  });

  test("production may not", () => {
    expect(problemsOf({ NODE_ENV: "production" })).toEqual([
      "APP_ID is required",
      "WEBHOOK_SECRET is required",
      "PRIVATE_KEY or PRIVATE_KEY_PATH is required",
      "REDIS_URL is required with NODE_ENV=production",
    ]);
  });

  test("half of one is no App", () => {
    expect(problemsOf({ APP_ID: "17" })).toEqual([
      "WEBHOOK_SECRET is required",
      "PRIVATE_KEY or PRIVATE_KEY_PATH is required",
    ]);
  });
});

test.each([
  ["APP_ID", "x17", "APP_ID must be the App's number"],
  ["APP_ID", "0", "APP_ID must be the App's number"],
  [
    "WEBHOOK_SECRET",
    "development",
    "WEBHOOK_SECRET must not be the word that Probot accepts without being asked",
  ],
  ["PRIVATE_KEY", "sesame", "PRIVATE_KEY is not a private key in PEM form"],
  ["PRIVATE_KEY", ecKey, "PRIVATE_KEY is not an RSA key, as GitHub makes them"],
  [
    "REDIS_URL",
    "redis://:100%@redis",
    "REDIS_URL has a % in its name or password that is not written as %25",
  ],
  ["PORT", "http", "PORT must be a number"],
  ["PORT", "65536", "PORT must be at most 65535"],
  ["REDIS_URL", "http://redis", "REDIS_URL must be a URL that begins with redis://, rediss:// or unix://"],
  ["REDIS_URL", "redis", "REDIS_URL must be a URL that begins with redis://, rediss:// or unix://"],
  ["GHE_HOST", "https://github.test", "GHE_HOST must be a host name, with a port where it needs one"],
  ["GHE_PROTOCOL", "ftp", "GHE_PROTOCOL must be https or http"],
  ["LOG_LEVEL", "loud", "LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent"],
])("%s=%s is refused", (name, value, problem) => {
  expect(problemsOf({ ...app, [name]: value })).toEqual([problem]);
});

test("production wants a longer secret", () => {
  expect(problemsOf({ ...production, WEBHOOK_SECRET: "short" })).toEqual([
    "WEBHOOK_SECRET must have at least 16 characters with NODE_ENV=production",
  ]);
});

test("a key file that cannot be read is told without its path", () => {
  const problems = problemsOf({ ...app, PRIVATE_KEY: "", PRIVATE_KEY_PATH: "/nowhere/key.pem" });
  expect(problems).toEqual(["PRIVATE_KEY_PATH names a file that does not exist"]);
});

test("all mistakes are told at once, each in a line, and no value with them", () => {
  const secrets = {
    APP_ID: "s3cret-a",
    PRIVATE_KEY: "s3cret-b",
    REDIS_URL: "http://:s3cret-c@x",
    PORT: "s3cret-d",
  };
  const problems = problemsOf({ ...production, ...secrets, GHE_PROTOCOL: "s3cret-e", LOG_LEVEL: "s3cret-f" });
  expect(problems).toHaveLength(6);
  expect(problems.join("\n")).not.toContain("s3cret");
  expect(problems.every((problem) => !problem.includes("\n"))).toBe(true);
});

describe("which Redis, for commands that need no more", () => {
  test.each([
    [{}, { directory: "./data" }],
    [{ REDIS_URL: "" }, { directory: "./data" }],
    [{ REDIS_URL: "rediss://x" }, { url: "rediss://x" }],
    [{ REDIS_URL: "unix:///run/redis.sock" }, { url: "unix:///run/redis.sock" }],
  ])("%j", (env, settings) => {
    expect(readRedisSettings(env)).toEqual(settings);
  });

  test("a mistake is told", () => {
    expect(() => readRedisSettings({ REDIS_URL: "x" })).toThrow(EnvironmentError);
  });
});

test.each([
  "dns.example.org",
  "8.8.8.8,",
  "8.8.8.8:0",
  "8.8.8.8:65536",
  "[8.8.8.8",
  "1.1.1",
  "8.8.8.8 1.1.1.1",
])("no list of resolvers: %j", (DNS_SERVERS) => {
  expect(problemsOf({ ...app, DNS_SERVERS })).toEqual([expect.stringMatching(/^DNS_SERVERS must be/)]);
});

describe("a Redis of several nodes", () => {
  const [a, b] = ["redis://user:p,ss@a:7000", "redis://user:p,ss@b:7001"];

  test.each([
    [{ REDIS_URL: `${a},${b}` }, { nodes: [a, b] }],
    [{ REDIS_URL: `${a}, ${b}` }, { nodes: [a, b] }],
    [{ REDIS_URL: a }, { url: a }],
    [
      { REDIS_URL: `${a},${b}`, EGRESS_REDIS_SENTINEL_MASTER: "mymaster" },
      { sentinels: [a, b], master: "mymaster" },
    ],
    [
      { REDIS_URL: a, EGRESS_REDIS_SENTINEL_MASTER: "mymaster" },
      { sentinels: [a], master: "mymaster" },
    ],
  ])("%j", (env, settings) => {
    expect(readRedisSettings(env)).toEqual(settings);
  });

  test.each([
    [{ REDIS_URL: `${a},rediss://user:p,ss@b` }, /^REDIS_URL must have the same scheme/],
    [{ REDIS_URL: "redis://a,redis://:other@b" }, /^REDIS_URL must have the same scheme/],
    [{ REDIS_URL: "unix:///a.sock,unix:///b.sock" }, /^REDIS_URL must name hosts/],
    [{ REDIS_URL: "redis://a,redis://:100%@b" }, /^REDIS_URL has a %/],
    [{ REDIS_URL: a, EGRESS_REDIS_SENTINEL_MASTER: "a b" }, /^EGRESS_REDIS_SENTINEL_MASTER must be/],
  ])("a mistake is told: %j", (env, problem) => {
    expect(problemsOf({ ...app, ...env })).toContainEqual(expect.stringMatching(problem));
  });
});
