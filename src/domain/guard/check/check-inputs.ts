import { isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import { holds } from "../../harden-runner/holds.ts";
import { compareVersions, formatVersion } from "../../harden-runner/version.ts";
import { beginOf, endOf, type KnownInput, knownInputs, releases } from "../../harden-runner/version-table.ts";
import { grantsIdToken, readTokenPermissions } from "../../workflow/token-permissions.ts";
import { mayBeCalled } from "../../workflow/triggers.ts";
import { type GuardedStep, isEmptyList, isSet, mayKnow, readInput } from "./guarded-step.ts";
import { sayVersion } from "./say-version.ts";

/** Reports inputs of a guard step that do not do what they seem to. */
export function checkInputs(step: GuardedStep): void {
  for (const [name, pair] of step.guard.inputs) checkInput(step, name, pair);
  checkPolicy(step);
  checkStore(step);
  checkDenied(step);
  const { file, guard, policy, asksStore, report } = step;
  const telemetry = guard.inputs.get("disable-telemetry");
  const value = file.resolve(telemetry?.value);
  const isTrue = isScalar(value) && String(value.value).trim().toLowerCase() === "true";
  if (isTrue && policy === "audit" && !asksStore)
    report(
      "telemetry-in-audit",
      "note",
      "the action describes `disable-telemetry` as an input that can only be true where `egress-policy` is block",
      keyOf(telemetry),
    );
}

function checkInput({ file, version, report }: GuardedStep, name: string, pair: Pair): void {
  const value = file.resolve(pair.value);
  if (isSeq(value) || isMap(value))
    report(
      "not-a-text",
      "error",
      `\`${name}\` is a ${isSeq(value) ? "sequence" : "map"}: an input is a text, and GitHub refuses the whole file; write a list as a folded block (>) with one entry a line`,
      keyOf(pair),
    );
  const known = knownInputs.get(name);
  const message = describeUnknown(name, known, version);
  if (message !== null) report("unknown-input", "warning", message, keyOf(pair));
}

/** Why the action of a step does not know an input; null where it does, or nobody can say. */
function describeUnknown(
  name: string,
  known: KnownInput | undefined,
  version: GuardedStep["version"],
): string | null {
  const newest = releases
    .map((release) => release.version)
    .toSorted(compareVersions)
    .at(-1);
  const upTo = newest === undefined ? "" : ` up to ${formatVersion(newest)}`;
  if (known === undefined) return `no release of Harden-Runner${upTo} has an input ${JSON.stringify(name)}`;
  if (known.since === null)
    return `no release of Harden-Runner${upTo} is known to have an input ${JSON.stringify(name)}`;
  if (version.kind === "unknown" || compareVersions(version.version, known.since) >= 0) return null;
  return `this is ${sayVersion(version)}, which ignores \`${name}\`: the input came with ${formatVersion(known.since)}`;
}

function checkPolicy({ file, guard, policy, report }: GuardedStep): void {
  const pair = guard.inputs.get("egress-policy");
  const node = readInput(file, guard, "egress-policy");
  if (pair === undefined || policy !== "unknown" || isSeq(node) || isMap(node)) return;
  const value = isScalar(node) ? String(node.value ?? "").trim() : "";
  if (value.includes("${{")) return;
  report(
    "unknown-policy",
    "error",
    `the policy is ${JSON.stringify(value)}; write audit or block`,
    (pair.value ?? pair.key) as Node,
  );
}

function checkStore(step: GuardedStep): void {
  const { file, job, guard, version, report } = step;
  if (
    isSet(file, guard, "use-policy-store") &&
    mayKnow(version, "use-policy-store") &&
    !isSet(file, guard, "api-key")
  ) {
    const fails = `below ${endOf("store-without-key-fails")} the step then fails the job`;
    const audits = `since ${beginOf("store-without-key-audit")} the step then only records and blocks nothing`;
    const says =
      holds("store-without-key-fails", version) === "yes"
        ? `${fails} (this is ${sayVersion(version)})`
        : holds("store-without-key-audit", version) === "yes"
          ? `${audits} (this is ${sayVersion(version)})`
          : `${fails}; ${audits}`;
    report(
      "store-without-key",
      "error",
      `\`use-policy-store\` needs \`api-key\`: ${says}`,
      keyOf(guard.inputs.get("use-policy-store")),
    );
  }
  if (!isSet(file, guard, "policy") || !mayKnow(version, "policy")) return;
  const permissions = readTokenPermissions(file, job);
  // A reusable workflow without permissions of its own gets its caller's.
  if (permissions.kind === "default" && mayBeCalled(file)) return;
  // Nobody but GitHub knows what else it may mean.
  if (permissions.kind === "unreadable" || grantsIdToken(permissions) === true) return;
  report(
    "policy-without-id-token",
    "error",
    "`policy` needs `permissions: id-token: write` on the job; without it the step fails the job",
    keyOf(guard.inputs.get("policy")),
  );
}

/** A version that does not know the input is reported for that. */
function checkDenied({ file, guard, version, isBlock, report }: GuardedStep): void {
  if (!isSet(file, guard, "denied-endpoints") || holds("denied-endpoints", version) === "no") return;
  const at = keyOf(guard.inputs.get("denied-endpoints"));
  const since = beginOf("denied-endpoints");
  if (!isEmptyList(readInput(file, guard, "allowed-endpoints")))
    report(
      "denied-endpoints",
      "warning",
      `\`denied-endpoints\` (since ${since}) is ignored beside \`allowed-endpoints\``,
      at,
    );
  else if (isBlock)
    report(
      "denied-endpoints",
      "warning",
      `only the enterprise tier has \`denied-endpoints\` (since ${since}): in the community tier this step blocks everything, as it has no \`allowed-endpoints\``,
      at,
    );
}

function keyOf(pair: Pair | undefined): Node | null {
  return (pair?.key ?? null) as Node | null;
}
