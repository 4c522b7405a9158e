import { troubleWords } from "../text/sentences/trouble.ts";
import type { Trouble } from "./find-trouble.ts";
import type { Obstacle } from "./job-assessment.ts";

/** Says what is wrong. `job` is as commands name it: `ci.yml:build`. Foreign text. */
export function describeTrouble(trouble: Trouble, job: string): Obstacle {
  const codes = { failing: "fails-since-block", died: "cut-off-since-block", unknown: "never-told" } as const;
  return { code: codes[trouble.kind], ...troubleWords[trouble.kind](trouble, job) };
}
