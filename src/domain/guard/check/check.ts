import { isScalar, type Node, type Scalar } from "yaml";
import type { GuardStep } from "../../workflow/guard-step.ts";
import { grantsIdToken, readTokenPermissions } from "../../workflow/token-permissions.ts";
import { mayBeCalled } from "../../workflow/triggers.ts";
import { type Job, parseWorkflowFile, type WorkflowFile } from "../../workflow/workflow-file.ts";
import { checkJobGuardable } from "./check-job.ts";
import { checkList } from "./check-list.ts";
import type { Finding } from "./finding.ts";
import type { Report } from "./rules.ts";

/** Finds the guard steps of a workflow file that will not do what their author thinks, in order of their place. */
export function checkWorkflow(text: string): Finding[] {
  const parsed = parseWorkflowFile(text);
  if (!parsed.ok) {
    const { code, message, line, column } = parsed.problem;
    return [{ rule: code, severity: "error", message, line, column }];
  }
  const { file } = parsed;
  // Jobs that share something by an alias share what is wrong with it.
  const findings = new Map<string, Finding>();
  const lists = new Set<string>();
  for (const job of file.jobs) {
    const report: Report = (rule, severity, message, at) => {
      const offset = typeof at === "number" ? at : (at?.range?.[0] ?? job.key.range?.[0] ?? 0);
      const finding = { rule, severity, message, ...file.positionOf(offset) };
      findings.set(JSON.stringify(finding), finding);
    };
    checkJob(file, job, lists, report);
  }
  return [...findings.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** `lists` notes which lists were checked, and how: many jobs may share a long one. */
function checkJob(file: WorkflowFile, job: Job, lists: Set<string>, report: Report): void {
  const [guard, another] = job.guards;
  if (guard === undefined) return;
  if (another !== undefined) {
    report(
      "several-guard-steps",
      "warning",
      "this step does nothing: the agent of the first one is already running",
      another.uses,
    );
  }
  if (guard.index > 0) {
    const message = `this is step ${guard.index + 1}; Harden-Runner asks for the first place, so that it sees everything and its record comes last`;
    report("guard-not-first", "warning", message, guard.uses);
  }
  const policy = readPolicy(file, guard, report);
  const list = readInput(file, guard, "allowed-endpoints");
  const hasStore = isSet(file, guard, "policy") || isSet(file, guard, "use-policy-store");
  if (policy === "block" && !hasStore && isEmpty(list)) {
    report(
      "block-without-list",
      "warning",
      "nothing but what Harden-Runner needs itself is reachable; add allowed-endpoints or egress-policy: audit",
      guard.uses,
    );
  }
  if (isScalar(list) && typeof list.value === "string") {
    const isBlock = policy === "block";
    const disableTelemetry = isSet(file, guard, "disable-telemetry");
    const way = `${list.range?.[0]} ${isBlock} ${disableTelemetry}`;
    if (!lists.has(way)) checkList(file.text, list as Scalar<string>, { isBlock, disableTelemetry }, report);
    lists.add(way);
  }
  if (policy === "block") checkVersion(guard, report);
  if (isSet(file, guard, "policy")) checkIdToken(file, job, guard, report);
  checkJobGuardable(job, policy === "block", report);
}

/** The value of an input, or what it is an alias of; undefined if the step does not name it. */
function readInput(file: WorkflowFile, guard: GuardStep, name: string): unknown {
  return file.resolve(guard.inputs.get(name)?.value);
}

type Policy = "audit" | "block" | "unknown";

function readPolicy(file: WorkflowFile, guard: GuardStep, report: Report): Policy {
  const pair = guard.inputs.get("egress-policy");
  if (pair === undefined) return "block";
  const node = readInput(file, guard, "egress-policy");
  // The action trims its inputs.
  const value = isScalar(node) ? String(node.value ?? "").trim() : "";
  if (value === "audit" || value === "block") return value;
  if (!value.includes("${{")) {
    report(
      "unknown-policy",
      "error",
      `the policy is ${JSON.stringify(value)}; write audit or block`,
      (pair.value ?? pair.key) as Node,
    );
  }
  return "unknown";
}

function isEmpty(list: unknown): boolean {
  return list === undefined || list === null || (isScalar(list) && String(list.value ?? "").trim() === "");
}

function isSet(file: WorkflowFile, guard: GuardStep, input: string): boolean {
  const value = readInput(file, guard, input);
  const text = isScalar(value) ? String(value.value ?? "") : "";
  return text !== "" && text !== "false";
}

const oldest = { major: 2, minor: 21 };

/** A version as a tag or branch is named for it; and one in a comment, where a lone number may mean anything. */
const refVersion = /^v?(\d{1,4})(?:\.(\d{1,4}))?(?!\w)/;
const noteVersion = /(?<![\w.])v?(\d{1,4})\.(\d{1,4})(?!\w)/;

function checkVersion(guard: GuardStep, report: Report): void {
  const match = refVersion.exec(guard.ref) ?? noteVersion.exec(guard.comment ?? "");
  if (match === null) return;
  const major = Number(match[1]);
  // A floating major follows the newest release of it.
  const minor = match[2] === undefined ? Number.POSITIVE_INFINITY : Number(match[2]);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return;
  report(
    "old-version",
    "warning",
    `this is version ${match[0].replace(/^v/, "")}; use 2.21 or later in block mode`,
    guard.uses,
  );
}

function checkIdToken(file: WorkflowFile, job: Job, guard: GuardStep, report: Report): void {
  const permissions = readTokenPermissions(file, job);
  // A reusable workflow without permissions of its own gets its caller's.
  if (permissions.kind === "default" && mayBeCalled(file)) return;
  // Nobody but GitHub knows what else it may mean.
  if (permissions.kind === "unreadable" || grantsIdToken(permissions) === true) return;
  const at = guard.inputs.get("policy")?.key as Node | undefined;
  report(
    "policy-without-id-token",
    "error",
    "`policy` needs `permissions: id-token: write` on the job; without it the step fails the job",
    at ?? null,
  );
}
