import { isMap, isScalar, isSeq } from "yaml";
import type { Job, WorkflowFile } from "./workflow-file.ts";
import { findPair } from "./yaml-map.ts";

/** Rare events that often take a way of their own through a job. */
const rare = ["schedule", "release"] as const;

/** Conditions by which a job may not run for each event. */
const choosesEvents = /github\.(?:event_name|event\.|ref)|github\[/i;

/** The rare events for which the workflow file says that it runs, but for a job that picks its events itself. Sorted. */
export function findRareEvents(job: Job, file: WorkflowFile): readonly string[] {
  const { resolve } = file;
  const content = resolve(job.node);
  const condition = isMap(content) ? resolve(findPair(content, "if")?.value) : null;
  if (isScalar(condition) && choosesEvents.test(String(condition.value))) return [];
  const events = listTriggers(file);
  return rare.filter((event) => events.has(event)).sort();
}

type Readable = Pick<WorkflowFile, "root" | "resolve">;

/** The events on which the workflow file says that it runs. */
export function listTriggers(file: Readable): ReadonlySet<string> {
  return new Set(listNames(findDeclared(file), file.resolve).filter((name) => typeof name === "string"));
}

/** What the file says of one event; null where it says no more than its name. */
export function findTrigger(file: Readable, event: string): unknown {
  const declared = findDeclared(file);
  return isMap(declared) ? file.resolve(findPair(declared, event)?.value ?? null) : null;
}

function findDeclared({ root, resolve }: Readable): unknown {
  // YAML 1.1 reads the word `on` as true.
  return resolve(
    root.items.find(({ key }) => isScalar(key) && (key.value === "on" || key.value === true))?.value,
  );
}

/** Whether other workflows may call this one. */
export function mayBeCalled(file: WorkflowFile): boolean {
  return listTriggers(file).has("workflow_call");
}

/** Whether a workflow runs on pull requests, or others that call it may. */
export function mayRunOnPullRequests(file: WorkflowFile): boolean {
  const triggers = listTriggers(file);
  return triggers.has("pull_request") || triggers.has("workflow_call");
}

function listNames(node: unknown, resolve: WorkflowFile["resolve"]): readonly unknown[] {
  if (isScalar(node)) return [node.value];
  if (isSeq(node)) return node.items.map(resolve).map((item) => (isScalar(item) ? item.value : null));
  if (isMap(node)) return node.items.map(({ key }) => (isScalar(key) ? key.value : null));
  return [];
}
