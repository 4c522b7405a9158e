import { z } from "zod";
import { type SaidCommand, saidCommandSchema } from "../../adapters/github/talk/said-commands.ts";
import type { RunWindow } from "../../domain/sweep/run-windows.ts";

/** Where the sweep of a repository is. Each step costs few calls, and what was done is not asked again. */
export type Cursor =
  /** A hundred comments are to be listed. */
  | { readonly step: "comments"; readonly page: number }
  /** These of the listed commands are to be looked at, one by one; then the next page, if there is one. */
  | { readonly step: "commands"; readonly left: readonly SaidCommand[]; readonly next: number | null }
  | { readonly step: "pulls"; readonly page: number }
  /** The windows are to be listed one after the other; the first of them from a page on. */
  | { readonly step: "runs"; readonly windows: readonly RunWindow[]; readonly page: number }
  | { readonly step: "end" };

const page = z.int().positive();

/** What lies in Redis may have been written by another version. */
export const cursorSchema: z.ZodType<Cursor> = z.discriminatedUnion("step", [
  z.object({ step: z.literal("comments"), page }),
  z.object({ step: z.literal("commands"), left: z.array(saidCommandSchema), next: page.nullable() }),
  z.object({ step: z.literal("pulls"), page }),
  z.object({
    step: z.literal("runs"),
    windows: z.array(z.object({ from: z.number(), to: z.number() })),
    page,
  }),
  z.object({ step: z.literal("end") }),
]);
