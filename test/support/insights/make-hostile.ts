import type { z } from "zod";
import { jobPageSchema } from "../../../src/domain/insight/job-page.ts";
import { ownerPageSchema } from "../../../src/domain/insight/owner-page.ts";
import { repositoryPageSchema } from "../../../src/domain/insight/repository-page.ts";
import { runPageSchema } from "../../../src/domain/insight/run-page.ts";
import type { PageBody } from "../../../src/domain/text/pages/render-page.ts";

const schemas: Readonly<Record<string, z.ZodType>> = {
  job: jobPageSchema,
  run: runPageSchema,
  repository: repositoryPageSchema,
  owner: ownerPageSchema,
};

/** A page in which a stranger's text stands in every field that can have any. */
export interface HostilePage {
  readonly body: PageBody;
  /** The mark that stands before the text, by the name of the field, `endpoints.endpoint`. */
  readonly marks: ReadonlyMap<string, readonly string[]>;
}

/**
 * Puts text into every field of a page that its schema allows it in, behind a mark of its own. Times stay, and addresses on GitHub, which GitHub gives.
 */
export function makeHostile(body: PageBody, text: string): HostilePage {
  const marks = new Map<string, string[]>();
  let count = 0;
  if (body.kind === "home") return { body: { ...body, owners: [{ login: draw("owners.login") }] }, marks };
  if (body.kind === "welcome") return { body: { ...body, signIn: `/sign-in?to=${draw("signIn")}` }, marks };
  const schema = schemas[body.kind];
  if (!("page" in body) || schema === undefined) return { body, marks };
  const page: unknown = structuredClone(body.page);
  replaceAll(page, "", () => schema.safeParse(page).success);
  return { body: { ...body, page } as PageBody, marks };

  function draw(field: string): string {
    count += 1;
    const mark = `m${count}m`;
    marks.set(field, [...(marks.get(field) ?? []), mark]);
    return `${mark}${text}`;
  }

  function replaceAll(node: unknown, field: string, isAllowed: () => boolean): void {
    if (typeof node !== "object" || node === null) return;
    const parent = node as Record<string, unknown>;
    for (const [name, value] of Object.entries(parent)) {
      const inner = Array.isArray(node) ? field : field === "" ? name : `${field}.${name}`;
      if (typeof value !== "string") {
        replaceAll(value, inner, isAllowed);
        continue;
      }
      if (name === "url" || /^\d{4}-\d\d-\d\d(?:T|$)/.test(value)) continue;
      parent[name] = draw(inner);
      if (isAllowed()) continue;
      parent[name] = value;
      marks.set(inner, (marks.get(inner) ?? []).slice(0, -1));
      if (marks.get(inner)?.length === 0) marks.delete(inner);
    }
  }
}
