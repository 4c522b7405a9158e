import { type Logger, Probot, ProbotOctokit } from "probot";
import type { AppCredentials } from "../../../environment/environment.ts";
import { nameApiVersion } from "./api-version.ts";
import { ifThere } from "./if-there.ts";
import { listItems } from "./list-items.ts";
import {
  createGiveToken,
  createListingAuth,
  createNarrowAuth,
  type GiveToken,
  type TokenScope,
} from "./narrow-tokens.ts";
import type { Octokit } from "./octokit.ts";
import { waitForShortLimits } from "./short-limits.ts";
import { wholeAnswer } from "./whole-answer.ts";

/** How calls to GitHub are paced and repeated. Times in ms. */
export interface CallPace {
  /** The wait before the second try of a call that failed by no fault of its own; the third waits four times, the fourth nine times as long. */
  readonly retryBase: number;
  readonly timeout: number;
  /** Whether to keep to GitHub's pace of one write per second and one notification per 3 s. */
  readonly throttled: boolean;
}

/** The App on GitHub: clients that act for it. */
export interface Bot {
  /** A client for one installation, for all that it may do. */
  connect(installationId: number): Promise<Octokit>;
  /** A client that reaches one repository of an installation, and its owner's settings, with tokens that can do what each call is for. */
  connectTo(scope: TokenScope): Promise<Octokit>;
  /** A client that can list the repositories of an installation, and nothing else. */
  connectToList(installationId: number): Promise<Octokit>;
  /** The App's own client, which knows its installations and its webhooks, and can do nothing in them. */
  connectAsApp(): Promise<Octokit>;
  /** `<slug>[bot]`, asked once. */
  readLogin(): Promise<string>;
  /** What the App was granted by its owner. */
  readGrants(): Promise<Grants>;
  /** The installation that reaches a repository, by a name that it has or had; null where none does. */
  findInstallation(named: { readonly owner: string; readonly name: string }): Promise<number | null>;
  /** Where the App is installed and not suspended, in the order of the accounts. */
  listInstallations(): Promise<readonly Installation[]>;
}

/** The permissions, `checks: write`, and the events that were granted, by GitHub's names, and the page where. */
export interface Grants {
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
  readonly page: string;
}

/** The App on one account. */
export interface Installation extends Grants {
  readonly id: number;
  /** The login of a person or an organisation. */
  readonly account: string;
}

/** Makes the App. Nothing is asked of GitHub yet. */
export function createBot(
  { id, privateKey, webhookSecret }: AppCredentials,
  apiUrl: string,
  pace: CallPace,
  log: Logger,
): Bot {
  // No `redisConfig`: it would make every call wait while that Redis is down.
  const probot = new Probot({
    appId: id,
    privateKey,
    secret: webhookSecret,
    ...connection(apiUrl, pace, log),
  });
  let login: string | null = null;
  let give: GiveToken | null = null;
  const readApp = async () => {
    const octokit = await probot.auth();
    const { data } = await octokit.rest.apps.getAuthenticated();
    if (data?.slug === undefined) throw new Error("GitHub does not tell the name of the App");
    return data;
  };
  const giveToken: GiveToken = async (...asked) => {
    give ??= createGiveToken(await probot.auth(), Date.now);
    return give(...asked);
  };
  const connectBy = async (auth: object, installationId: number): Promise<Octokit> => {
    const { Octokit: Client, ...options } = connection(apiUrl, pace, log);
    return new Client({
      ...options,
      // Whatever is asked for an installation keeps to one pace.
      throttle: { id: String(installationId) },
      authStrategy: () => auth,
    });
  };
  return {
    connect: (installationId) => probot.auth(installationId),
    connectTo: (scope) => connectBy(createNarrowAuth(giveToken, scope, id), scope.installationId),
    connectToList: (installationId) =>
      connectBy(createListingAuth(giveToken, installationId, id), installationId),
    connectAsApp: () => probot.auth(),
    async readLogin() {
      login ??= `${(await readApp()).slug}[bot]`;
      return login;
    },
    async readGrants() {
      const { permissions, events, html_url: page } = await readApp();
      return { permissions: readLevels(permissions), events, page };
    },
    async findInstallation({ owner, name: repo }) {
      const octokit = await probot.auth();
      return ifThere(
        async () => wholeAnswer(await octokit.rest.apps.getRepoInstallation({ owner, repo })).id,
      );
    },
    async listInstallations() {
      const octokit = await probot.auth();
      const installations: Installation[] = [];
      const listed = listItems(async (page) => wholeAnswer(await octokit.rest.apps.listInstallations(page)));
      for await (const { id, account, permissions, events, html_url: page, suspended_at } of listed)
        if (suspended_at === null && account !== null && "login" in account)
          installations.push({
            id,
            account: account.login,
            permissions: readLevels(permissions),
            events,
            page,
          });
      return installations.sort((a, b) => (a.account.toLowerCase() < b.account.toLowerCase() ? -1 : 1));
    },
  };
}

function readLevels(permissions: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(permissions).map(([name, level]) => [name, level ?? ""]));
}

/** A client for a person's or a workflow's token, for the command line. Nothing is asked of GitHub yet. */
export function connectWithToken(
  token: string,
  apiUrl: string,
  pace: CallPace,
  log: Logger,
): Promise<Octokit> {
  const probot = new Probot({
    githubToken: token,
    ...connection(apiUrl, pace, log),
  });
  return probot.auth();
}

/** How every client speaks to GitHub, whoever it acts for. */
export function connection(apiUrl: string, pace: CallPace, log: Logger) {
  return {
    baseUrl: apiUrl,
    log,
    Octokit: withPace(pace),
    request: {
      fetch: (input: string | URL | Request, init?: RequestInit) => fetchInTime(pace.timeout, input, init),
    },
  };
}

/**
 * A call waits for a limit that passes within seconds. Others may take an hour: their error goes to the queue, and the queue
 * waits. So the status 429 is not tried again here either.
 */
function withPace({ retryBase, throttled }: CallPace): typeof ProbotOctokit {
  return ProbotOctokit.plugin(nameApiVersion, waitForShortLimits).defaults(
    (options: { readonly throttle?: object }) => ({
      ...options,
      throttle: {
        ...options.throttle,
        ...(!throttled && { enabled: false }),
        onRateLimit: () => false,
        onSecondaryRateLimit: () => false,
      },
      retry: { retryAfterBaseValue: retryBase, doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451] },
    }),
  );
}

/**
 * Asks, and reads the answer to its end, both within a time: otherwise a call whose answer never comes would hold its task for
 * ever, and one whose answer breaks off would pass as answered with nothing. Here it fails, and is tried again.
 */
async function fetchInTime(ms: number, input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const late = AbortSignal.timeout(ms);
  const signal = init?.signal ? AbortSignal.any([init.signal, late]) : late;
  const { status, statusText, headers, body, url } = await fetch(input, { ...init, signal });
  const bytes = body === null ? null : await new Response(body).arrayBuffer();
  // Octokit reads where the answer came from; a response that one makes oneself comes from nowhere.
  return Object.defineProperty(new Response(bytes, { status, statusText, headers }), "url", { value: url });
}
