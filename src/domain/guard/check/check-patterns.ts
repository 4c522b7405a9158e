import {
  type AgentList,
  matchesWildcard,
  mayBothMatch,
  portsOf,
  readAgentEntry,
  readAgentList,
} from "../../endpoint/agent-list.ts";
import type { Endpoint } from "../../endpoint/endpoint.ts";
import { findImplicitSince } from "../../endpoint/implicit-endpoints.ts";
import { isRunnerService } from "../../endpoint/runner-service.ts";
import { holds } from "../../harden-runner/holds.ts";
import { listImplicitOf } from "../../harden-runner/implicit.ts";
import { formatVersion } from "../../harden-runner/version.ts";
import { endOf } from "../../harden-runner/version-table.ts";
import type { GuardedStep } from "./guarded-step.ts";
import type { ListedEntry, ListReading } from "./listed-entry.ts";

/** Each pattern is compared with every other and with every host; nobody writes more. */
const mostPatterns = 200;

/** Reports what entries of a list do to each other. Words that the author did not mean as entries are not among them. */
export function checkPatterns(
  step: GuardedStep,
  listed: readonly ListedEntry[],
  { disableTelemetry }: { readonly disableTelemetry: boolean },
): ListReading {
  const pieces = listed.map(({ text }) => text);
  const own = readAgentList(pieces);
  const implicit = readAgentList([], listImplicitOf(step.version, disableTelemetry));
  reportHidden(step, listed, own, implicit);
  reportChance(step, listed, own, implicit);
  const patterns: AgentList = {
    exact: new Map(),
    wildcards: new Map([...implicit.wildcards, ...[...own.wildcards].slice(0, mostPatterns)]),
  };
  return {
    firstPortOf: (name) => own.wildcards.get(name)?.port ?? null,
    whySuperfluous({ host, port }) {
      if (isRunnerService(host) && port === 443 && holds("defect-kills-long-jobs", step.version) === "no")
        return `since ${endOf("defect-kills-long-jobs")} Harden-Runner allows GitHub's own runner service by itself`;
      const isAlone = (own.exact.get(`${host}.`) ?? []).every((other) => other === port);
      const isImplicit =
        implicit.exact.get(`${host}.`)?.includes(port) === true ||
        (isAlone && portsOf(implicit, host).includes(port) && portsOf(patterns, host).includes(port));
      return isImplicit ? `Harden-Runner allows it ${byItself(step, { host, port })}` : null;
    },
  };
}

/** That Harden-Runner allows an endpoint without a list; where nothing tells the version, since which one. */
function byItself({ version }: GuardedStep, endpoint: Endpoint): string {
  const since = version.kind === "unknown" ? findImplicitSince(endpoint, false) : null;
  return since === null ? "by itself" : `by itself since ${formatVersion(since)}`;
}

/** Hosts that are listed exactly, so that the agent looks at no pattern for them. */
function reportHidden(
  step: GuardedStep,
  listed: readonly ListedEntry[],
  own: AgentList,
  implicit: AgentList,
): void {
  const { report, broken } = step;
  const patterns = [...own.wildcards].slice(0, mostPatterns);
  const told = new Set<string>();
  for (const { text, offset } of listed) {
    const { name, isWildcard } = readAgentEntry(text);
    if (isWildcard || told.has(name)) continue;
    told.add(name);
    const ports = own.exact.get(name) ?? [];
    const host = name.slice(0, -1);
    const [lost] = portsOf(implicit, host);
    if (lost !== undefined && !implicit.exact.has(name) && !ports.includes(lost)) {
      report(
        "implicit-taken",
        broken,
        `${JSON.stringify(text)} takes away ${host}:${lost}, which Harden-Runner allows ${byItself(step, { host, port: lost })}: for a host that is listed exactly only its own ports count`,
        offset,
      );
      continue;
    }
    const hidden = patterns.find(
      ([, pattern]) => matchesWildcard(pattern, name) && !ports.includes(pattern.port),
    );
    if (hidden === undefined) continue;
    const [pattern, { port }] = hidden;
    report(
      "hidden-pattern",
      "warning",
      `${JSON.stringify(text)} hides ${pattern.slice(0, -1)}:${port} for this host: ${host}:${port} is refused; if the job needs it, list it too`,
      offset,
    );
  }
}

/** Patterns that match the same names and have other ports. */
function reportChance(
  step: GuardedStep,
  listed: readonly ListedEntry[],
  own: AgentList,
  implicit: AgentList,
): void {
  const { report, broken } = step;
  const before: string[] = [];
  for (const { text, offset } of listed) {
    const { name, port, isWildcard } = readAgentEntry(text);
    const pattern = own.wildcards.get(name);
    if (!isWildcard || pattern?.port !== port || before.includes(name) || before.length >= mostPatterns)
      continue;
    const quoted = JSON.stringify(text);
    const taken = [...implicit.wildcards].find(
      ([, other]) => other.port !== port && mayBothMatch(other, pattern),
    );
    const other = before.find((one) => {
      const known = own.wildcards.get(one);
      return known !== undefined && known.port !== port && mayBothMatch(known, pattern);
    });
    if (taken !== undefined) {
      const [known, { port: lost, prefix, suffix }] = taken;
      const allows = byItself(step, { host: `${prefix}x${suffix}`.slice(0, -1), port: lost });
      const endpoint = `${known.slice(0, -1)}:${lost}`;
      const isSame = known === name;
      report(
        "implicit-taken",
        isSame ? broken : "warning",
        isSame
          ? `${quoted} takes away ${endpoint}, which Harden-Runner allows ${allows} and the job's own service needs: of a pattern only the first port counts`
          : `${quoted} also matches names under ${endpoint}, which Harden-Runner allows ${allows}: the agent takes one of the two ports by chance`,
        offset,
      );
    } else if (other !== undefined)
      report(
        "by-chance-pattern",
        "warning",
        `${quoted} and ${other.slice(0, -1)}:${own.wildcards.get(other)?.port} match the same names with different ports: the agent takes one of the two by chance`,
        offset,
      );
    before.push(name);
  }
}
