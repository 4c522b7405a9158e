import { z } from "zod";
import type { Policy } from "../policy.ts";

/** Neither is near what anybody lists. */
const mostEntries = 2_000;
const longestEntry = 300;

// An optional field may be left out, null, or what Go writes for one that was never set.
const isSet = z.boolean().nullish();
const schema = z
  .object({
    egress_policy: z.enum(["audit", "block", ""]).nullish(),
    allowed_endpoints: z.array(z.string().max(longestEntry)).max(mostEntries).nullish(),
    disable_telemetry: isSet,
    disable_sudo: isSet,
    disable_file_monitoring: isSet,
  })
  .nullable();

/**
 * Reads the body of an answer to a GET of a policy. Null where it is empty, or says neither what to do nor what to allow, which is
 * how the store may tell that it has none. @throws SyntaxError or ZodError where it is no policy
 */
export function parsePolicy(text: string): Policy | null {
  if (text.trim() === "") return null;
  const stored = schema.parse(JSON.parse(text));
  if (stored === null) return null;
  const entries = stored.allowed_endpoints ?? [];
  if (!stored.egress_policy && entries.length === 0) return null;
  return {
    egressPolicy: z.enum(["audit", "block"]).parse(stored.egress_policy),
    entries,
    disableTelemetry: stored.disable_telemetry ?? false,
    disableSudo: stored.disable_sudo ?? false,
    disableFileMonitoring: stored.disable_file_monitoring ?? false,
  };
}
