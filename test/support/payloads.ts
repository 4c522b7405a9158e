import { addRun } from "../fake-github/add-run.ts";
import { createClock } from "../fake-github/clock.ts";
import { handleRepository } from "../fake-github/fake-repository.ts";
import { createPayloads } from "../fake-github/payloads.ts";
import { addApp, addInstallation, addRepository, addUser } from "../fake-github/seed.ts";
import { createWorld } from "../fake-github/state/create-world.ts";
import { appPermissions } from "./scenario.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * One whole payload of each event about the repository with the number 5 of tasks.ts, in the installation 1, by the action. What is not
 * here must not be sent.
 */
const samples = createSamples();

function createSamples(): Readonly<Record<string, (action: never) => object>> {
  let lastId = 1_000;
  const origin = "https://github.example";
  const nextId = (): number => ++lastId;
  const world = createWorld({ clock: createClock(), origin, logOrigin: origin, nextId, emit: () => {} });
  addApp(world, { id: 17, slug: "egress-bot", permissions: appPermissions });
  const installation = addInstallation(world, { id: 1, appId: 17, account: "octo-org" });
  addUser(world, { login: "octocat" });
  const state = addRepository(world, {
    id: 5,
    owner: "octo-org",
    name: "repository-5",
    installationId: 1,
    files: { ".github/workflows/ci.yml": "on: push\n" },
    collaborators: { octocat: "write" },
  });
  const repository = handleRepository(world, state);
  const run = addRun(world, state, {
    path: ".github/workflows/ci.yml",
    headSha: repository.head() ?? "",
    jobs: [],
  });
  const after = repository.commitFiles(
    "egress-bot/ci.yml",
    { "README.md": "1" },
    { author: "octocat", message: "Change" },
  );
  const pull = repository.openPull("octocat", { head: "egress-bot/ci.yml", base: "main", title: "A change" });
  const comment = repository.comment(pull.number, "octocat", "/egress status");
  const payloads = createPayloads(world);
  const of = { installation: { id: 1, node_id: "IN_1" } };
  const push = {
    repository: state,
    sender: "octocat",
    ref: "refs/heads/main",
    before: repository.head() ?? "",
    after,
  };
  const { repository: about, sender } = payloads.workflowRun(run, "completed");
  return {
    workflow_run: (action) => payloads.workflowRun(run, action),
    issue_comment: (action) => payloads.issueComment(state, comment, action),
    issues: (action) => ({
      ...payloads.issueComment(state, comment, "edited"),
      action,
      comment: undefined,
    }),
    pull_request: (action) => payloads.pullRequest(state, pull, { action, sender: "octocat" }),
    push: () => payloads.push(push),
    installation: (action) => payloads.installation(installation, action),
    installation_repositories: (action) => payloads.installationRepositories(installation, action, [state]),
    star: (action) => ({ action, starred_at: "2026-01-01T12:00:00Z", repository: about, sender, ...of }),
    ping: () => ({ zen: "Keep it logically awesome.", hook_id: 1, hook: pingedHook }),
  };
}

const pingedHook = {
  type: "App",
  id: 1,
  name: "web",
  active: true,
  events: ["push"],
  config: { content_type: "json", insecure_ssl: "0", url: "https://egress.example.com/api/github/webhooks" },
  app_id: 17,
  created_at: "2026-01-01T12:00:00Z",
  updated_at: "2026-01-01T12:00:00Z",
};

/**
 * A whole payload of an event, with what a test is about in its place: objects are merged, also those in lists, of which each is
 * merged with the sample's first; undefined takes a field away.
 */
export function eventOf<Payload>(event: string, parts: Json): Payload {
  const sample = samples[event];
  if (sample === undefined) throw new Error(`there is no sample of ${event}`);
  return merge(sample(parts.action as never), parts) as Payload;
}

function merge(whole: unknown, part: unknown): unknown {
  if (Array.isArray(whole) && Array.isArray(part)) return part.map((one) => merge(whole[0], one));
  if (!isRecord(whole) || !isRecord(part)) return part;
  const merged = {
    ...whole,
    ...Object.fromEntries(Object.entries(part).map(([name, one]) => [name, merge(whole[name], one)])),
  };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
