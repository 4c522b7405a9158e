import type { Endpoint } from "./endpoint.ts";
import { isRunnerService } from "./runner-service.ts";

/** Why an entry would be of no use whoever wants it; null where it would be. `host` may be a pattern. */
export function findUnlistable({
  host,
  port,
}: Endpoint): "not-tcp" | "private-name" | "runner-service" | null {
  // The agent allows TCP only. DNS and NTP are UDP; an entry for them would promise what it can't hold.
  if (port === 53 || port === 123) return "not-tcp";
  if (isRunnerService(host)) return "runner-service";
  return isPrivateName(host) ? "private-name" : null;
}

/** Names that no public resolver knows: in block mode they would not resolve and turn all enforcement off. */
function isPrivateName(host: string): boolean {
  return !host.includes(".") || /\.(?:internal|local|localhost|localdomain|lan|home\.arpa)$/.test(host);
}
