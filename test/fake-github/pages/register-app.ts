import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { readBody } from "../http/read-request.ts";
import { addApp } from "../seed.ts";
import type { World } from "../state/world.ts";

const url = z.url({ protocol: /^https?$/ });

/** What GitHub's documentation says that a manifest may hold. */
const manifestSchema = z.strictObject({
  name: z.string().max(34).optional(),
  url,
  hook_attributes: z.strictObject({ url, active: z.boolean().optional() }).optional(),
  redirect_url: url.optional(),
  callback_urls: z.array(url).max(10).optional(),
  setup_url: url.optional(),
  description: z.string().optional(),
  public: z.boolean().optional(),
  default_events: z.array(z.string()).optional(),
  default_permissions: z.record(z.string(), z.enum(["read", "write", "admin"])).optional(),
  request_oauth_on_install: z.boolean().optional(),
  setup_on_update: z.boolean().optional(),
});
type Manifest = z.infer<typeof manifestSchema>;

/** The permissions of which an App needs one to be told of an event. What comes to every App unasked must not be named. */
const eventPermissions: Readonly<Record<string, readonly string[]>> = {
  issue_comment: ["issues"],
  issues: ["issues"],
  pull_request: ["pull_requests"],
  pull_request_review: ["pull_requests"],
  push: ["contents"],
  repository: ["metadata"],
  workflow_run: ["actions"],
};

/** A manifest that somebody was sent here with, as GitHub took it. */
export interface SentManifest {
  readonly manifest: Manifest;
  /** The organization in the address; null for the person's own account. */
  readonly organization: string | null;
  readonly state: string | null;
}

/**
 * The pages on which a signed-in owner registers an App by a manifest: the one that a form is sent to, with a button, and what
 * the button does. False for every other address.
 */
export async function answerRegistration(
  world: World,
  sent: SentManifest[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { pathname, searchParams } = new URL(request.url ?? "/", world.origin);
  if (request.method !== "POST" || !pathname.includes("/settings/apps/")) return false;
  const fields = new URLSearchParams((await readBody(request)).toString());
  if (pathname === "/settings/apps/create") {
    create(world, sent[Number(fields.get("at"))], response);
    return true;
  }
  const [, organization = null] =
    /^(?:\/organizations\/([\w-]+))?\/settings\/apps\/new$/.exec(pathname) ?? [];
  const manifest = manifestSchema.parse(JSON.parse(fields.get("manifest") ?? "null"));
  const problems = findProblems(manifest);
  if (problems.length > 0) {
    response.writeHead(422, { "content-type": "text/plain" }).end(problems.join("\n"));
    return true;
  }
  const at = sent.push({ manifest, organization, state: searchParams.get("state") }) - 1;
  const page = `<!doctype html><title>Create GitHub App</title><form method="post" action="/settings/apps/create">
<input type="hidden" name="at" value="${at}"><button>Create GitHub App</button></form>`;
  response.writeHead(200, { "content-type": "text/html" }).end(page);
  return true;
}

function findProblems({ hook_attributes: hook, default_events, default_permissions, ...manifest }: Manifest) {
  const problems: string[] = [];
  if (hook !== undefined && /^(?:localhost|127\.|\[::1\])/.test(new URL(hook.url).hostname))
    problems.push(
      "Hook url is not supported because it isn't reachable over the public Internet (localhost)",
    );
  if (manifest.redirect_url === undefined) problems.push("redirect_url: missing");
  for (const event of default_events ?? []) {
    const permissions = eventPermissions[event];
    if (permissions === undefined) problems.push(`Default events unsupported: ${event}`);
    else if (!permissions.some((name) => name in (default_permissions ?? {})))
      problems.push(`Default events are not supported by permissions: ${event}`);
  }
  return problems;
}

/** Registers the App and sends the browser back, with a code for its secrets. */
function create(world: World, one: SentManifest | undefined, response: ServerResponse): void {
  if (one === undefined) throw new Error("no manifest was sent");
  const { manifest, organization, state } = one;
  const app = addApp(world, {
    id: world.nextId(),
    slug: manifest.name ?? "an-app",
    permissions: manifest.default_permissions ?? {},
    events: manifest.default_events ?? [],
    callbackUrls: manifest.callback_urls ?? [],
    ...(organization !== null && { owner: organization }),
  });
  const registered = world.apps.get(app.id);
  if (registered === undefined) throw new Error("the App is gone");
  const code = randomBytes(20).toString("hex");
  world.registrations.set(code, { app: registered, privateKey: app.privateKey });
  const back = new URL(manifest.redirect_url ?? "");
  back.searchParams.set("code", code);
  if (state !== null) back.searchParams.set("state", state);
  response.writeHead(302, { location: back.href }).end();
}
