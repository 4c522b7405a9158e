import type { Logger } from "probot";
import { openStore, type Store } from "../../src/adapters/store/store.ts";
import { type Pace, type Role, type Running, type StartOptions, start } from "../../src/apps/server/main.ts";
import type { PageParts } from "../../src/apps/server/pages/page-parts.ts";
import { createLog } from "../../src/environment/log.ts";
import type { ReadPageSettings } from "../../src/environment/page-settings.ts";
import type { OtherRedis } from "../../src/environment/redis-settings.ts";
import { createFakeGitHub, type FakeGitHub } from "../fake-github/fake-github.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import type { FakeApp } from "../fake-github/seed.ts";
import type { Run } from "../fake-github/state/repository.ts";
import type { Installation } from "../fake-github/state/world.ts";
import { deliver } from "../fake-github/webhooks/deliver.ts";
import type { FakePolicyStore } from "../fake-policy-store/fake-policy-store.ts";
import { type DnsServer, startDnsServer } from "../support/dns-server.ts";
import { preparePages } from "../support/pages/page-settings.ts";
import { startTestRedis, type TestRedis } from "../support/redis.ts";
import { addScenarioRepository, appPermissions } from "../support/scenario.ts";
import { findUnindexedKeys } from "../support/unindexed-keys.ts";

/** As fast as a test wants it: the order of things stays, the waits between them go. The limits are for a machine that is busy. */
export const testPace: Pace = {
  retryBase: 5,
  timeout: 60_000,
  throttled: false,
  backoff: 20,
  proposeDelay: 20,
  quietDelay: 20,
  addTimeout: 60_000,
  lockDuration: 120_000,
  stalledInterval: 500,
  limitWait: 50,
  drain: 5_000,
  listening: null,
};

/** Where a Redis is. */
type RedisPlace = Pick<TestRedis, "socketPath"> | { readonly settings: OtherRedis };

/** The Redis of a world. */
type WorldRedis = RedisPlace & Pick<TestRedis, "redis" | "stop">;

/** A fake GitHub with the App installed on a repository of three workflows, and the bot, over HTTP and real Redis. */
export interface World<Kind extends WorldRedis = TestRedis> {
  readonly github: FakeGitHub;
  readonly app: FakeApp;
  readonly installation: Installation;
  readonly repository: FakeRepository;
  readonly redis: Kind;
  readonly store: Store;
  /** The resolver that the bot asks; every host resolves that is not set otherwise. */
  readonly dns: DnsServer;
  /** Where webhooks go. */
  readonly url: string;
  /** Delivers one event, signed; returns the status. */
  send(event: string, payload: unknown): Promise<number>;
  sendRun(run: Run): Promise<number>;
  close(): Promise<void>;
}

interface WorldOptions {
  readonly pace?: Partial<Pace>;
  readonly hasPages?: boolean;
  /** What the pages show in place of what people see. */
  readonly pageParts?: PageParts;
  readonly log?: Logger;
  readonly metricsToken?: string;
  readonly role?: Role;
  readonly policyStore?: Pick<FakePolicyStore, "url" | "keys">;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  return startWorldOn(await startTestRedis(), options);
}

/** A world on a Redis of another kind, which is stopped with it. */
export async function startWorldOn<Kind extends WorldRedis>(
  redis: Kind,
  options: WorldOptions = {},
): Promise<World<Kind>> {
  const github = await createFakeGitHub();
  const app = github.addApp({ id: 17, slug: "egress-bot", permissions: appPermissions });
  const installation = github.addInstallation({ appId: app.id, account: "octo-org" });
  for (const login of ["maintainer", "reader"]) github.addUser({ login });
  const repository = addScenarioRepository(github, { installationId: installation.id });
  const dns = await startDnsServer();
  const pages =
    options.hasPages !== true && options.pageParts === undefined ? {} : await preparePages(github, app);
  const bot = await startBot({ github, app, dns, ...options, ...pages, redis, role: options.role ?? "all" });
  const url = `http://127.0.0.1:${bot.port}/api/github/webhooks`;
  const send = async (event: string, payload: unknown): Promise<number> =>
    (await deliver(url, event, payload, { secret: app.webhookSecret, appId: app.id })).status;
  return {
    github,
    app,
    installation,
    repository,
    redis,
    store: openStore(redis.redis),
    dns,
    url,
    send,
    sendRun: (run) => send("workflow_run", github.payloads.workflowRun(run, "completed")),
    async close() {
      await bot.close();
      const unindexed = redis.redis.isCluster ? [] : await findUnindexedKeys(redis.redis);
      if (unindexed.length > 0) throw new Error(`not found when forgotten: ${unindexed.join(", ")}`);
      await dns.close();
      await redis.stop();
      await github.close();
    },
  };
}

export function startBot(options: {
  readonly github: FakeGitHub;
  readonly app: FakeApp;
  readonly redis: RedisPlace;
  readonly dns: Pick<DnsServer, "address">;
  readonly policyStore?: Pick<FakePolicyStore, "url" | "keys">;
  readonly role: Role;
  readonly log?: Logger;
  readonly metricsToken?: string;
  readonly pages?: ReadPageSettings;
  readonly pageParts?: PageParts;
  readonly port?: number;
  readonly pace?: Partial<Pace>;
}): Promise<Running> {
  const { role, port = 0, pageParts, log = createLog("silent"), pace = {} } = options;
  return start({
    environment: { ...environmentOf(options), port },
    role,
    log,
    ...(pageParts !== undefined && { pageParts }),
    pace: { ...testPace, ...pace },
  });
}

/** The settings of a bot that knows this GitHub, App, Redis and resolver. */
export function environmentOf({
  github,
  app,
  redis,
  dns,
  policyStore,
  metricsToken = null,
  writes = true,
  pages = { kind: "none", missing: [] },
}: {
  readonly github: FakeGitHub;
  readonly app: FakeApp;
  readonly redis: RedisPlace;
  readonly dns: Pick<DnsServer, "address">;
  readonly policyStore?: Pick<FakePolicyStore, "url" | "keys">;
  readonly metricsToken?: string | null;
  readonly writes?: boolean;
  readonly pages?: ReadPageSettings;
}): StartOptions["environment"] {
  return {
    production: false,
    app: { id: app.id, privateKey: app.privateKey, webhookSecret: app.webhookSecret },
    formerSecret: null,
    metrics: { port: null, token: metricsToken },
    redis: "settings" in redis ? redis.settings : { url: `unix://${redis.socketPath}` },
    host: "127.0.0.1",
    port: 0,
    apiUrl: github.baseUrl,
    logLevel: "silent",
    dnsServers: [dns.address],
    policyStore: {
      url: policyStore?.url ?? "http://127.0.0.1:9",
      key: null,
      keys: policyStore?.keys ?? new Map(),
    },
    writes,
    pages,
  };
}
