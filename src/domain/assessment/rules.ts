import { type Decision, type FileDecisions, noDecisions } from "../baseline/decision.ts";
import type { Enforcer } from "../guard/enforcer.ts";
import { stepEnforcer } from "../guard/workflow-step/step-enforcer.ts";
import { chooseTarget } from "../harden-runner/choose-target.ts";
import { noUpstream, type Upstream } from "../harden-runner/upstream.ts";
import type { Release } from "../harden-runner/version-table.ts";
import { defaultSettings, type Settings } from "../settings/settings.ts";
import type { Resolutions } from "./dead-entries.ts";
import type { JobRecord } from "./job-record.ts";

/** What the jobs of a workflow file are judged by, besides what they called. */
export interface Rules {
  readonly settings: Settings;
  readonly decisions: FileDecisions;
  /** By host; those that resolve, or were not asked about, are not in it. */
  readonly resolutions: Resolutions;
  /** What is kept about the jobs of the file, by job id. */
  readonly records: ReadonlyMap<string, JobRecord>;
  /** What holds the jobs of the file to their lists. */
  readonly enforcer: Enforcer;
  /** Of the repository. */
  readonly defaultBranch: string;
  /** The release that old guard steps are moved to, null where there is none; and what GitHub's tags say beside the table. */
  readonly hardenRunner: { readonly target: Release | null; readonly upstream: Upstream };
}

/** The rules where nobody has set or said anything. */
export const defaultRules: Rules = {
  settings: defaultSettings,
  decisions: noDecisions,
  resolutions: new Map(),
  records: new Map(),
  enforcer: stepEnforcer,
  defaultBranch: "main",
  hardenRunner: { target: chooseTarget(Number.POSITIVE_INFINITY), upstream: noUpstream },
};

/** What was decided about endpoints: by people in comments, and where they say nothing by the settings. Sorted. */
export function listDecisions({ settings, decisions }: Rules): readonly Decision[] {
  const byEndpoint = new Map<string, Decision>();
  const origin = { kind: "settings" } as const;
  for (const endpoint of settings.allow) byEndpoint.set(endpoint, { kind: "allow", endpoint, origin });
  // Of two contradicting lines of the settings the stricter counts.
  for (const endpoint of settings.deny) byEndpoint.set(endpoint, { kind: "deny", endpoint, origin });
  for (const decision of decisions.endpoints) byEndpoint.set(decision.endpoint, decision);
  return [...byEndpoint.values()].sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1));
}

/** Whether the settings leave a job out: by its file, `ci.yml` or with its folders, or by `ci.yml:build`. */
export function isIgnoredBySettings({ ignore }: Settings, path: string, jobId: string): boolean {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const names = [path, file, `${path}:${jobId}`, `${file}:${jobId}`];
  return ignore.some((pattern) => names.includes(pattern));
}
