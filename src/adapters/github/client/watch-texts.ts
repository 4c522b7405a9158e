import type { Octokit } from "./octokit.ts";

/** A text that a client wrote, and where: `number` is an issue's or a pull request's. */
export interface SeenText {
  readonly place:
    | { readonly kind: "body"; readonly number: number }
    | { readonly kind: "comment"; readonly commentId: number };
  readonly text: string;
  /** When GitHub took it, ISO 8601 UTC; null before its answer. */
  readonly at: string | null;
}

/** The field of the request that says where a text goes, and whether a new one gets its place from the answer. */
const routes: Readonly<Record<string, { readonly kind: "body" | "comment"; readonly field: string | null }>> =
  {
    "POST /repos/{owner}/{repo}/issues": { kind: "body", field: null },
    "PATCH /repos/{owner}/{repo}/issues/{issue_number}": { kind: "body", field: "issue_number" },
    "POST /repos/{owner}/{repo}/pulls": { kind: "body", field: null },
    "PATCH /repos/{owner}/{repo}/pulls/{pull_number}": { kind: "body", field: "pull_number" },
    "POST /repos/{owner}/{repo}/issues/{issue_number}/comments": { kind: "comment", field: null },
    "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}": { kind: "comment", field: "comment_id" },
  };

/**
 * Makes a client tell of each text that it writes: of a change before it is sent, as the answer may get lost, and of everything after GitHub has
 * taken it.
 */
export function watchTexts(octokit: Octokit, see: (seen: SeenText) => Promise<void>): void {
  octokit.hook.wrap("request", async (request, options) => {
    const route = routes[`${options.method} ${options.url}`];
    const text: unknown = Reflect.get(options, "body");
    if (route === undefined || typeof text !== "string") return request(options);
    const { kind, field } = route;
    const known: unknown = field === null ? null : Reflect.get(options, field);
    if (typeof known === "number") await see({ place: placeOf(kind, known), text, at: null });
    const answer = await request(options);
    const data: unknown = answer.data;
    const id: unknown = known ?? Reflect.get(Object(data), kind === "body" ? "number" : "id");
    const at: unknown = Reflect.get(Object(data), "updated_at");
    if (typeof id === "number")
      await see({ place: placeOf(kind, id), text, at: typeof at === "string" ? at : null });
    return answer;
  });
}

function placeOf(kind: "body" | "comment", id: number): SeenText["place"] {
  return kind === "body" ? { kind, number: id } : { kind, commentId: id };
}
