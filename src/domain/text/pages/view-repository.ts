import { drawStrip } from "../../insight/pictures/draw-strip.ts";
import type { JobLine, RepositoryPage } from "../../insight/repository-page.ts";
import { cellWords, groupWords, noneBeside, sayState } from "./page-words.ts";

const groups: readonly JobLine["group"][] = ["needs-you", "blocking", "waiting", "left-alone"];

/** What the template of a repository's page shows. */
export function viewRepository(page: RepositoryPage): object {
  const lines = page.jobs.map((job, index) => ({
    ...job,
    index,
    stateView: sayState(job.state),
    picture: drawStrip(job.strip.map(({ cell }) => cell)),
  }));
  const isNeeding = lines.some(({ group }) => group === "needs-you");
  return {
    page,
    groups: groups
      .map((group) => {
        const { name, short, empty } = groupWords[group];
        const isBeside = isNeeding && group !== "needs-you";
        return {
          group,
          name,
          // Jobs that block or are learned may be among those that need people.
          short: isBeside ? `more ${short}` : short,
          empty: isBeside ? noneBeside : empty,
          jobs: lines.filter((line) => line.group === group),
        };
      })
      .filter(({ group, jobs }) => group !== "left-alone" || jobs.length > 0),
    cells: Object.entries(cellWords)
      .filter(([cell]) => page.jobs.some(({ strip }) => strip.some((one) => one.cell === cell)))
      .map(([cell, name]) => ({
        cell,
        name,
        picture: drawStrip([cell as JobLine["strip"][number]["cell"]]),
      })),
    sayStrip,
  };
}

/** A strip in words: `17 held to the list, 2 something new, 1 refused`. */
function sayStrip(strip: JobLine["strip"]): string {
  const counts = new Map<string, number>();
  for (const { cell } of strip) counts.set(cellWords[cell], (counts.get(cellWords[cell]) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} ${name}`).join(", ");
}
