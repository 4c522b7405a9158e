import type { Obstacle } from "../../../domain/assessment/job-assessment.ts";
import type { Decision } from "../../../domain/baseline/decision.ts";
import { renderBounded } from "../../../domain/text/fit.ts";
import { render } from "../../../domain/text/render.ts";
import { sayOrigin } from "../../../domain/text/say-decision.ts";
import type { ProposeResult } from "../../propose/result.ts";
import type { Answer } from "../question/question.ts";
import { describeResult } from "./describe-result.ts";
import { isDone } from "./report-refresh.ts";

/** What was remembered. A job is named with its file, `ci.yml:build`. */
export type Remembered =
  | {
      readonly kind: "allow" | "deny";
      readonly endpoint: string;
      /** Those that it is about; none for all of the file. */
      readonly jobs: readonly string[];
      /** The word whose place it takes, or the later one that stands in its place. */
      readonly replaced: Decision | null;
      readonly later: Decision | null;
    }
  | { readonly kind: "propose"; readonly job: string; readonly gates: readonly Obstacle[] }
  | { readonly kind: "ignore" | "audit"; readonly job: string };

const mostGates = 20;

/** Says what is remembered from now on, and what that changed. */
export function reportDecision(
  remembered: Remembered,
  {
    result,
    path,
    askedOn,
  }: { readonly result: ProposeResult; readonly path: string; readonly askedOn: number | null },
): Answer {
  const { replaced, later } = "later" in remembered ? remembered : { replaced: null, later: null };
  const jobs = "jobs" in remembered ? remembered.jobs : [];
  const gates = remembered.kind === "propose" ? remembered.gates : [];
  const text = renderBounded((most) =>
    render("decided", {
      ...remembered,
      replaced: sayWord(replaced),
      later: sayWord(later),
      about: jobs,
      gates: gates.slice(0, mostGates),
      moreGates: Math.max(0, gates.length - mostGates),
      ...describeResult(result, path, askedOn, most),
    }),
  );
  return { reaction: isDone(result) ? "+1" : "confused", text };
}

function sayWord(decision: Decision | null): object | null {
  return decision === null ? null : { kind: decision.kind, by: sayOrigin(decision) };
}
