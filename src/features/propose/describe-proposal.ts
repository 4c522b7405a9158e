import { repairCode } from "../../domain/assessment/describe-misses.ts";
import { deniedCode, type JobAssessment } from "../../domain/assessment/job-assessment.ts";
import { oldVersion, recordsIncomplete } from "../../domain/assessment/judge-version.ts";
import { type Proposal, readKept } from "../../domain/proposal/select.ts";
import { linkInsights } from "../../domain/run/insight-links.ts";
import { describeHost } from "../../domain/text/describe-entries.ts";
import { type DescribedJob, describeJob } from "../../domain/text/describe-job.ts";
import { describeRepair } from "../../domain/text/describe-repair.ts";
import { describeTrial } from "../../domain/text/describe-trial.ts";
import { describeUpstream } from "../../domain/text/describe-upstream.ts";
import { describeDenied } from "../../domain/text/proposal/describe-denied.ts";
import type { MovedPin, ProposalView } from "../../domain/text/proposal/proposal-view.ts";
import { sayWho } from "../../domain/text/say-decision.ts";
import { sayReason } from "../../domain/text/say-reason.ts";
import { sayMistake } from "../../domain/text/settings-check.ts";
import type { Caller } from "../../domain/workflow/find-callers.ts";
import { mayBeCalled, mayRunOnPullRequests } from "../../domain/workflow/triggers.ts";
import { readableFile } from "../../domain/workflow/workflow-file.ts";
import type { Turns } from "../../shared/turns.ts";
import type { TriedJob } from "../watch/read-trials.ts";
import type { ProposalState } from "./read-proposal-state.ts";

/** What a pull request says about a proposal: the jobs, how their lists fared, and who calls the workflow. In turns, one for each job that comes to block. */
export function* describeProposal(
  { path, repository, mistakes, file, rules, isLookedUp }: ProposalState,
  proposal: Proposal,
  trials: readonly TriedJob[],
  callers: readonly Caller[] | null,
  pages: string | undefined,
): Turns<ProposalView> {
  const kept = readKept(readableFile(file.parsed), proposal.lists);
  const policyNames = new Map([...proposal.policies].map(([name, { jobId }]) => [jobId, name]));
  const notesOf = ({ jobId }: { readonly jobId: string }): readonly string[] =>
    proposal.notes.filter((note) => note.job === jobId).map(({ message }) => message);
  const moved = proposal.moved.flatMap(describePin);
  const pins = [...proposal.repaired, ...proposal.switched, ...proposal.trimmed].flatMap(describePin);
  const switched: DescribedJob[] = [];
  for (const job of proposal.switched) {
    yield;
    switched.push(
      describeJob(job, repository.url, {
        kept: kept.get(job.jobId) ?? [],
        notes: notesOf(job),
        policyName: policyNames.get(job.jobId) ?? null,
      }),
    );
  }
  return {
    path,
    base: repository.defaultBranch,
    titlePrefix: rules.settings.pullRequest.titlePrefix,
    switched,
    moved,
    pins,
    upstream: moved.length + pins.length === 0 ? [] : describeUpstream(rules.hardenRunner.upstream),
    inStore: policyNames.size > 0,
    callers,
    isLookedUp,
    isReusable: mayBeCalled(proposal.file),
    mayRunOnPullRequests: mayRunOnPullRequests(proposal.file),
    repaired: proposal.repaired.map((job) => {
      const old =
        job.pin === null ? job.reasons.filter(({ code }) => code === oldVersion).map(sayReason) : [];
      const notProposed = job.reasons
        .filter(({ code }) => code !== repairCode && code !== oldVersion && code !== deniedCode)
        .map(({ message, lift }) => ({ why: message, next: lift ?? null }));
      const denied = job.reasons.filter(({ code }) => code === deniedCode).map(sayReason);
      return describeRepair(job, repository.url, {
        notes: [...notesOf(job), ...old, ...denied],
        notProposed,
      });
    }),
    returned: proposal.returned.map((job) => ({
      jobId: job.jobId,
      by: sayWho(job.decision),
      notes: notesOf(job),
    })),
    trimmed: proposal.trimmed.map((job) => ({
      jobId: job.jobId,
      denied: describeDenied(job, repository.url),
      rows: job.unused.map(({ key, listedOn, seenOn, runs }) => ({
        endpoint: key,
        what: describeHost(key),
        listedOn,
        seenOn,
        runs,
      })),
    })),
    trials: trials.map(({ job, trial }) => describeTrial(job, trial, repository.url)),
    others: proposal.others,
    mistakes: mistakes.map(sayMistake),
    insights: linkInsights(pages, repository, path, [
      ...proposal.switched,
      ...proposal.repaired,
      ...proposal.returned,
      ...proposal.trimmed,
      ...proposal.moved,
    ]),
  };
}

function describePin({ jobId, pin, reasons, repairs, unused, denied }: JobAssessment): readonly MovedPin[] {
  if (pin === null) return [];
  const missesConnections = reasons.some(({ code }) => code === recordsIncomplete);
  return [
    {
      jobId,
      from: pin.from,
      to: pin.to.tag,
      missesConnections,
      blocksAlready: repairs.length + unused.length + denied.length > 0,
    },
  ];
}
