import type { Alarm, FailingAlarm, HarmlessRefusal, NotBlockingAlarm, Told } from "../../alarm/alarm.ts";
import { type AlarmGroup, type AlarmIssues, groupAlarms, groupName } from "../../alarm/group-alarms.ts";
import { fileNameOf } from "../../run/file-name.ts";
import { renderBounded } from "../fit.ts";
import { render } from "../render.ts";
import { linkRun, nameRun } from "../run-link.ts";
import { sayDay } from "../say-day.ts";
import { sayInsights } from "../sentences/insights.ts";
import { describeCauses } from "./alarm-rows.ts";
import { titleAlarms } from "./alarm-title.ts";
import { headlineOf } from "./headline.ts";
import type { AlarmView } from "./render-alarm.ts";

const mostAnswers = 20;

/** The issue that alarms share which have none of their own. `page` is the repository's. The body is Markdown. */
export function renderSharedAlarms(
  groups: readonly AlarmGroup[],
  { page, owners, insights, runPage }: AlarmView,
): { readonly title: string; readonly body: string } {
  const count = groups.length === 1 ? "1 more alarm" : `${groups.length} more alarms`;
  return {
    title: `Egress: ${count}`,
    body: renderBounded((most) =>
      render("alarm-shared", {
        ...describe(groups, new Map(), page, most),
        owners,
        file: "",
        insights: sayInsights(insights, runPage),
      }),
    ),
  };
}

/** The check on the default branch's newest commit that tells of all alarms; `issues` are those that people can answer on. */
export function renderAlarmCheck(
  files: ReadonlyMap<string, readonly Told[]>,
  {
    page,
    issues,
    insights,
    runPage,
  }: Pick<AlarmView, "page" | "insights" | "runPage"> & { readonly issues: AlarmIssues },
): {
  readonly title: string;
  readonly summary: string;
  readonly conclusion: "success" | "neutral" | "failure";
} {
  const groups = groupAlarms(files);
  const harmless = [...files].flatMap(([path, told]) =>
    told.flatMap((one) => (one.kind === "harmless" ? [describeHarmless(one, path, page)] : [])),
  );
  const conclusion = concludeAlarms([...files.values()].flat());
  if (conclusion === "success") return { title: noAlarm, summary: allBlock, conclusion };
  return {
    title: titleCheck(groups, harmless.length),
    conclusion,
    summary: renderBounded((most) =>
      render("alarm-check", {
        ...describe(groups, issues, page, most),
        harmless: harmless.slice(0, most),
        moreHarmless: Math.max(0, harmless.length - most),
        insights: sayInsights(insights, runPage),
      }),
    ),
  };
}

const noAlarm = "No open alarms";
const allBlock =
  "As far as runs show, every job that should block its traffic does, and none fails because of it.";

/** What failed nothing and leaves blocking as it was is no failure of the commit. */
function concludeAlarms(told: readonly Told[]): "success" | "neutral" | "failure" {
  if (told.length === 0) return "success";
  const isMild = (one: Told): boolean =>
    one.kind === "harmless" || (one.kind === "refused" && one.failed === 0);
  return told.every(isMild) ? "neutral" : "failure";
}

function titleCheck(groups: readonly AlarmGroup[], harmless: number): string {
  const [first] = groups;
  if (first === undefined)
    return harmless === 1
      ? "Refused 1 endpoint, without harm"
      : `Refused ${harmless} endpoints, without harm`;
  const more = groups.length - 1;
  return more === 0 ? titleAlarms(first) : `${titleAlarms(first)}, and ${more} more`;
}

function hasCauses(alarm: Alarm): alarm is NotBlockingAlarm | FailingAlarm {
  return alarm.kind !== "refused";
}

function describeHarmless({ jobId, endpoint, run }: HarmlessRefusal, path: string, page: string): object {
  const file = fileNameOf(path);
  return { job: `${file}:${jobId}`, endpoint, ...link(run, page) };
}

function describe(groups: readonly AlarmGroup[], issues: AlarmIssues, page: string, most: number): object {
  const rows = groups.map((group) => {
    const newest = group.alarms
      .filter(({ run }) => run !== "")
      .sort(bySince)
      .at(-1);
    const oldest = group.alarms.map(({ since }) => since).sort()[0] ?? "";
    return {
      file: fileNameOf(group.path),
      headline: headlineOf(group, false),
      causes: describeCauses(group.alarms.filter(hasCauses), page).flatMap((row) => row.causes),
      since: sayDay(oldest),
      ...link(newest?.run ?? "", page),
      issue: issues.get(groupName(group)) ?? null,
    };
  });
  const answers = groups.flatMap(({ path, alarms }) => alarms.flatMap((alarm) => listAnswers(alarm, path)));
  return {
    hasIssues: issues.size > 0,
    rows: rows.slice(0, most),
    more: Math.max(0, rows.length - most),
    answers: answers.slice(0, mostAnswers),
    moreAnswers: Math.max(0, answers.length - mostAnswers),
  };
}

/** The commands that answer an alarm, as they work everywhere in the repository. */
function listAnswers(alarm: Alarm, path: string): readonly string[] {
  const job = `${fileNameOf(path)}:${alarm.jobId}`;
  switch (alarm.kind) {
    case "refused": {
      const deny = `/egress deny ${job} ${alarm.endpoint}`;
      return alarm.isBlocklisted ? [deny] : [`/egress allow ${job} ${alarm.endpoint} REASON`, deny];
    }
    case "failing":
    case "not-enforced": {
      const denies = alarm.causes.flatMap(({ deny = null }) => (deny === null ? [] : [deny]));
      return [...denies.map((endpoint) => `/egress deny ${job} ${endpoint}`), `/egress audit ${job}`];
    }
    case "forged":
      return [];
  }
}

function bySince(a: Alarm, b: Alarm): number {
  return a.since < b.since ? -1 : 1;
}

function link(run: string, page: string): { readonly runId: string; readonly url: string } {
  return { runId: nameRun(run), url: linkRun(page, run, "").url };
}
