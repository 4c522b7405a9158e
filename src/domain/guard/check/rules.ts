import type { Node } from "yaml";
import type { Severity } from "./finding.ts";

/** Every rule, and what it finds. */
export const rules = {
  "syntax-error": "The file is not valid YAML",
  "duplicate-key": "A map names a key twice",
  "multi-document": "The file holds several YAML documents",
  "not-a-workflow": "The file is no workflow",
  "lone-carriage-return": "A carriage return without line feed reads differently in different YAML parsers",
  "too-large": "The file is too large to be a workflow",
  "too-deep": "The file is nested too deeply to be a workflow",
  "literal-list": "The list keeps its line ends, so the agent reads several entries as one",
  "comment-in-list": "A # inside the list is part of it, not a comment",
  "address-entry":
    "An address cannot be allowed; the agent looks it up as a name, fails, and enforces nothing",
  "bad-port": "The port of an entry is no port",
  "bad-host": "The host of an entry is no host name",
  underscore: "A host name has no underscore",
  "two-wildcards": "The agent understands one * in an entry",
  "wildcard-two-ports": "Of a wildcard with several ports the agent honours only the first",
  "shared-tenant-wildcard": "Strangers can get a name under this wildcard",
  "implicit-entry": "Harden-Runner allows this by itself",
  "guard-not-first": "The guard step is not the first step of its job",
  "several-guard-steps": "Only the first guard step of a job takes effect",
  "block-without-list": "The step blocks everything, since it has no list",
  "unknown-policy": "The policy is neither audit nor block, which fails the job",
  "unguardable-job": "Harden-Runner cannot hold this job to a list",
  "runner-unknown": "The runner is an expression, so whether Harden-Runner can guard the job is open",
  "old-version": "This version of the action is too old to rely on in block mode",
  "policy-without-id-token": "The Policy Store needs id-token: write",
} as const satisfies Record<string, string>;

export type Rule = keyof typeof rules;

/** Adds a finding at a node, or at an offset within it. */
export type Report = (rule: Rule, severity: Severity, message: string, at: Node | number | null) => void;
