/**
 * Judges what was recorded in a folder by GitHub's own descriptions, and says what does not fit: `node script/github/judge.ts FOLDER`. Called
 * by `script/check-github`. Exit code 1 where something does not fit that is no known flaw of a description.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Recorded } from "../../test/fake-github/record.ts";
import { createCallJudge } from "./judge-call.ts";
import { createGraphqlJudge } from "./judge-graphql.ts";
import { createWebhookJudge, type WebhookDescription } from "./judge-webhook.ts";
import type { Description } from "./operations.ts";
import { createTally } from "./tally.ts";
import { createValidator } from "./validate.ts";

const require = createRequire(import.meta.url);
const description = require("@octokit/openapi/generated/api.github.com.json") as Description;
const webhooks = require("@octokit/openapi-webhooks/generated/api.github.com.json") as WebhookDescription;
const graphqlFile = new URL("node_modules/@octokit/graphql-schema/schema.graphql", import.meta.url);

const judgeCall = createCallJudge(description, createValidator("api", description.components.schemas));
const judgeWebhook = createWebhookJudge(webhooks, createValidator("webhooks", webhooks.components.schemas));
const judgeGraphql = createGraphqlJudge(readFileSync(graphqlFile, "utf8"));

const [folder = ""] = process.argv.slice(2);
const tally = createTally();
for (const file of readdirSync(folder))
  for (const line of readFileSync(join(folder, file), "utf8").split("\n"))
    if (line !== "") judge(JSON.parse(line) as Recorded);
process.stdout.write(tally.describe());
process.exitCode = tally.isClean() ? 0 : 1;

function judge(recorded: Recorded): void {
  if (recorded.kind === "webhook") {
    const { operation, misfits } = judgeWebhook(recorded);
    tally.add("webhook", operation, misfits);
  } else if (recorded.path === "/graphql" && recorded.status === 200) {
    tally.add("graphql", "graphql", judgeGraphql(recorded));
  } else {
    judgeRest(recorded);
  }
}

function judgeRest(recorded: Extract<Recorded, { kind: "call" }>): void {
  const { operation, request, answer } = judgeCall(recorded);
  if (request !== null) tally.add("request", operation, request);
  if (answer === null) tally.skip(operation, recorded.status);
  else tally.add("answer", operation, answer);
}
