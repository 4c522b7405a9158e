import type { Node } from "yaml";
import { beginOf, endOf } from "../../harden-runner/version-table.ts";
import type { Severity } from "./finding.ts";

/** A rule, for people. */
export interface RuleText {
  /** What it finds, in a line. */
  readonly what: string;
  /** What comes of it, and what to do. */
  readonly help: string;
  /** As a rule. In audit mode nothing is held back yet, so what is an error in block mode is a warning there. */
  readonly severity: Severity;
}

const safe = endOf("defect-kills-long-jobs");

/** Every rule, and what it finds. */
export const rules = {
  "syntax-error": {
    what: "The file is not valid YAML",
    help: "GitHub does not run it. Correct the line that is named.",
    severity: "error",
  },
  "duplicate-key": {
    what: "A map names a key twice",
    help: "Parsers differ in which of the two counts, and GitHub refuses the file. Keep one.",
    severity: "error",
  },
  "multi-document": {
    what: "The file holds several YAML documents",
    help: "A workflow file is one document. Split the file.",
    severity: "error",
  },
  "not-a-workflow": {
    what: "The file is no workflow",
    help: "A workflow file is a map with the key `jobs`. Check another file, or leave this one out.",
    severity: "error",
  },
  "lone-carriage-return": {
    what: "A carriage return without line feed reads differently in different YAML parsers",
    help: "Write line ends as LF or CRLF.",
    severity: "error",
  },
  "too-large": {
    what: "The file is too large to be a workflow",
    help: "GitHub refuses such a file. Split it.",
    severity: "error",
  },
  "too-deep": {
    what: "The file is nested too deeply to be a workflow",
    help: "No workflow is nested so deeply. Look at what made this file.",
    severity: "error",
  },
  unparsable: {
    what: "The file cannot be parsed",
    help: "The YAML parser fails on it or takes too long. Look at what made this file.",
    severity: "error",
  },
  "not-a-text": {
    what: "An input of the step is a sequence or a map",
    help: "Inputs of actions are texts, and GitHub refuses the whole workflow file. Write a list as a folded block (`>`) with one entry a line.",
    severity: "error",
  },
  "unknown-input": {
    what: "The action does not have this input",
    help: "GitHub warns in the run and ignores it. Correct its name, or move the step to a version that has it.",
    severity: "warning",
  },
  "literal-list": {
    what: "The list keeps its line ends, so the agent reads several entries as one",
    help: "The agent splits the list at spaces only. Write it as a folded block (`>`), without blank or deeper lines.",
    severity: "error",
  },
  "comment-in-list": {
    what: "A # inside the list is part of it, not a comment",
    help: "The agent looks up # and every word behind it as a name, and as these do not resolve it blocks nothing at all. Move the comment above the list.",
    severity: "error",
  },
  "dead-entry": {
    what: "With this entry the agent blocks nothing",
    help: "At its start in block mode the agent looks up every entry without a *. If one does not resolve, or has a port that the firewall does not take, the agent takes back all its rules for the whole job. Take the entry out.",
    severity: "error",
  },
  "address-entry": {
    what: "With an address in the list the agent of the community tier blocks nothing",
    help: `It looks the address up as a name, fails, and takes back all its rules. Only the enterprise tier takes addresses, since ${beginOf("addresses-listed")}. Take it out: private ranges, loopback and Azure's 168.63.129.16 and 169.254.169.254 are always reachable.`,
    severity: "error",
  },
  "host-unanswered": {
    what: "No resolver could say whether the host resolves",
    help: "If it does not, the agent blocks nothing. Check again later.",
    severity: "note",
  },
  "bad-port": {
    what: "The port of an entry is no port",
    help: "The agent reads what is no number as port 0, on which nothing can be called. Write `host:port` with a port from 1 to 65535.",
    severity: "error",
  },
  "bad-host": {
    what: "The host of an entry is no host name",
    help: "If the agent cannot resolve it, it blocks nothing at all. Correct the name.",
    severity: "error",
  },
  underscore: {
    what: "A host name has no underscore",
    help: "Some resolve all the same. If this one does not, the agent blocks nothing at all.",
    severity: "warning",
  },
  "upper-case": {
    what: "An entry has capital letters",
    help: "The agent compares names as they are written, and programs ask for them in lower case, so the entry lets nothing through. Write it in lower case.",
    severity: "warning",
  },
  "two-wildcards": {
    what: "An entry has more than one *",
    help: "The agent looks at what stands before the first * and between it and the second, and ignores the rest, so the entry opens more than it says. Write patterns with one *.",
    severity: "error",
  },
  "open-pattern": {
    what: "A pattern matches every name",
    help: "Nothing is held back on this port. Write the names that the job needs.",
    severity: "warning",
  },
  "wildcard-two-ports": {
    what: "Of a wildcard with several ports the agent honours only the first",
    help: "List the hosts exactly for the other port.",
    severity: "error",
  },
  "hidden-pattern": {
    what: "An exact entry hides a pattern for its host",
    help: "For a host that is listed exactly the agent looks at no pattern. Add the host with the port of the pattern, if it is needed.",
    severity: "warning",
  },
  "by-chance-pattern": {
    what: "Two patterns with different ports match the same names",
    help: "The agent takes one of the two by chance, so a call works in one run and fails in the next. List the hosts exactly.",
    severity: "warning",
  },
  "implicit-taken": {
    what: "An entry takes away what Harden-Runner allows by itself",
    help: "A pattern or host of GitHub's own service that is listed with another port replaces the one that Harden-Runner adds, and the job loses its artifacts, caches and tokens. Take the entry out, or, where it is a host, add port 443.",
    severity: "error",
  },
  "shared-tenant-wildcard": {
    what: "Strangers can get a name under this wildcard",
    help: "Whoever has such a name can receive what the job knows. List the hosts that the job needs.",
    severity: "warning",
  },
  "implicit-entry": {
    what: "Harden-Runner allows this by itself",
    help: "The entry can go.",
    severity: "note",
  },
  "guard-not-first": {
    what: "The guard step is not the first step of its job",
    help: "Harden-Runner starts before all steps, in whatever place it stands, but its record ends before the steps that stand above it clean up. Make it the first step.",
    severity: "warning",
  },
  "several-guard-steps": {
    what: "Only the first guard step of a job takes effect",
    help: "Keep the first one, with the settings that you want.",
    severity: "warning",
  },
  "block-without-list": {
    what: "The step blocks everything, since it has no list",
    help: "Add `allowed-endpoints`, or `egress-policy: audit`. The action's default is block.",
    severity: "warning",
  },
  "denied-endpoints": {
    what: "`denied-endpoints` does not do what it seems to",
    help: `Only the enterprise tier has it (since ${beginOf("denied-endpoints")}), and only without \`allowed-endpoints\`. In the community tier it is dropped, and a step that blocks without a list then blocks everything.`,
    severity: "warning",
  },
  "telemetry-in-audit": {
    what: "`disable-telemetry` is set in audit mode",
    help: "The action describes it as an input that can only be true where `egress-policy` is block. Leave it out until then.",
    severity: "note",
  },
  "store-without-key": {
    what: "`use-policy-store` needs `api-key`",
    help: `Without it the step fails the job below ${endOf("store-without-key-fails")}, and means audit mode since ${beginOf("store-without-key-audit")}. Add \`api-key\` from a secret.`,
    severity: "error",
  },
  "unknown-policy": {
    what: "The policy is neither audit nor block, which fails the job",
    help: "Write `audit` or `block`.",
    severity: "error",
  },
  "unguardable-job": {
    what: "Harden-Runner cannot hold this job to a list",
    help: "It depends on where the job runs and on the version of Harden-Runner; where only a log can tell, it is a warning. Run it on a GitHub-hosted Linux x64 machine without `container:`, or move to a version that can.",
    severity: "error",
  },
  "runner-unknown": {
    what: "The file does not tell which runner the job gets, so whether Harden-Runner can guard it is open",
    help: "On a self-hosted runner it guards only where its agent is installed. Look at a log of the job.",
    severity: "note",
  },
  "old-version": {
    what: "This version of Harden-Runner has a known defect in this mode",
    help: `In block mode versions below ${safe} get long jobs ended by GitHub, as they refuse its own runner service. In audit mode versions below ${endOf("defect-audit-misses-udp")} miss connections. Move to ${safe} or later.`,
    severity: "error",
  },
  "unknown-version": {
    what: "Nothing tells which version of Harden-Runner the step is pinned to",
    help: `Write the version as a comment behind the commit, such as \`# ${safe}\`.`,
    severity: "warning",
  },
  "policy-without-id-token": {
    what: "The Policy Store needs id-token: write",
    help: "Without `permissions: id-token: write` on the job the step fails it.",
    severity: "error",
  },
  "bad-ignore": {
    what: "A comment that is to suppress a finding does nothing",
    help: "Write `# egress-check: ignore RULE REASON` on the line of the finding or on the line above; for an entry of a list, on the line of the list's key or above it.",
    severity: "warning",
  },
} as const satisfies Record<string, RuleText>;

export type Rule = keyof typeof rules;

/** Adds a finding at a node, or at an offset within the file. */
export type Report = (rule: Rule, severity: Severity, message: string, at: Node | number | null) => void;
