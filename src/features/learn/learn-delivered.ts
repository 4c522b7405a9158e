import { ifThere } from "../../adapters/github/client/if-there.ts";

/** What learning a run taught of which GitHub told; nothing where it was deleted meanwhile. @throws every other error */
export async function learnDelivered(learn: () => Promise<readonly string[]>): Promise<readonly string[]> {
  return (await ifThere(learn)) ?? [];
}
