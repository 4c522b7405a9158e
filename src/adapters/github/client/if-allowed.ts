import { isRefused } from "./is-refused.ts";
import { isGone } from "./status-of.ts";

/**
 * Does what the bot may be refused and can go without, such as a check or an issue of its own: where GitHub says that the App may not,
 * or the repository has no such thing, it stays undone. @throws what else `act` throws, also a 403 that does not say why
 */
export async function ifAllowed(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!isRefused(error) && !isGone(error)) throw error;
  }
}
