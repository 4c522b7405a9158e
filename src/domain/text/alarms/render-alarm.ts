import type { FailingAlarm, NotBlockingAlarm, RefusedAlarm } from "../../alarm/alarm.ts";
import type { AlarmGroup } from "../../alarm/group-alarms.ts";
import type { TickCommand } from "../../marks/boxes.ts";
import { fileNameOf } from "../../run/file-name.ts";
import { renderBoxes } from "../boxes.ts";
import { renderBounded } from "../fit.ts";
import { render } from "../render.ts";
import { type RunPageLink, sayInsights } from "../sentences/insights.ts";
import { type CauseRow, describeCauses, describeRefusals, type RefusedRow } from "./alarm-rows.ts";
import { titleAlarms } from "./alarm-title.ts";
import { headlineOf } from "./headline.ts";

/** As many rows have boxes; the others are answered by commands. */
const mostBoxes = 8;

/** What an alarm's issue says, beside the alarms. */
export interface AlarmView {
  /** The repository's page. */
  readonly page: string;
  /** Whom it is to reach, `@octo-org/security`: names that GitHub can have, and nothing else. */
  readonly owners: readonly string[];
  /** The insights page about it; null where there are none. */
  readonly insights: string | null;
  /** That of the newest run that shows it; null where there is none. */
  readonly runPage: RunPageLink | null;
}

/** The issue about the alarms of one kind and file. The body is Markdown. */
export function renderAlarm(
  group: AlarmGroup,
  { page, owners, insights, runPage }: AlarmView,
): { readonly title: string; readonly body: string } {
  const file = fileNameOf(group.path);
  const common = { file, headline: headlineOf(group), owners, insights: sayInsights(insights, runPage) };
  return { title: titleAlarms(group), body: renderBounded(renderRows) };

  function renderRows(most: number): string {
    const { kind, alarms } = group;
    if (kind === "refused") {
      const rows = describeRefusals(
        alarms.filter((one): one is RefusedAlarm => one.kind === "refused"),
        page,
      );
      const shown = cut(rows, most);
      const boxes = renderBoxes(shown.rows.slice(0, mostBoxes).flatMap((row) => answersOf(group.path, row)));
      return render("alarm-refused", { ...common, ...shown, boxes });
    }
    const rows = describeCauses(
      alarms.filter((one): one is NotBlockingAlarm | FailingAlarm => one.kind === kind),
      page,
    );
    const shown = cut(rows, most);
    const first = shown.rows.slice(0, mostBoxes);
    const boxes = kind === "forged" ? "" : renderBoxes(first.flatMap((row) => waysOutOf(group.path, row)));
    return render("alarm-causes", { ...common, kind, isSame: isSameRun(rows), ...shown, boxes });
  }
}

/** Whether all began on one day and are shown by one run. */
function isSameRun(rows: readonly CauseRow[]): boolean {
  const [first] = rows;
  return rows.every(({ since, newest }) => since === first?.since && newest?.url === first?.newest?.url);
}

/** What can be answered about a refused endpoint. */
function answersOf(path: string, { jobId, endpoint, isBlocklisted }: RefusedRow): readonly TickCommand[] {
  const deny: TickCommand = { kind: "deny", path, jobId: null, endpoint };
  return isBlocklisted ? [deny] : [{ kind: "allow", path, jobId, endpoint }, deny];
}

function waysOutOf(path: string, { jobId, isWeakened, denies }: CauseRow): readonly TickCommand[] {
  return [
    ...denies.map((endpoint) => ({ kind: "deny" as const, path, jobId: null, endpoint })),
    { kind: isWeakened ? "ignore" : "audit", path, jobId },
  ];
}

function cut<Row>(
  rows: readonly Row[],
  most: number,
): { readonly rows: readonly Row[]; readonly more: number } {
  const shown = rows.slice(0, most);
  return { rows: shown, more: rows.length - shown.length };
}
