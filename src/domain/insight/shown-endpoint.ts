import { z } from "zod";

/** How pages show what runs did with an endpoint, by place in the list of runs. */
const cellsSchema = z.array(z.int());

/** Why people should look at an endpoint, the gravest first. */
export const needs = ["refused", "suspicious", "waiting", "look", "none"] as const;

/** The names that are shown, and how many more there are. */
export const someNamesSchema = z.object({ names: z.array(z.string()), more: z.int() });

/** Who decided about an endpoint or a job. */
export const decisionSchema = z.object({
  kind: z.enum(["allow", "deny", "ignore", "audit", "propose"]),
  /** `host:port`; null where it is about the job. */
  endpoint: z.string().nullable(),
  /** Null where the settings say so. */
  login: z.string().nullable(),
  at: z.string().nullable(),
  reason: z.string(),
});
export type ShownDecision = z.infer<typeof decisionSchema>;

/** When something was seen: the run, where it may be told, and when it began, ISO 8601 UTC. */
export const seenSchema = z.object({ id: z.int().nullable(), at: z.string() });
export type Seen = z.infer<typeof seenSchema>;

/** An endpoint as the page of a job shows it. */
export const shownEndpointSchema = z.object({
  /** `host:port`, or an address. */
  endpoint: z.string(),
  /** What the host is for, as far as known. */
  what: z.string().nullable(),
  need: z.enum(needs),
  /** `by-itself`: the agent allows it without a list. `address`: called without a name. */
  kind: z.enum(["called", "shared", "by-itself", "address", "refused-only"]),
  isRecommended: z.boolean(),
  /** Null where no list is in force. */
  isInForce: z.boolean().nullable(),
  called: cellsSchema,
  refused: cellsSchema,
  /** The run that first called it, where that is among the shown ones and not the first of all. */
  newIn: z.int().nullable(),
  /** Of the runs that teach the list, within the window. */
  runs: z.int(),
  ofRuns: z.int(),
  first: seenSchema.nullable(),
  last: seenSchema.nullable(),
  /** As known from all runs that called it. */
  steps: someNamesSchema,
  processes: someNamesSchema,
  /** Why it deserves a look, in words; foreign in parts. */
  looks: z.array(z.string()),
  /** Why it is not in the list, in words; null where it is, or where nothing is said. */
  leftOut: z.string().nullable(),
  decision: decisionSchema.nullable(),
});
export type ShownEndpoint = z.infer<typeof shownEndpointSchema>;
