/** What came of asking the Policy Store for a policy. */
export type PolicyStoreAnswer =
  /** It was asked, and nothing says that it failed. */
  | "found"
  /** The store has no such policy, or refused to say: what the step says by itself holds, or audit where it says nothing. */
  | "not-found"
  /** The store did not answer, or not with a policy; the action turned to audit. */
  | "failed"
  /** The job may not ask for the token by which the store knows it; the step fails the job. */
  | "no-token"
  /** `use-policy-store` without the key that it needs; the action turned to audit. */
  | "no-key";

// The beginnings of the action's own messages (action v2.2x: `setup.ts`), without what the runner puts before an annotation.
const messages: readonly (readonly [string, PolicyStoreAnswer])[] = [
  ["Fetching policy from API with name: ", "found"],
  ["Fetching policy from policy store", "found"],
  ["Policy not found", "not-found"],
  ["No policy found in policy store.", "not-found"],
  ["Policy store requires id-token write permission", "no-token"],
  ["api-key is not set while use-policy-store is true.", "no-key"],
  ["Unexpected error fetching from policy store: ", "failed"],
];

/** What a line of the action's pre step says of the Policy Store; null for every other line. */
export function readPolicyStoreAnswer(text: string): PolicyStoreAnswer | null {
  const said = text.replace(/^##\[(?:error|warning)\]/, "");
  const found = messages.find(([beginning]) => said.startsWith(beginning));
  if (found !== undefined) return found[1];
  const isFallback =
    said.startsWith("Unexpected error occurred: ") && said.endsWith("Falling back to egress policy audit");
  return isFallback ? "failed" : null;
}
