import { ifAllowed } from "../../adapters/github/client/if-allowed.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import {
  changeAlarmIssue,
  commentOnAlarm,
  labelAlarmIssue,
  listAlarmIssues,
  type OwnIssue,
} from "../../adapters/github/talk/alarm-issues.ts";
import type { IssueText } from "../../adapters/github/talk/report-issue.ts";
import { openIssue } from "../../adapters/github/talk/report-issue.ts";
import { type Alarm, alarmKinds } from "../../domain/alarm/alarm.ts";
import {
  type AlarmGroup,
  type AlarmIssues,
  groupName,
  keepNew,
  shareOut,
} from "../../domain/alarm/group-alarms.ts";
import { markAlarm, readAlarmMark } from "../../domain/marks/alarm.ts";
import { markFacts, readFacts, replaceFacts, sharedAlarmMark } from "../../domain/marks/alarm-facts.ts";
import { formerAlarmMark } from "../../domain/marks/hidden-marks.ts";
import { alarmLabel, alarmLabels } from "../../domain/marks/labels.ts";
import { issueAbout } from "../../domain/proposal/waiting.ts";
import { linkInsights } from "../../domain/run/insight-links.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import {
  formerOver,
  sayNews,
  sayOver,
  sharedNews,
  sharedOver,
} from "../../domain/text/alarms/alarm-comments.ts";
import { renderSharedAlarms } from "../../domain/text/alarms/alarm-list.ts";
import { type AlarmView, renderAlarm } from "../../domain/text/alarms/render-alarm.ts";
import { linkRunPage } from "../../domain/text/run-link.ts";
import { type IssueTurns, leaveAllBut, openIssueInTurn } from "../limits/open-issue.ts";
import type { OwnersOf } from "./read-owners.ts";

interface Tools {
  readonly octokit: Octokit;
  readonly botLogin: string;
  readonly ownersOf: OwnersOf;
  readonly pages: string | undefined;
  /** When new ones are opened. One that waits is told by the check alone. */
  readonly turns: IssueTurns;
}

/** What an issue is to be: its text with its mark, and what is said where it has news. */
interface WantedIssue extends IssueText {
  readonly name: string;
  /** The gravest goes first. */
  readonly rank: number;
  readonly facts: readonly string[];
  readonly labels: readonly string[];
  /** What is said where it tells facts that are not known yet. */
  sayNews(known: readonly string[], wasOpen: boolean): string;
}

/** Above all other issues. */
const alarmRank = 10;

/** What the place of an alarm's issue is about. */
function aboutOf(name: string): string {
  return `${issueAbout.alarms} ${name}`;
}

/** The name of the issue that alarms share, and of the one that an earlier release wrote about all of them. */
const shared = "shared";
const former = "former";

/**
 * Makes the repository's issues tell its alarms: one issue for each kind and file, and one for what is too much. The mark in an issue's body
 * says what it is about and which facts it tells; where people closed it, it stays closed until there are others. Returns the numbers of
 * the open ones by name. Where issues are off, or the App may not write them, there are none.
 * @throws what GitHub answered with
 */
export async function putAlarmIssues(
  repository: RepositoryNow,
  groups: readonly AlarmGroup[],
  tools: Tools,
): Promise<AlarmIssues> {
  const { octokit, botLogin } = tools;
  const open = new Map<string, number>();
  await ifAllowed(async () => {
    const known = byName(await listAlarmIssues(octokit, repository, botLogin));
    const told = groups.filter((group) => !isClosedByPeople(known.get(groupName(group)), group.facts));
    const { own, shared: rest } = shareOut(told, (group) => known.get(groupName(group))?.isOpen === true);
    const wanted = [...own.map((group) => describe(group)), ...describeRest(rest)];
    adopt(wanted, known);
    const names = new Set(wanted.map(({ name }) => name));
    const missing = [...names].filter((name) => !known.has(name));
    await leaveAllBut(issueAbout.alarms, missing.map(aboutOf), tools.turns);
    for (const [name, issue] of known)
      if (!names.has(name)) await ifAllowed(() => settle(issue, name, factsNow(name)));
    for (const one of wanted)
      await ifAllowed(async () => {
        const issue = known.get(one.name) ?? null;
        if (one.name === shared && isClosedByPeople(issue ?? undefined, one.facts)) return;
        const number = await put(one, issue);
        if (number !== null) open.set(one.name, number);
      });
  });
  return open;

  function describe(group: AlarmGroup): WantedIssue {
    const { kind, path, facts, alarms } = group;
    const jobs = new Set(alarms.map(({ jobId }) => jobId));
    const [jobId = null] = jobs.size === 1 ? jobs : [];
    const { title, body } = renderAlarm(group, {
      ...linkPages(alarms),
      owners: tools.ownersOf(path),
      insights: linkInsights(tools.pages, repository, path, alarms),
    });
    return {
      name: groupName(group),
      rank: alarmRank + alarmKinds.length - alarmKinds.indexOf(kind),
      title,
      body: `${body.trimEnd()}\n\n${markAlarm({ kind, path, jobId }, markFacts(facts))}\n`,
      facts,
      labels: [alarmLabel, alarmLabels[kind]],
      sayNews: (known, wasOpen) => sayNews(keepNew(group, known), wasOpen),
    };
  }

  function linkPages(alarms: readonly Alarm[]): Pick<AlarmView, "page" | "runPage"> {
    const runs = alarms.map(({ run }) => run);
    return { page: repository.url, runPage: linkRunPage(tools.pages, repository, runs) };
  }

  function describeRest(rest: readonly AlarmGroup[]): readonly WantedIssue[] {
    if (rest.length === 0) return [];
    const facts = [...new Set(rest.flatMap((group) => group.facts))].sort().slice(0, 50);
    const owners = [...new Set(rest.flatMap(({ path }) => tools.ownersOf(path)))].slice(0, 10);
    const { title, body } = renderSharedAlarms(rest, {
      ...linkPages(rest.flatMap(({ alarms }) => alarms)),
      owners,
      insights: linkInsights(tools.pages, repository, "", []),
    });
    const marked = `${body.trimEnd()}\n\n${sharedAlarmMark} ${markFacts(facts)} -->\n`;
    return [
      {
        name: shared,
        rank: alarmRank,
        title,
        body: marked,
        facts,
        labels: [alarmLabel],
        sayNews: () => sharedNews,
      },
    ];
  }

  /** The facts of a group that no issue tells, as people closed it. */
  function factsNow(name: string): readonly string[] {
    return groups.find((group) => groupName(group) === name)?.facts ?? [];
  }

  /** Null where it waits for its turn. */
  async function put(one: WantedIssue, issue: OwnIssue | null): Promise<number | null> {
    if (issue === null)
      return openIssueInTurn({ about: aboutOf(one.name), rank: one.rank }, tools.turns, () =>
        openIssue(octokit, repository, one, one.labels),
      );
    const before = readFacts(issue.body);
    await changeAlarmIssue(octokit, repository, issue, { ...one, isOpen: true });
    await labelAlarmIssue(octokit, repository, issue, one.labels);
    // Of an issue without facts it is not known what people have read.
    const isNews = before !== null && one.facts.some((fact) => !before.includes(fact));
    if (!issue.isOpen || isNews)
      await commentOnAlarm(octokit, repository, issue.number, one.sayNews(before ?? [], issue.isOpen));
    return issue.number;
  }

  /** Closes what is over. What people have closed keeps the facts that still hold: all others are news when they come back. */
  async function settle(issue: OwnIssue, name: string, now: readonly string[]): Promise<void> {
    const { title } = issue;
    if (issue.isOpen) {
      await commentOnAlarm(octokit, repository, issue.number, sayClosing(name));
      const body = replaceFacts(issue.body, []);
      await changeAlarmIssue(octokit, repository, issue, { title, body, isOpen: false });
      return;
    }
    const kept = (readFacts(issue.body) ?? []).filter((fact) => now.includes(fact));
    const body = replaceFacts(issue.body, kept);
    await changeAlarmIssue(octokit, repository, issue, { title, body, isOpen: false });
  }
}

/** Of several issues about the same the open one, or else the newest. */
function byName(issues: readonly OwnIssue[]): Map<string, OwnIssue> {
  const known = new Map<string, OwnIssue>();
  for (const issue of issues) {
    const name = nameOf(issue);
    const other = name === null ? undefined : known.get(name);
    const isBetter = other === undefined || (issue.isOpen && !other.isOpen);
    if (name !== null && isBetter) known.set(name, issue);
  }
  return known;
}

function nameOf({ body, labels, isOpen }: OwnIssue): string | null {
  const mark = readAlarmMark(body);
  const kind = alarmKinds.find((one) => one === mark?.kind);
  if (mark !== null && kind !== undefined) return groupName({ kind, path: mark.path });
  if (body.includes(sharedAlarmMark)) return shared;
  const isFormer = body.includes(formerAlarmMark) || labels.includes(alarmLabels["not-enforced"]);
  return isFormer && isOpen ? former : null;
}

/** Lets the issue of an earlier release go on as the first of those that it was about. */
function adopt(wanted: readonly WantedIssue[], known: Map<string, OwnIssue>): void {
  const issue = known.get(former);
  const heir = wanted.find(({ name }) => /^(?:not-enforced|failing) /.test(name) && !known.has(name));
  if (issue === undefined || heir === undefined) return;
  known.delete(former);
  known.set(heir.name, issue);
}

/** Whether people closed an issue and it tells all there is by now. */
function isClosedByPeople(issue: OwnIssue | undefined, facts: readonly string[]): boolean {
  if (issue === undefined || issue.isOpen) return false;
  const known = readFacts(issue.body) ?? [];
  return known.length > 0 && facts.every((fact) => known.includes(fact));
}

function sayClosing(name: string): string {
  if (name === shared) return sharedOver;
  const [word = "", ...path] = name.split(" ");
  const kind = alarmKinds.find((one) => one === word);
  return kind === undefined ? formerOver : sayOver(kind, path.join(" "));
}
