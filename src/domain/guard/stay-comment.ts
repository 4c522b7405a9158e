import type { GuardStep } from "../workflow/guard-step.ts";
import { readPolicyComments } from "../workflow/policy-comments.ts";

// Words of people who want a job to stay in audit mode.
const patterns: readonly RegExp[] = [
  /\b(?:leave|keep|stay|remain)(?:s|ing)?\b.{0,60}\baudit\b/i,
  /\baudit\b.{0,40}\b(?:on purpose|intentional|deliberate)/i,
  /\b(?:do not|don'?t|never|must not|mustn'?t|cannot|can'?t|should not|shouldn'?t)\b.{0,40}\b(?:block|enforce|switch)/i,
];

/** A comment beside the policy that asks to leave the job in audit mode; null where none does. Foreign text. */
export function findStayComment(guard: GuardStep): string | null {
  return (
    readPolicyComments(guard).find((comment) => patterns.some((pattern) => pattern.test(comment))) ?? null
  );
}
