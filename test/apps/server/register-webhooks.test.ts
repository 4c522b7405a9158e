import { expect, test } from "vitest";
import type { Forget } from "../../../src/adapters/queue/tasks/forget.ts";
import { registerWebhooks } from "../../../src/apps/server/app.ts";

type Parts = Parameters<typeof registerWebhooks>;
type Handler = (event: { readonly id: string; readonly payload: object }) => Promise<void>;

/** What is registered for an event, beside queues of which only what forgets repositories is asked. */
function handlerOf(event: string, forget: (task: Forget) => Promise<void>): Handler {
  let found: Handler | undefined;
  const on = (names: string | readonly string[], handler: Handler): void => {
    if ([names].flat().includes(event)) found = handler;
  };
  registerWebhooks({ on } as unknown as Parts[0], { forget } as unknown as Parts[1]);
  if (found === undefined) throw new Error(`nothing is registered for ${event}`);
  return found;
}

const repositories = Array.from({ length: 2_500 }, (_, index) => ({ id: index + 1 }));

test("the repositories of one webhook are queued a hundred at a time, each once", async () => {
  const queued: number[] = [];
  let [atWork, most] = [0, 0];
  const handle = handlerOf("installation.deleted", async ({ repositoryId }) => {
    atWork += 1;
    most = Math.max(most, atWork);
    await new Promise(setImmediate);
    atWork -= 1;
    queued.push(repositoryId);
  });
  await handle({ id: "1", payload: { installation: { id: 1 }, repositories } });
  expect(queued).toEqual(repositories.map(({ id }) => id));
  expect(most).toBe(100);
});

test("a webhook of which one repository could not be queued is refused, to be delivered again", async () => {
  const handle = handlerOf("installation.deleted", async ({ repositoryId }) => {
    if (repositoryId === 1_234) throw new Error("full");
  });
  await expect(handle({ id: "1", payload: { installation: { id: 1 }, repositories } })).rejects.toMatchObject(
    { status: 500 },
  );
});
