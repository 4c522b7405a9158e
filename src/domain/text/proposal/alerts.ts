import type { DescribedJob } from "../describe-job.ts";
import type { TrialRow } from "../describe-trial.ts";
import { cellOfNames, code, escapeSentence } from "../escape.ts";
import { lookUpWords } from "../sentences/look-up.ts";
import type { ProposalView } from "./proposal-view.ts";

/** A warning above everything else, as GitHub shows it. Each line is Markdown. */
export interface Alert {
  readonly kind: "CAUTION" | "WARNING";
  readonly lines: readonly string[];
  /** How many lines are left out. */
  readonly more: number;
}

/** The warnings of a pull request: what speaks against the merge first. At most so many lines each. */
export function listAlerts(view: ProposalView, most: number): readonly Alert[] {
  const cautions = [...listMovedTags(view), ...view.trials.filter(({ isBad }) => isBad).map(sayBadRehearsal)];
  const warnings = [
    ...view.switched.flatMap(sayWaiting),
    ...view.switched.flatMap(sayDoubts),
    ...(view.switched.length > 0 ? sayOfFile(view) : []),
    ...(view.switched.length + view.repaired.length > 0 && !view.isLookedUp ? [lookUpWords.off] : []),
    ...view.switched.flatMap(sayOfJob),
  ];
  return [
    { kind: "CAUTION" as const, lines: cautions },
    { kind: "WARNING" as const, lines: warnings },
  ]
    .filter(({ lines }) => lines.length > 0)
    .map(({ kind, lines }) => ({
      kind,
      lines: lines.slice(0, most),
      more: Math.max(0, lines.length - most),
    }));
}

/** Whether something came to light after the proposal that speaks against the merge for now. */
export function isDoubtful({ switched, trials }: Pick<ProposalView, "switched" | "trials">): boolean {
  return switched.some(({ doubts }) => doubts.length > 0) || trials.some(({ isBad }) => isBad);
}

function listMovedTags({ upstream }: ProposalView): readonly string[] {
  return upstream.filter(({ isAlarm }) => isAlarm).map(({ line }) => `${escapeSentence(line)}.`);
}

function sayBadRehearsal({ jobId, isEnforced, refused }: TrialRow): string {
  const job = code(jobId, 80);
  const what =
    isEnforced === false
      ? `Harden-Runner did not enforce the list of ${job}.`
      : refused.length > 0
        ? `Block mode refused ${refused.length === 1 ? "an endpoint" : `${refused.length} endpoints`} that ${job} called.`
        : `Job ${job} failed, although nothing was refused.`;
  return `**The rehearsal failed.** ${what} Look at it before you merge.`;
}

function sayWaiting({ jobId, waiting }: DescribedJob): readonly string[] {
  return waiting.map(
    ({ endpoint, after }) =>
      `**${code(endpoint)} is not in the list; it waits for your word.** Job ${code(jobId, 80)} first called it right after ${escapeSentence(after, 300)} changed, as malicious code would.`,
  );
}

function sayDoubts({ jobId, doubts }: DescribedJob): readonly string[] {
  if (doubts.length === 0) return [];
  const why = doubts.slice(0, 3).map((doubt) => escapeSentence(doubt, 300));
  return [
    `**Wait before you merge.** Job ${code(jobId, 80)} has changed since this was proposed: ${why.join("; ")}.`,
  ];
}

/** What is to be known of the file, whichever job it is. */
function sayOfFile({ inStore, isReusable, mayRunOnPullRequests, callers }: ProposalView): readonly string[] {
  const lines: string[] = [];
  if (isReusable && !inStore)
    lines.push(
      "**Other repositories may call this workflow, and I do not see their runs.** Endpoints that only they need are missing from the list.",
    );
  if (inStore && mayRunOnPullRequests)
    lines.push(
      "**This fails on pull requests from forks.** GitHub gives them no token for the Policy Store, and Harden-Runner fails the job. If you take contributions from forks, keep the list in the file instead (`mode: inline`).",
    );
  if (callers !== null && callers.length > 0) {
    const named = callers.slice(0, 10).map(({ path, jobId }) => `${code(jobId, 80)} in ${code(path, 150)}`);
    const more = callers.length > named.length ? ` and ${callers.length - named.length} more` : "";
    lines.push(
      `**Callers must grant \`id-token: write\`, or GitHub does not start their jobs.** These do not: ${named.join(", ")}${more}. I do not see callers in other repositories.`,
    );
  }
  return lines;
}

function sayOfJob(job: DescribedJob): readonly string[] {
  const name = code(job.jobId, 80);
  const lines: string[] = [];
  if (job.overridden !== null) {
    const gates = job.overridden.gates.slice(0, 4).map((gate) => escapeSentence(gate, 200));
    const more = job.overridden.gates.length > gates.length ? " and more" : "";
    lines.push(
      `**Not ready, but requested by ${escapeSentence(job.overridden.by, 80)}.** Job ${name}: ${gates.join("; ")}${more}.`,
    );
  }
  if (job.isFromPullRequests)
    lines.push(
      `**Learned from pull requests.** The default branch has ${job.isPartlyFromDefault ? "too few runs" : "no run"} of ${name}, so ${job.isPartlyFromDefault ? "most" : "all"} of these runs were of pull requests of this repository.`,
    );
  if (job.isLowConfidence)
    lines.push(`**Job ${name} runs seldom.** It cannot be judged like jobs that run every day.`);
  if (job.ownDns.length > 0) {
    const servers = job.ownDns
      .slice(0, 5)
      .map(
        ({ address, processes }) =>
          code(address) + (processes.length > 0 ? ` (${cellOfNames(processes)})` : ""),
      );
    const more = job.ownDns.length > servers.length ? ` and ${job.ownDns.length - servers.length} more` : "";
    lines.push(
      `**Job ${name} asks its own DNS servers, and block mode refuses them:** ${servers.join(", ")}${more}. No list can allow them. Check that the job also works with the runner's resolver.`,
    );
  }
  if (job.unguardedLegs.length > 0)
    lines.push(
      `**Harden-Runner cannot block in every leg of ${name}.** These legs are only recorded: ${cellOfNames(job.unguardedLegs)}.`,
    );
  if (job.failingLegs.length > 0)
    lines.push(
      `**Some legs of ${name} hardly ever succeed:** ${cellOfNames(job.failingLegs)}. The list may lack what they call when they do.`,
    );
  return lines;
}
