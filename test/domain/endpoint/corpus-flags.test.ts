// prove: flags       at most 15 % of the entries of the real lists in the folder EGRESS_CORPUS carry a flag other than exfiltration-capable; 5 s
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { emptyBaseline } from "../../../src/domain/baseline/baseline.ts";
import { readAllowedEntry } from "../../../src/domain/endpoint/entry.ts";
import { readPolicies } from "../../../src/domain/guard/guard-policy.ts";
import { draftName } from "../../../src/domain/recommendation/draft.ts";
import { createFlagging } from "../../../src/domain/recommendation/entry-flags.ts";
import { parseWorkflowFile, readableFile } from "../../../src/domain/workflow/workflow-file.ts";

const folder = process.env.EGRESS_CORPUS;
const mostFlagged = 0.15;

test.skipIf(folder === undefined)(
  "at most 15 % of the entries of real lists carry a flag other than exfiltration-capable",
  () => {
    const files = readdirSync(folder ?? "", { recursive: true, encoding: "utf8" }).filter((file) =>
      /\.ya?ml$/.test(file),
    );
    let entries = 0;
    let flagged = 0;
    for (const file of files) {
      const read = readableFile(parseWorkflowFile(readFileSync(join(folder ?? "", file), "utf8")));
      for (const { entries: list } of readPolicies(read).values()) {
        const drafts = list.map(readAllowedEntry).flatMap((entry) => {
          if (entry.kind === "invalid") return [];
          const host = entry.kind === "host" ? entry.host : `${entry.prefix}*${entry.suffix}`;
          return [draftName({ host, port: entry.port }, null, null, new Map())];
        });
        const flagsOf = createFlagging(emptyBaseline, drafts, {});
        for (const draft of drafts) {
          entries += 1;
          // That a pattern is one says nothing of whose it is.
          const flags = flagsOf(draft).flags.filter(
            (flag) => flag !== "exfiltration-capable" && flag !== "rotating-host",
          );
          if (flags.length > 0) flagged += 1;
        }
      }
    }
    expect(entries).toBeGreaterThan(500);
    console.log(
      `${flagged} of ${entries} entries carry another flag: ${((100 * flagged) / entries).toFixed(1)} %`,
    );
    expect(flagged / entries).toBeLessThanOrEqual(mostFlagged);
  },
);
