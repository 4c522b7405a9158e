import { createHash } from "node:crypto";
import { readFileSteps } from "../workflow/file-steps.ts";
import type { Job, WorkflowFile } from "../workflow/workflow-file.ts";
import { readPolicy } from "./guard-policy.ts";

/** What is kept about a job of a workflow file on the default branch, to notice what people change. Times are ISO 8601 UTC. */
export interface JobRecord {
  /** What its steps do, but for the guard, in the file's order: a digest for each. */
  readonly steps: readonly string[];
  /** When it was first seen with a step that it had not before; null where it never changed so. */
  readonly changedAt: string | null;
  /** Those steps, as people name them. Foreign text. */
  readonly added: readonly string[];
  /** Since when it is to block, as far as seen; null where it was never seen so. */
  readonly blockedAt: string | null;
  /** When it was first seen in audit mode after that; null while it blocks. */
  readonly returnedAt: string | null;
}

const mostSteps = 300;
const mostAdded = 20;

/** Brings what is kept about a job up to what the file says now. `known` is null for a job that is new here. */
export function updateRecord(known: JobRecord | null, job: Job, file: WorkflowFile, at: string): JobRecord {
  const steps = readFileSteps(job, file)
    .filter(({ isGuard, does }) => !isGuard && does !== null)
    .slice(0, mostSteps)
    .map(({ label, does }) => ({ label, print: digest(does ?? "") }));
  const before = new Set(known?.steps);
  const fresh = known === null ? [] : steps.filter(({ print }) => !before.has(print));
  return {
    steps: steps.map(({ print }) => print),
    changedAt: fresh.length > 0 ? at : (known?.changedAt ?? null),
    added: fresh.length > 0 ? fresh.slice(0, mostAdded).map(({ label }) => label) : (known?.added ?? []),
    ...readBlocking(known, job, at),
  };
}

function readBlocking(
  known: JobRecord | null,
  job: Job,
  at: string,
): Pick<JobRecord, "blockedAt" | "returnedAt"> {
  const { blockedAt = null, returnedAt = null } = known ?? {};
  switch (readPolicy(job)?.policy) {
    case "block":
      return { blockedAt: returnedAt === null ? (blockedAt ?? at) : at, returnedAt: null };
    case "audit":
      return { blockedAt, returnedAt: blockedAt === null ? null : (returnedAt ?? at) };
    default:
      return { blockedAt, returnedAt };
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
