import { isGone } from "../../adapters/github/client/status-of.ts";

/** What learning a run taught of which GitHub told; nothing where it was deleted meanwhile. @throws every other error */
export async function learnDelivered(learn: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await learn();
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}
