import type { Baseline } from "../../../domain/baseline/baseline.ts";
import { findLastFetched } from "../../../domain/baseline/recorded-by.ts";
import { chooseTarget } from "../../../domain/harden-runner/choose-target.ts";
import { findComingVersion } from "../../../domain/harden-runner/guard-version.ts";
import { holds } from "../../../domain/harden-runner/holds.ts";
import { pinKindOf } from "../../../domain/harden-runner/pin.ts";
import { formatVersion } from "../../../domain/harden-runner/version.ts";
import { endOf, type Release } from "../../../domain/harden-runner/version-table.ts";
import { pinRefusalWords } from "../../../domain/text/sentences/edit-refusals.ts";
import { sayEndsLongJobs } from "../../../domain/text/sentences/versions.ts";
import { parseWorkflowFile, readableFile } from "../../../domain/workflow/workflow-file.ts";
import type { RefusedJob } from "./learn-targets.ts";

/** Which guard steps are to use another release, and which jobs may not block with the one that they use. */
export interface ChosenVersions {
  /** By job id. */
  readonly pins: ReadonlyMap<string, Release>;
  readonly refused: readonly RefusedJob[];
  readonly notes: readonly string[];
}

const defect = "defect-kills-long-jobs";

/**
 * Looks at the version of Harden-Runner with which some jobs of a workflow file would block. One that must not is moved where
 * `mayMove`, else the job is refused. `baselines` are what the logs of jobs taught, as far as there are logs; `now` is in ms since 1970.
 */
export function chooseVersions(
  text: string,
  jobIds: readonly string[],
  by: {
    readonly mayMove: boolean;
    /** The jobs that are refused already: they may move, and that is all. */
    readonly refused: ReadonlySet<string>;
    readonly baselines: ReadonlyMap<string, Baseline>;
    readonly now: number;
  },
): ChosenVersions {
  const pins = new Map<string, Release>();
  const refused: RefusedJob[] = [];
  const notes: string[] = [];
  const file = readableFile(parseWorkflowFile(text));
  for (const id of jobIds) {
    const guard = file?.jobs.find((job) => job.id === id)?.guards[0];
    if (file === null || guard === undefined) continue;
    const baseline = by.baselines.get(id);
    const logged = baseline === undefined ? null : findLastFetched(baseline, guard.ref);
    const version = findComingVersion(guard, logged);
    if (version.kind === "unknown") {
      notes.push(
        `job ${id}: which version of Harden-Runner ${guard.ref} is, is unknown; below ${endOf(defect)} it must not block`,
      );
      continue;
    }
    if (holds(defect, version) !== "yes") continue;
    const target = chooseTarget(by.now);
    const problem = sayEndsLongJobs({ version: formatVersion(version.version), fixedIn: endOf(defect) });
    const wayOut = findWayOut(guard.ref, target);
    if (by.mayMove && target !== null && pinKindOf(guard.ref) !== "moving") pins.set(id, target);
    else if (!by.refused.has(id))
      refused.push({
        job: id,
        code: "old-version",
        message: `Harden-Runner ${problem}; ${wayOut}`,
        line: file.positionOf(guard.uses.range?.[0] ?? 0).line,
      });
  }
  return { pins, refused, notes };
}

function findWayOut(ref: string, target: Release | null): string {
  if (pinKindOf(ref) === "moving") return pinRefusalWords.movesByItself(ref);
  return target === null ? "no release to move it to is known" : `--bump moves it to ${target.tag}`;
}
