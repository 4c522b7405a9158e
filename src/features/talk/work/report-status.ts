import { listOpenProposals } from "../../../adapters/github/talk/open-proposals.ts";
import type { BackfillProgress } from "../../../adapters/store/backfill-progress.ts";
import type { AlarmIssues } from "../../../domain/alarm/group-alarms.ts";
import { groupJobs } from "../../../domain/assessment/group-jobs.ts";
import type { Hold } from "../../../domain/proposal/waiting.ts";
import { fileNameOf } from "../../../domain/run/file-name.ts";
import type { RunOutcome } from "../../../domain/run/outcome.ts";
import { tallyRuns } from "../../../domain/run/run-tally.ts";
import { describeUpstream } from "../../../domain/text/describe-upstream.ts";
import { renderBounded } from "../../../domain/text/fit.ts";
import { listReady } from "../../../domain/text/job-rows.ts";
import { render } from "../../../domain/text/render.ts";
import { linkRun } from "../../../domain/text/run-link.ts";
import { explainReason } from "../../../domain/text/sentences/lessons.ts";
import { lookUpWords } from "../../../domain/text/sentences/look-up.ts";
import { describeGroups } from "../../../domain/text/standings.ts";
import { listHolds } from "../../limits/list-holds.ts";
import { readStandings, type Standing, type Standings } from "../../look/read-standings.ts";
import type { Question } from "../question/question.ts";
import type { AnswerTools } from "../question/tools.ts";

/** The answer to `/egress status`: how each job of the repository stands, and what became of its runs. */
export async function reportStatus(
  question: Pick<Question, "repository" | "current">,
  tools: Pick<AnswerTools, "octokit" | "store" | "policyStore" | "botLogin" | "looksUpHosts">,
): Promise<string> {
  const { id, url } = question.repository;
  const standings = await readStandings(question.repository, tools);
  const proposals = await listOpenProposals(tools.octokit, question.repository, tools.botLogin);
  const open = new Map(proposals.map(({ path, number }) => [path, number]));
  const holds = await listHolds(question.repository, tools.store);
  const alarms = await tools.store.reports.listAlarmIssues(id);
  const backfill = await tools.store.backfills.readProgress(id);
  const outcomes = await tools.store.outcomes.list(id);
  const { looksUpHosts } = tools;
  return renderStatus({
    standings,
    open,
    alarms,
    holds,
    backfill,
    outcomes,
    looksUpHosts,
    repositoryPage: url,
  });
}

/** `open` has the bot's open pull request of each file, `alarms` the open issues about alarms; `outcomes` are the repository's, newest first. */
export function renderStatus(status: {
  readonly standings: Omit<Standings, "files"> & {
    readonly files: readonly Pick<Standing, "path" | "assessed">[];
  };
  readonly open: ReadonlyMap<string, number>;
  /** What the pull requests that wait wait for, by workflow file. */
  readonly holds: ReadonlyMap<string, Hold["why"]>;
  readonly alarms: AlarmIssues;
  readonly backfill: BackfillProgress | null;
  readonly outcomes: readonly RunOutcome[];
  /** Whether hosts are looked up before they are proposed. */
  readonly looksUpHosts: boolean;
  readonly repositoryPage: string;
}): string {
  const { standings, open, alarms, holds, backfill, outcomes, repositoryPage } = status;
  const { files, moreFiles, mistakes, upstream } = standings;
  const grouped = groupJobs(files, open);
  const problems = files.flatMap(({ path, assessed }) =>
    assessed.ok ? [] : [{ path, ...assessed.problem }],
  );
  const tallies = tallyRuns(outcomes).map(({ newest, paths, ...tally }) => {
    const key = `${newest.runId}/${newest.attempt}`;
    return {
      ...tally,
      words: explainReason(tally.reason ?? ""),
      files: paths.map(fileNameOf),
      newest: { runId: newest.runId, url: linkRun(repositoryPage, key, "").url },
    };
  });
  return renderBounded((most) =>
    render("status", {
      groups: describeGroups(grouped, most, { holds, issues: alarms }),
      problems: problems.slice(0, most),
      moreProblems: Math.max(0, problems.length - most),
      moreFiles,
      lookUp: status.looksUpHosts ? null : lookUpWords.offInStatus,
      upstream: describeUpstream(upstream),
      lists: listAllowed(files, most),
      mistakes: mistakes.slice(0, most),
      moreMistakes: Math.max(0, mistakes.length - most),
      backfill,
      outcomes: outcomes.length,
      tallies,
    }),
  );
}

/** What the ready jobs would be allowed. */
function listAllowed(files: readonly Pick<Standing, "path" | "assessed">[], most: number): readonly object[] {
  return files
    .flatMap(({ path, assessed }) =>
      assessed.ok ? listReady(assessed.jobs, most).map((list) => ({ file: fileNameOf(path), ...list })) : [],
    )
    .slice(0, most);
}
