import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { id, repositorySchema } from "../../../domain/run/schema.ts";
import { runWhileKept, type TaskKind } from "./task-kind.ts";

/** Give the free places of an owner's day to what waits for them. */
export interface OfferPlaces {
  /** One of the owner's. */
  readonly repository: Repository;
  /** The owner's account. */
  readonly ownerId: number;
  /**
   * Why: a place of the day is free; one is in the repository, where a pull request was closed; the repository's settings changed, or
   * those of the owner, where it is the owner's.
   */
  readonly because: "place" | "closed" | "settings";
  /** When, ms since 1970; null for soon. */
  readonly at: number | null;
}

export const offerPlaces: TaskKind<"offer-places", OfferPlaces> = {
  name: "offer-places",
  schema: z.object({
    repository: repositorySchema,
    ownerId: id,
    because: z.enum(["place", "closed", "settings"]),
    at: z.number().nullable(),
  }),
  concurrency: 1,
  isUrgent: false,
  repeat({ repository, ownerId, because, at }) {
    if (at !== null) return { kind: "later", key: `${ownerId}:${at}`, at };
    return { kind: "latest", key: because === "place" ? String(ownerId) : `${because}:${repository.id}` };
  },
  describe: ({ repository: { owner } }) => ({ repository: owner, task: "open what waits for its turn" }),
  run: runWhileKept,
};
