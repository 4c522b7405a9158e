import { concernsInstallation, findRefusal } from "./failure.ts";

/**
 * Whether GitHub says that the App may not do this very thing, so that what else there is to do may go on without it. A 403 that does not
 * say so may be a limit, and is none.
 */
export function isRefused(error: unknown): boolean {
  const refusal = findRefusal(error);
  return refusal !== null && !concernsInstallation(refusal.code);
}
