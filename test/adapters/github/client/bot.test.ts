import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { type Bot, connectWithToken, createBot } from "../../../../src/adapters/github/client/bot.ts";
import { classifyFailure } from "../../../../src/adapters/github/client/failure.ts";
import { app, github, installation, path, repository, useFakeGitHub } from "../../../fake-github/harness.ts";
import type { FaultKind } from "../../../fake-github/http/faults.ts";

useFakeGitHub();

function create(timeout = 60_000, throttled = true): Bot {
  const { id, privateKey, webhookSecret } = app;
  const pace = { retryBase: 1, timeout, throttled };
  return createBot({ id, privateKey, webhookSecret }, github.baseUrl, pace, pino({ level: "silent" }));
}

/** One call as the installation, failing in so many ways one after the other first. */
async function callAfter(faults: readonly FaultKind[], bot = create()) {
  const octokit = await bot.connect(installation.id);
  for (const kind of faults) github.faults.next("GET", path, kind);
  const { owner, name } = repository;
  return octokit.rest.repos.get({ owner, repo: name });
}

async function failureAfter(faults: readonly FaultKind[], bot = create()) {
  const error: unknown = await callAfter(faults, bot).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null) throw new Error("the call did not fail");
  return classifyFailure(error, Date.now());
}

function callsToRepository(): number {
  return github.calls.filter((call) => call.path.endsWith(path)).length;
}

test("every call names the version of the API that it is written for", async () => {
  await callAfter([]);
  await create().readLogin();
  const { token } = github.addUser({ login: "mona" });
  const pace = { retryBase: 1, timeout: 5_000, throttled: false };
  const octokit = await connectWithToken(token, github.baseUrl, pace, pino({ level: "silent" }));
  await octokit.rest.users.getAuthenticated();
  expect(github.calls.map(({ route, apiVersion }) => [route, apiVersion])).toEqual(
    ["/app/installations/{installation_id}/access_tokens", "/repos/{owner}/{repo}", "/app", "/user"].map(
      (route) => [route, "2022-11-28"],
    ),
  );
});

test("the bot's login is asked for once", async () => {
  const bot = create();
  expect(await bot.readLogin()).toBe("egress-bot[bot]");
  expect(await bot.readLogin()).toBe("egress-bot[bot]");
  expect(github.calls.filter((call) => call.path.endsWith("/app"))).toHaveLength(1);
});

describe("a call", () => {
  test.each<[readonly FaultKind[]]>([[["502"]], [["500", "502", "500"]]])("gets over %j", async (faults) => {
    expect((await callAfter(faults)).data.id).toBe(repository.id);
    expect(callsToRepository()).toBe(faults.length + 1);
  });

  test("gives up after three more tries", async () => {
    expect(await failureAfter(["500", "500", "500", "500"])).toEqual({ kind: "retry" });
    expect(callsToRepository()).toBe(4);
  });

  test.each<[FaultKind]>([["secondary-limit"], ["primary-limit"], ["429"]])(
    "waits for a limit that is over in a moment: %s",
    async (kind) => {
      expect((await callAfter([kind])).data.id).toBe(repository.id);
      expect(callsToRepository()).toBe(2);
    },
  );

  test("waits three times, and no more", async () => {
    const fourTimes = Array.from({ length: 4 }, (): FaultKind => "429");
    expect((await failureAfter(fourTimes)).kind).toBe("limit");
    expect(callsToRepository()).toBe(4);
  });

  test.each<[FaultKind]>([["secondary-limit"], ["primary-limit"], ["429"]])(
    "does not wait for a long limit: %s goes to the queue at once, with its time",
    async (kind) => {
      github.faults.retryAfterSeconds = 600;
      for (const throttled of [true, false]) {
        const before = callsToRepository();
        const begun = Date.now();
        const failure = await failureAfter([kind], create(60_000, throttled));
        expect(failure.kind).toBe("limit");
        const until = failure.kind === "limit" ? (failure.until ?? 0) : 0;
        // A reset is a time in whole seconds.
        expect(until - begun).toBeGreaterThan(598_999);
        expect(callsToRepository() - before).toBe(1);
      }
    },
  );

  test("does not wait for a limit of unknown length, nor try again", async () => {
    expect(await failureAfter(["timeless-limit"])).toEqual({ kind: "limit", until: null });
    expect(callsToRepository()).toBe(1);
  });

  test("whose answer does not come ends, and is tried again", async () => {
    github.faults.holdMilliseconds = 60_000;
    const bot = create(1_500);
    await bot.connect(installation.id);
    await callAfter([], bot);
    const answer = await callAfter(["timeout"], bot);
    expect(answer.data.id).toBe(repository.id);
  });
});
