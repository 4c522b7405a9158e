import { createPolicyStore } from "../../src/adapters/policy-store/client.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { type FakePolicyStore, startFakePolicyStore } from "../fake-policy-store/fake-policy-store.ts";
import {
  addRepository,
  path,
  run,
  store,
  teach,
  usePolicyStore,
  workflow,
} from "../features/propose/propose-setup.ts";
import type { Run } from "../support/baseline-builder.ts";
import { ask } from "./ask.ts";
import type { Part } from "./example.ts";
import { passDays, said, settingsPath, spread } from "./world.ts";

const policyName = "egress-bot.octo-repo.ci.yml.build";
export const inStore = { [settingsPath]: "mode: policy-store\n" };
export const inFiles = { [settingsPath]: "mode: inline\n" };
const readable = "permissions:\n  contents: read\n";
const ok: Run = { calls: ["a.example.com"], enforcement: { state: "enforced" } };

/** A Policy Store for an example, and a repository that keeps its lists there. */
export interface StoreWorld {
  readonly fake: FakePolicyStore;
  readonly repository: FakeRepository;
  /** Somebody edits the policy of the job `build` by hand. */
  edit(...entries: readonly string[]): void;
  /** Somebody removes it by hand. */
  remove(): Promise<void>;
  /** Has somebody comment `/egress apply`. */
  apply(number: number): Promise<readonly Part[]>;
}

/** An example that needs a Policy Store, whose key the App has unless it is told otherwise. */
export function withStore(
  write: (world: StoreWorld) => Promise<readonly Part[]>,
  {
    files = {},
    hasKey = true,
  }: { readonly files?: Readonly<Record<string, string>>; readonly hasKey?: boolean } = {},
): () => Promise<readonly Part[]> {
  return async () => {
    const fake = await startFakePolicyStore();
    fake.keys.set("octo-org", "step-key-of-octo-org");
    const keyOf = (owner: string) => (hasKey ? (fake.keys.get(owner) ?? null) : null);
    const policyStore = createPolicyStore({ baseUrl: fake.url, keyOf, timeout: 1_000, retryBase: 1 });
    usePolicyStore(policyStore);
    try {
      const repository = addRepository({ [path]: readable + workflow("build"), ...inStore, ...files });
      return await write({
        fake,
        repository,
        edit: (...entries) => fake.edit("octo-org", policyName, bodyOf(entries)),
        remove: () => policyStore.remove("octo-org", policyName),
        apply: (number) => ask(repository, number, "/egress apply", { policyStore }),
      });
    } finally {
      usePolicyStore(null);
      await fake.close();
    }
  };
}

function bodyOf(entries: readonly string[]) {
  return {
    owner: "octo-org",
    policyName,
    allowed_endpoints: entries,
    egress_policy: "block",
    disable_telemetry: false,
    disable_sudo: false,
    disable_file_monitoring: false,
  };
}

/** Teaches a job enough for a proposal, and proposes it. */
export async function openStored(repository: FakeRepository, jobId = "build", calls = ["a.example.com"]) {
  await teach(
    repository,
    jobId,
    spread(40, () => ({ calls })),
  );
  const { pullRequest } = await run(repository);
  return pullRequest ?? 0;
}

export async function mergeStored({ repository }: StoreWorld, calls = ["a.example.com"]): Promise<void> {
  repository.mergePull(await openStored(repository, "build", calls), "mona");
  await run(repository);
}

/** Block mode refuses the job what it needs. */
export async function refuse({ repository }: StoreWorld, ...refused: readonly string[]): Promise<void> {
  const suspects = new Map([["evil.example.net:443", ["package-lock.json"]]]);
  await teach(repository, "build", [
    { ...ok, runId: 2_001, day: 57 },
    { ...ok, refused, failed: true, suspects, runId: 2_002, day: 58 },
  ]);
  await run(repository);
}

export async function returnToAudit({ repository: { id } }: StoreWorld): Promise<void> {
  await store.decisions.decideJob(id, path, "build", {
    kind: "audit",
    login: "mona",
    at: "2026-03-01T10:00:00Z",
  });
}

/** A host of the list does not resolve any more, and somebody denies it. */
export async function denyUnresolved({ repository }: StoreWorld, host: string): Promise<void> {
  const enforcement = { state: "not-enforced", cause: "host-unresolved", detail: host } as const;
  await teach(repository, "build", [{ ...ok, enforcement, runId: 5_000, day: 60 }]);
  await store.decisions.decideEndpoint(repository.id, path, {
    kind: "deny",
    endpoint: `${host}:443`,
    origin: { kind: "person", ...said, reason: "it was shut down" },
  });
}

/** More than a quarter passes in which the job calls one endpoint only. */
export async function passQuarter({ repository }: StoreWorld): Promise<void> {
  passDays(100);
  const later = (index: number): Run => ({ ...ok, runId: 5_000 + index, day: 60 + index * 1.5 });
  await teach(repository, "build", spread(66, later));
}
