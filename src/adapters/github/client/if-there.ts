import { isGone } from "./status-of.ts";

/** What is asked for; null where GitHub says that it is not there, or not any more. @throws what else `ask` throws */
export async function ifThere<Value>(ask: () => Promise<Value>): Promise<Value | null> {
  try {
    return await ask();
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}
