import { isRefused } from "../client/is-refused.ts";
import { statusOf } from "../client/status-of.ts";

/** Whether GitHub did what is only wished for, and what a pull request is as good without. @throws what is no refusal */
export async function wish(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (statusOf(error) !== 422 && statusOf(error) !== 404 && !isRefused(error)) throw error;
    return false;
  }
}
