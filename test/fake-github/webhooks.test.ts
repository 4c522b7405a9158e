import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { EmitterWebhookEvent } from "@octokit/webhooks";
import { describe, expect, test } from "vitest";
import {
  app,
  call,
  github,
  installation,
  jwt,
  openTopic,
  path,
  repository,
  useFakeGitHub,
  workflow,
} from "./harness.ts";
import { deliver } from "./webhooks/deliver.ts";

useFakeGitHub();

describe("webhooks", () => {
  test("are signed and go to the App for what people and the bot do", async () => {
    const received: {
      event: string;
      action: unknown;
      sender: unknown;
      isSigned: boolean;
      target: unknown;
    }[] = [];
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const body = Buffer.concat(parts);
        const digest = createHmac("sha256", app.webhookSecret).update(body).digest("hex");
        const payload = JSON.parse(body.toString());
        received.push({
          event: String(request.headers["x-github-event"]),
          action: payload.action ?? payload.ref,
          sender: payload.sender.login,
          isSigned: request.headers["x-hub-signature-256"] === `sha256=${digest}`,
          target: request.headers["x-github-hook-installation-target-id"],
        });
        response.writeHead(payload.action === "created" ? 500 : 200).end();
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
    try {
      github.autoDeliver(url);
      const { number } = openTopic();
      await github.settled();
      const there = `${path}/issues/${number}/comments`;
      await call("POST", there, { body: { body: "Hello" } });
      await github.settled();
      repository.commitFiles("topic", { d: "d" }, { author: "mona", message: "More" });
      await github.settled();
      const fact = (event: string, action: string, sender = "mona") => ({
        event,
        action,
        sender,
        isSigned: true,
        target: "1",
      });
      const order = (a: { event: string }, b: { event: string }) => (a.event < b.event ? -1 : 1);
      expect(received.sort(order)).toEqual([
        fact("issue_comment", "created", app.botLogin),
        fact("pull_request", "opened"),
        fact("pull_request", "synchronize"),
        fact("push", "refs/heads/topic"),
        fact("push", "refs/heads/topic"),
      ]);
      const token = jwt({ iat: 0, exp: Math.floor(Date.now() / 1000) + 60, iss: 1 });
      const failed = await call("GET", "/app/hook/deliveries?status=failure", { token });
      expect(failed.body).toMatchObject([{ event: "issue_comment", status_code: 500 }]);
      const page = await call("GET", "/app/hook/deliveries?per_page=3", { token });
      const next = /<(.*)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1] ?? "";
      const rest = await call("GET", next.slice(github.baseUrl.length), { token });
      expect([page.body.length, rest.body.length]).toEqual([3, 2]);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  test("payloads are what @octokit/webhooks describes", () => {
    const run = github.addRun({ repository, path: workflow, jobs: [] });
    const issue = openTopic();
    const comment = repository.comment(issue.number, "mona", "/egress help");
    const { payloads } = github;
    const push = { repository: repository.state, ref: "refs/heads/topic", before: null };
    const { workflow_run: completed, ...rest } = payloads.workflowRun(run, "completed");
    const { head_repository: head } = completed;
    if (head === null) throw new Error("no head repository");
    const described: EmitterWebhookEvent<"workflow_run.completed">["payload"] = {
      ...rest,
      workflow_run: { ...completed, head_repository: head },
    };
    expect(described).toMatchObject({
      installation: { id: installation.id },
      workflow_run: { id: run.id, run_attempt: 1, head_repository: { id: repository.id } },
    });
    const created: EmitterWebhookEvent<"issue_comment.created">["payload"] = payloads.issueComment(
      repository.state,
      comment,
      "created",
    );
    expect(created).toMatchObject({ comment: { body: "/egress help" }, issue: { pull_request: {} } });
    const opened: EmitterWebhookEvent<"pull_request.opened">["payload"] = payloads.pullRequest(
      repository.state,
      issue,
      { action: "opened", sender: "mona" },
    );
    expect(opened.pull_request.head.ref).toBe("topic");
    const pushed: EmitterWebhookEvent<"push">["payload"] = payloads.push({
      ...push,
      after: repository.head("topic"),
      sender: "mona",
    });
    expect(pushed).toMatchObject({ created: true, commits: [{ added: ["new.txt"] }] });
    const installed: EmitterWebhookEvent<"installation.created">["payload"] = payloads.installation(
      installation,
      "created",
    );
    expect(installed.repositories).toMatchObject([{ full_name: "octo-org/octo-repo" }]);
    const removed: EmitterWebhookEvent<"installation_repositories.removed">["payload"] =
      payloads.installationRepositories(installation, "removed", [repository.state]);
    expect(removed.repositories_removed).toHaveLength(1);
  });

  test("can be delivered with a wrong signature or none", async () => {
    const signatures: unknown[] = [];
    const server = createServer((request, response) => {
      signatures.push(request.headers["x-hub-signature-256"]);
      request.resume().on("end", () => response.end("ok"));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
    try {
      const secret = "s";
      expect(await deliver(url, "ping", {}, { secret })).toEqual({ status: 200, body: "ok" });
      await deliver(url, "ping", {}, { secret, signature: "wrong" });
      await deliver(url, "ping", {}, { secret, signature: "none" });
    } finally {
      server.close();
      server.closeAllConnections();
    }
    expect(signatures[0]).toBe(`sha256=${createHmac("sha256", "s").update("{}").digest("hex")}`);
    expect(signatures[1]).toMatch(/^sha256=/);
    expect(signatures[1]).not.toBe(signatures[0]);
    expect(signatures[2]).toBeUndefined();
  });
});
