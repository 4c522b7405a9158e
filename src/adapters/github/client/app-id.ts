import { z } from "zod";
import type { Octokit } from "./octokit.ts";

const appSchema = z.object({ type: z.literal("app"), appId: z.coerce.number() });

/** The number of the App that a client acts for, without asking GitHub; null for the client of a person's token. */
export async function readAppId(octokit: Octokit): Promise<number | null> {
  return appSchema.safeParse(await octokit.auth({ type: "app" })).data?.appId ?? null;
}
