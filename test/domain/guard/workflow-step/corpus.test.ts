// prove: corpus      every guard step of the real workflow files in the folder EGRESS_CORPUS is edited as a second parser agrees and without a new finding, or refused; 30 s
import { existsSync, readFileSync } from "node:fs";
import { diffLines } from "diff";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { enforceStored } from "../../../../src/apps/cli/offline/enforce-stored.ts";
import { refuseErrors } from "../../../../src/apps/cli/offline/refuse-errors.ts";
import { splitAgentList } from "../../../../src/domain/endpoint/agent-list.ts";
import { createAllows, readAllowedEntry } from "../../../../src/domain/endpoint/entry.ts";
import { findDead, partUsable } from "../../../../src/domain/endpoint/usable-entries.ts";
import { checkWorkflow } from "../../../../src/domain/guard/check/check.ts";
import type { Finding } from "../../../../src/domain/guard/check/finding.ts";
import { readPolicies } from "../../../../src/domain/guard/guard-policy.ts";
import type { GuardTarget } from "../../../../src/domain/guard/target.ts";
import { editGuards, switchToBlock } from "../../../../src/domain/guard/workflow-step/edit.ts";
import { chooseTarget } from "../../../../src/domain/harden-runner/choose-target.ts";
import { findGuardVersion } from "../../../../src/domain/harden-runner/guard-version.ts";
import { holds } from "../../../../src/domain/harden-runner/holds.ts";
import { implicitOfAny } from "../../../../src/domain/harden-runner/implicit.ts";
import { pinKindOf } from "../../../../src/domain/harden-runner/pin.ts";
import type { Release } from "../../../../src/domain/harden-runner/version-table.ts";
import type { GuardStep } from "../../../../src/domain/workflow/guard-step.ts";
import { parseWorkflowFile } from "../../../../src/domain/workflow/workflow-file.ts";
import { listFiles } from "../../../support/list-files.ts";
import { sizeOf } from "../../../support/size-of.ts";

// The whole are real workflow files in a folder outside the project.
const files = sizeOf("corpus", { suite: ["test/fixtures"], whole: [process.env.EGRESS_CORPUS ?? ""] })
  .flatMap((folder) => (existsSync(folder) ? listFiles(folder) : []))
  .filter((file) => /\.ya?ml$/.test(file));
const wanted = ["api.github.com:443", "never.in-any-list.example.org:8443"];
const newest = chooseTarget(Number.POSITIVE_INFINITY);

/** The text of a file, as it is. */
function readFile(path: string): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
}

/** The release that a pull request moves a guard step to; null where it stays. */
function pinFor(guard: GuardStep | undefined): Release | null {
  if (guard === undefined || pinKindOf(guard.ref) === "moving") return null;
  return holds("defect-kills-long-jobs", findGuardVersion(guard)) === "yes" ? newest : null;
}

/** Lists that people wrote, in turn, without what a check says something about by itself. */
const realLists: readonly (readonly string[])[] = files.flatMap((path) => {
  const parsed = parseWorkflowFile(readFile(path));
  if (!parsed.ok) return [];
  return [...readPolicies(parsed.file).values()].flatMap(({ own }) => {
    const hosts = partUsable(own).usable.filter(
      (entry) => readAllowedEntry(entry).kind === "host" && !isImplicit(entry),
    );
    return hosts.length === 0 ? [] : [hosts];
  });
});
let turn = 0;

function isImplicit(entry: string): boolean {
  const [host = "", port] = entry.split(":");
  return createAllows(implicitOfAny)({ host, port: Number(port) });
}

/** What a job needs, for the sake of the argument: what some other job lists, and what none does. */
function nextWanted(): readonly string[] {
  turn += 1;
  return [...new Set([...wanted, ...(realLists[turn % realLists.length] ?? [])])];
}

interface Step {
  uses?: string;
  with?: Record<string, unknown> | null;
}
type Permissions = Record<string, string> | string | null;
interface Workflow {
  permissions?: Permissions;
  jobs: Record<string, { steps?: Step[]; permissions?: Permissions }>;
}

function isGuard(step: Step | null): boolean {
  return /^step-security\/harden-runner@/i.test(step?.uses ?? "");
}

/** The job of every guard step that a second parser finds. */
function listGuards(text: string): string[] {
  const { jobs } = load(text) as Workflow;
  return Object.entries(jobs).flatMap(([id, { steps = [] }]) => steps.filter(isGuard).map(() => id));
}

/** The workflow as a second parser reads it, without the two inputs of one job's guard step and what it uses. */
function withoutInputs(
  text: string,
  job: string,
): { rest: unknown; inputs: Record<string, unknown>; uses: string | undefined } {
  const workflow = load(text) as Workflow;
  const step = workflow.jobs[job]?.steps?.find(isGuard);
  const { "egress-policy": policy, "allowed-endpoints": list, ...others } = step?.with ?? {};
  const uses = step?.uses;
  if (step !== undefined) {
    step.with = others;
    delete step.uses;
  }
  return { rest: workflow, inputs: { policy, list }, uses };
}

/** Whether a step uses what it was to use, as a second parser reads it, and its line names the version of a commit. */
function expectPin(
  before: string | undefined,
  after: string | undefined,
  pin: Release | null,
  text: string,
): void {
  if (pin === null) {
    expect(after).toBe(before);
    return;
  }
  const [name, ref = ""] = before?.split("@") ?? [];
  const isCommit = /^[0-9a-f]{40}$/i.test(ref);
  expect(after).toBe(`${name}@${isCommit ? pin.commit : pin.tag}`);
  const lines = text.split("\n").filter((line) => line.includes(String(after)));
  if (isCommit) expect(lines.some((line) => line.includes(`${pin.tag}`))).toBe(true);
}

test("there are files", () =>
  expect(files, "EGRESS_CORPUS names no folder of workflow files").not.toEqual([]));

describe("the corpus", () => {
  test("every guard step is edited and verified by a second parser, or refused with a code", () => {
    const outcomes = new Map<string, number>();
    const count = (outcome: string): void => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    for (const file of files) {
      const text = readFile(file);
      const parsed = parseWorkflowFile(text);
      if (!parsed.ok) {
        count(`file not read: ${parsed.problem.code}`);
        continue;
      }
      expect(
        parsed.file.jobs.flatMap((job) => job.guards.map(() => job.id)),
        file,
      ).toEqual(listGuards(text));
      for (const { id, guards } of parsed.file.jobs) {
        if (guards.length === 0) continue;
        const pin = pinFor(guards[0]);
        const pins = new Map(pin === null ? [] : [[id, pin]]);
        const edited = switchToBlock(text, new Map([[id, wanted]]), { path: file }, pins);
        const [refusal] = edited.refused;
        if (refusal !== undefined) {
          expect(edited.text, file).toBe(text);
          count(`refused: ${refusal.code}`);
          continue;
        }
        expect(edited.changed, file).toEqual([id]);
        const before = withoutInputs(text, id);
        const after = withoutInputs(edited.text, id);
        expect(after.rest, file).toEqual(before.rest);
        expectPin(before.uses, after.uses, pin, edited.text);
        const list = String(after.inputs.list).trim().split(" ");
        expect(list, file).toEqual(expect.arrayContaining([wanted[1]]));
        expect(
          list.some((entry) => /^api\.github\.com(:443)?$/i.test(entry) || entry.includes("*")),
          file,
        ).toBe(true);
        expect(after.inputs.policy ?? "block", file).toBe("block");
        expect(onlyAddedOrReplaced(text, edited.text), file).toBe(true);
        const again = switchToBlock(edited.text, new Map([[id, wanted]]), { path: file });
        expect(again.text, file).toBe(edited.text);
        count(
          `edited: ${String(before.inputs.policy ?? "no policy")}${before.inputs.list ? ", with a list" : ""}${pin === null ? "" : ", and moved"}`,
        );
      }
    }
    tell(outcomes);
  });

  test("every guard step comes to name a policy of the store, with its token's other permissions as they were, or is refused", () => {
    const outcomes = new Map<string, number>();
    const count = (outcome: string): void => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const name = "egress-bot.repository.file.yml.job";
    for (const file of files) {
      const text = readFile(file);
      const parsed = parseWorkflowFile(text);
      if (!parsed.ok) {
        count(`file not read: ${parsed.problem.code}`);
        continue;
      }
      for (const { id, guards } of parsed.file.jobs) {
        if (guards.length === 0) continue;
        const pin = pinFor(guards[0]);
        const more = pin === null ? {} : { pin };
        const targets = new Map([[id, { policy: "store" as const, name, entries: wanted, ...more }]]);
        const edited = editGuards(text, targets, { path: file });
        const [refusal] = edited.refused;
        if (refusal !== undefined) {
          expect(edited.text, file).toBe(text);
          count(`refused: ${refusal.code}`);
          continue;
        }
        expect(edited.changed, file).toEqual([id]);
        const [before, after] = [readStored(text, id), readStored(edited.text, id)];
        expect(after.rest, file).toEqual(before.rest);
        expectPin(before.uses, after.uses, pin, edited.text);
        expect(after.inputs, file).toEqual({ "egress-policy": "audit", policy: name });
        expect(before.permissions, file).not.toBeNull();
        expect(after.permissions, file).toEqual(
          before.permissions === "write-all"
            ? "write-all"
            : { ...(before.permissions as Record<string, string>), "id-token": "write" },
        );
        expect(editGuards(edited.text, targets, { path: file }), file).toMatchObject({
          text: edited.text,
          refused: [],
        });
        const where = before.isJobs ? "the job's" : "the workflow's";
        count(
          `edited: ${where} permissions, ${after.isJobs === before.isJobs ? "in place" : "copied to the job"}`,
        );
      }
    }
    tell(outcomes);
  });
});

describe("what check says of the corpus", () => {
  const places = ["the step", "the store"] as const;

  test.each([
    // As a pull request edits a step: whatever the version, it moves in the same edit.
    ...places.map((place) => ["of a pull request", place, true] as const),
    // As `egress enforce` does without `--bump`, which refuses what check would call an error.
    ...places.map((place) => ["of egress enforce", place, false] as const),
  ])("an edit %s, with the lists in %s, adds no finding", (_, place, moves) => {
    const outcomes = new Map<string, number>();
    const count = (outcome: string): void => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    for (const path of files) {
      const text = readFile(path);
      count("files");
      const parsed = parseWorkflowFile(text);
      if (!parsed.ok) continue;
      for (const { id, guards } of parsed.file.jobs) {
        if (guards.length === 0) continue;
        const pin = moves ? pinFor(guards[0]) : null;
        const more = { entries: nextWanted(), ...(pin !== null && { pin }) };
        const target: GuardTarget =
          place === "the step" ? { policy: "block", ...more } : { policy: "store", name: "ours", ...more };
        const edited = editGuards(text, new Map([[id, target]]), { path });
        const errors = moves ? [] : refuseErrors(text, edited, { isStored: place === "the store" });
        const refused = edited.refused[0]?.code ?? errors[0]?.code;
        if (refused !== undefined) {
          count(`refused: ${refused}`);
          continue;
        }
        const [before, after] = [text, edited.text].map((one) => countFindings(checkWorkflow(one)));
        for (const [finding, times] of after ?? [])
          expect(times, `${path} ${id} ${finding}`).toBeLessThanOrEqual(before?.get(finding) ?? 0);
        count(edited.changed.length === 0 ? "as wanted" : "edited, no new finding");
      }
    }
    tell(outcomes);
  });

  test("no policy for the store has an entry that the agent cannot use", () => {
    const outcomes = new Map<string, number>();
    const count = (outcome: string): void => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    for (const path of files) {
      const text = readFile(path);
      const parsed = parseWorkflowFile(text);
      if (!parsed.ok) continue;
      for (const { id, guards } of parsed.file.jobs) {
        if (guards.length === 0) continue;
        const needed = nextWanted();
        const { policies } = enforceStored(text, new Map([[id, needed]]), {
          path,
          name: "ours",
          names: 1,
          isForced: false,
          pins: new Map(),
        });
        for (const { allowed_endpoints: entries } of policies) {
          const where = `${path} ${id}`;
          expect(
            entries.flatMap((entry) => findDead(entry) ?? []),
            where,
          ).toEqual([]);
          expect(partUsable(entries), where).toEqual({ usable: entries, useless: [] });
          expect(splitAgentList(entries.join(" ")), where).toEqual(entries);
          for (const entry of needed) {
            const [host = "", port] = entry.split(":");
            expect(createAllows(entries)({ host, port: Number(port) }), where).toBe(true);
          }
          // What stands behind # in the list never comes in.
          for (const word of wordsOfComments(text, id)) expect(entries, where).not.toContain(`${word}:443`);
          count(
            `${entries.length > needed.length ? "with entries of the step" : "with what is wanted only"}`,
          );
        }
      }
    }
    tell(outcomes);
  });
});

/** How often each rule and place in the job is found. Line numbers change with an edit, and what is an error in block mode is a warning in audit. */
function countFindings(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule, message } of findings) {
    // What they say follows from the version and the policy; what is found is the same.
    const key =
      rule === "old-version" || rule === "unguardable-job"
        ? rule
        : `${rule} ${message.replace(/: a self-hosted runner.*/, "")}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The words without a dot behind a # in the lists of a job, as a second parser finds them. */
function wordsOfComments(text: string, job: string): readonly string[] {
  const step = (load(text) as Workflow).jobs[job]?.steps?.find(isGuard);
  const list = String(step?.with?.["allowed-endpoints"] ?? "");
  const [, ...behind] = list.split("#");
  return behind
    .flatMap((part) => part.trim().toLowerCase().split(/\s+/))
    .filter((word) => /^[a-z]+$/.test(word));
}

/** The workflow as a second parser reads it, without what a stored policy changes, and what a job's token may do. */
function readStored(
  text: string,
  job: string,
): {
  rest: unknown;
  inputs: Record<string, unknown>;
  permissions: unknown;
  isJobs: boolean;
  uses: string | undefined;
} {
  const workflow = load(text) as Workflow;
  const content = workflow.jobs[job];
  const isJobs = content?.permissions !== undefined;
  const permissions = isJobs ? content?.permissions : workflow.permissions;
  if (content !== undefined) delete content.permissions;
  const step = content?.steps?.find(isGuard);
  const { "egress-policy": policy, "allowed-endpoints": list, policy: name, ...others } = step?.with ?? {};
  const uses = step?.uses;
  if (step !== undefined) {
    step.with = others;
    delete step.uses;
  }
  const inputs = Object.fromEntries(
    Object.entries({ "egress-policy": policy, "allowed-endpoints": list, policy: name }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  return { rest: workflow, inputs, permissions: permissions ?? null, isJobs, uses };
}

/** No line of the old text is gone but the one that names the policy, and the one-line list that grew. */
function onlyAddedOrReplaced(before: string, after: string): boolean {
  const removed = diffLines(before, after).filter((part) => part.removed === true);
  return removed.every(
    (part) => part.count === 1 && /egress-policy|allowed-endpoints|uses:/i.test(part.value),
  );
}

/** Shows how many steps came to what, where they are many. */
function tell(outcomes: ReadonlyMap<string, number>): void {
  if (process.env.EGRESS_CORPUS === undefined) return;
  const lines = [...outcomes]
    .sort()
    .map(([outcome, number]) => `${String(number).padStart(5)}  ${outcome}\n`);
  process.stdout.write(`${expect.getState().currentTestName ?? ""}\n${lines.join("")}`);
}
