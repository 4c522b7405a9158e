import { createServer, type RequestListener, type Server } from "node:http";
import { addRun, type RunOptions } from "./add-run.ts";
import { userBody } from "./bodies/account.ts";
import { type Clock, createClock } from "./clock.ts";
import { type FakeRepository, handleRepository } from "./fake-repository.ts";
import { graphqlRoute } from "./graphql/route.ts";
import { answerRequest, type Call } from "./http/api-server.ts";
import { createFaults, type Faults } from "./http/faults.ts";
import { createRateLimits } from "./http/rate-limits.ts";
import { createRouter } from "./http/router.ts";
import { createLogStore } from "./logs/log-store.ts";
import { createSignedUrls } from "./logs/signed-urls.ts";
import { answerRegistration, type SentManifest } from "./pages/register-app.ts";
import { createSignInPages } from "./pages/sign-in.ts";
import { createPayloads, type Payloads } from "./payloads.ts";
import { actionRoutes } from "./routes/actions.ts";
import { appRoutes, createToken } from "./routes/app.ts";
import { artifactRoutes } from "./routes/artifacts.ts";
import { checkRunRoutes } from "./routes/check-runs.ts";
import { commentRoutes } from "./routes/comments.ts";
import { contentRoutes } from "./routes/contents.ts";
import { gitObjectRoutes } from "./routes/git-objects.ts";
import { gitRefRoutes } from "./routes/git-refs.ts";
import { issueRoutes } from "./routes/issues.ts";
import { pullRoutes } from "./routes/pulls.ts";
import { repositoryRoutes } from "./routes/repository.ts";
import { repositoryCommentRoutes } from "./routes/repository-comments.ts";
import { reviewRoutes } from "./routes/reviews.ts";
import { viewerRoutes } from "./routes/viewers.ts";
import {
  type AppOptions,
  addApp,
  addInstallation,
  addRepository,
  addUser,
  type FakeApp,
  type FakeUser,
  type InstallationOptions,
  type RepositoryOptions,
  type UserOptions,
} from "./seed.ts";
import { createWorld } from "./state/create-world.ts";
import type { Job, JobLog, Run } from "./state/repository.ts";
import { findAccount, type Installation, type Permissions, type WorldEvent } from "./state/world.ts";
import type { Delivery } from "./webhooks/deliver.ts";
import { createWebhookSender } from "./webhooks/sender.ts";

/** GitHub as far as egress-bot knows it: an API, a store for logs, and webhooks, with state kept in memory. */
export interface FakeGitHub {
  /** `127.0.0.1:PORT`, for `GHE_HOST` (with `GHE_PROTOCOL=http`). */
  readonly host: string;
  /** `http://127.0.0.1:PORT/api/v3`, for Octokit's `baseUrl`. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly payloads: Payloads;
  /** Every answered request to either origin, in order. */
  readonly calls: readonly Call[];
  /** Where logs are served, `http://127.0.0.1:4711`. */
  readonly logOrigin: string;
  /** What no client should have asked for. A test ends with this empty. */
  readonly violations: readonly string[];
  /** All changes of which GitHub would tell Apps, in order. */
  readonly events: readonly WorldEvent[];
  /** What has been sent to Apps by `autoDeliver`. */
  readonly deliveries: readonly Delivery[];
  /** The manifests that somebody was sent here with to register an App, in order. */
  readonly manifests: readonly SentManifest[];
  addApp(options: AppOptions): FakeApp;
  /** Lets people who sign in be sent back to an address. */
  addCallback(appId: number, url: string): void;
  /** Who is signed in on GitHub in the browser; null for nobody. */
  setViewer(login: string | null): void;
  /** Whether the tokens that Apps have for people expire after 8 hours, as they do at first. */
  setTokensExpire(expire: boolean): void;
  /** Takes back that Apps may act for a person: their tokens work no more. Gives what GitHub tells of it by a webhook. */
  revokeAuthorization(login: string): object;
  addInstallation(options: InstallationOptions): Installation;
  addUser(options: UserOptions): FakeUser;
  /** Adds a team of an organization, which may write to all its repositories. */
  addTeam(owner: string, slug: string): void;
  addRepository(options: RepositoryOptions): FakeRepository;
  addRun(options: RunOptions & { readonly repository: FakeRepository }): Run;
  /** A token as its App asks for it. */
  installationToken(installationId: number, permissions: Permissions): string;
  /** Suspends an installation, or ends that: meanwhile its App may do nothing. */
  setSuspended(installationId: number, isSuspended: boolean): void;
  /** Ends an installation: its tokens no longer work. */
  uninstall(installationId: number): void;
  setLog(job: Job, log: JobLog): void;
  /** What a run has uploaded under a name; an expired one is listed and no longer served. */
  addArtifact(
    repository: FakeRepository,
    artifact: {
      readonly runId: number;
      readonly name: string;
      readonly zip: Buffer;
      readonly isExpired?: boolean;
    },
  ): void;
  /** Whether the log store serves ranges. */
  setLogRanges(served: boolean): void;
  /** Bytes of log sent, of one job or of all. */
  logBytesSent(jobId?: number): number;
  /** Requests per hour and account, 5,000 at first; and how long an hour is, in ms. It holds from the next hour on. */
  setRateLimit(perHour: number, hour?: number): void;
  /** What Apps have made use of, such as `contents:write`. */
  usedPermissions(): ReadonlySet<string>;
  /** From now on events are delivered to this address, signed; null ends it. */
  autoDeliver(url: string | null): void;
  /** Resolves when no delivery is under way. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts both origins on free ports of 127.0.0.1. Where the client is the bot, closing fails whatever test it is that made the bot do
 * what it must never do.
 */
export async function createFakeGitHub({
  client = "bot",
}: {
  readonly client?: "bot" | "anyone";
} = {}): Promise<FakeGitHub> {
  const [api, logs] = [createServer(), createServer()];
  const [origin, logOrigin] = [await listen(api), await listen(logs)];
  const clock = createClock();
  const events: WorldEvent[] = [];
  const calls: Call[] = [];
  const violations: string[] = [];
  const breaches: string[] = [];
  let lastId = 1000;
  const nextId = () => ++lastId;
  const sender = createWebhookSender({ clock, nextId });
  const world = createWorld({
    clock,
    origin,
    logOrigin,
    nextId,
    emit(event) {
      events.push(event);
      for (const installation of world.installations.values()) {
        if (installation.repositories.has(event.repository.id))
          sender.send(installation.app, installation, event);
      }
    },
  });
  const faults = createFaults();
  const limits = createRateLimits(clock);
  const urls = createSignedUrls(logOrigin, clock);
  const logStore = createLogStore({ world, urls, faults, calls, violations });
  const router = createRouter([
    ...viewerRoutes,
    ...appRoutes(sender),
    // Before `/commits/{ref...}`, which would take it for a ref.
    ...checkRunRoutes,
    ...repositoryRoutes,
    ...contentRoutes,
    ...gitObjectRoutes,
    ...gitRefRoutes,
    ...pullRoutes,
    ...reviewRoutes,
    // Before `/issues/{issue_number}`, which would take it for a number.
    ...repositoryCommentRoutes,
    ...issueRoutes,
    ...commentRoutes,
    ...actionRoutes(urls.sign),
    ...artifactRoutes(urls.sign),
    graphqlRoute,
  ]);
  const manifests: SentManifest[] = [];
  const signIn = createSignInPages(world, violations);
  const parts = {
    world,
    router,
    limits,
    faults,
    calls,
    violations,
    breaches: client === "bot" ? breaches : null,
  };
  api.on(
    "request",
    guarded(async (request, response) => {
      if (await signIn.answer(request, response)) return;
      if (await answerRegistration(world, manifests, request, response)) return;
      await answerRequest(parts, request, response);
    }),
  );
  logs.on(
    "request",
    guarded((request, response) => logStore.answer(request, response)),
  );
  return {
    host: new URL(origin).host,
    baseUrl: `${origin}/api/v3`,
    clock,
    faults,
    payloads: createPayloads(world),
    calls,
    logOrigin,
    violations,
    events,
    deliveries: sender.deliveries,
    manifests,
    addApp: (options) => addApp(world, options),
    addCallback(appId, url) {
      world.apps.get(appId)?.callbackUrls.add(url);
    },
    setViewer(login) {
      const account = login === null ? null : findAccount(world, login);
      if (account === undefined) throw new Error(`no account ${login}`);
      signIn.viewer = account;
    },
    setTokensExpire(expire) {
      signIn.tokensExpire = expire;
    },
    revokeAuthorization(login) {
      const account = findAccount(world, login);
      if (account === undefined) throw new Error(`no account ${login}`);
      for (const [token, known] of world.tokens)
        if (known.kind === "user" && known.app !== null && known.account === account)
          world.tokens.delete(token);
      return { action: "revoked", sender: userBody(world, account) };
    },
    addInstallation: (options) => addInstallation(world, options),
    addUser: (options) => addUser(world, options),
    addTeam: (owner, slug) => void world.teams.set(`${owner}/${slug}`.toLowerCase(), nextId()),
    addRepository: (options) => handleRepository(world, addRepository(world, options)),
    addRun: ({ repository, ...options }) => addRun(world, repository.state, options),
    installationToken(installationId, permissions) {
      const installation = world.installations.get(installationId);
      if (installation === undefined) throw new Error(`no installation ${installationId}`);
      return createToken(world, installation, { permissions }).token;
    },
    setSuspended(installationId, isSuspended) {
      const installation = world.installations.get(installationId);
      if (installation === undefined) throw new Error(`no installation ${installationId}`);
      installation.suspendedAt = isSuspended ? clock.now() : null;
    },
    uninstall(installationId) {
      world.installations.delete(installationId);
    },
    addArtifact({ state }, { isExpired = false, ...artifact }) {
      state.artifacts.push({ ...artifact, isExpired, id: nextId(), createdAt: clock.now() });
    },
    setLog(job, log) {
      job.log = log;
    },
    setLogRanges(served) {
      logStore.ranges = served;
    },
    logBytesSent: (jobId) => logStore.bytesSent(jobId),
    setRateLimit(perHour, hour = 3_600_000) {
      limits.perHour = perHour;
      limits.hour = hour;
    },
    usedPermissions: () => world.usedPermissions,
    autoDeliver(url) {
      sender.target = url;
    },
    settled: () => sender.settled(),
    async close() {
      sender.target = null;
      await Promise.all([api, logs].map(stop));
      if (breaches.length > 0) throw new Error(`what the bot must never do: ${breaches.join("; ")}`);
    },
  };

  /** A fault of the fake itself shows up as a violation. */
  function guarded(answer: (...args: Parameters<RequestListener>) => Promise<void>): RequestListener {
    return (request, response) => {
      answer(request, response).catch((error: unknown) => {
        // A client that went away while it was sending is its own business.
        if (!request.destroyed) violations.push(`${request.method} ${request.url}: ${String(error)}`);
        response.destroy();
      });
    };
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return `http://127.0.0.1:${address.port}`;
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => {
    server.close(resolve);
  });
  server.closeAllConnections();
  await closed;
}
