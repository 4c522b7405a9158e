import list from "./known-endpoints.json" with { type: "json" };

/** What jobs call a host for. */
export const endpointKinds = [
  "ai",
  "certificates",
  "cloud",
  "container-images",
  "file-sharing",
  "notifications",
  "os-packages",
  "packages",
  "release-assets",
  "runner",
  "security-data",
  "signing",
  "source",
  "telemetry",
  "tools",
] as const;

/** A public host that jobs call, and what for. */
export interface KnownEndpoint {
  /** A host name, or `*.` and a suffix. */
  readonly host: string;
  readonly kind: (typeof endpointKinds)[number];
  /** For a reviewer, at most 60 characters. */
  readonly what: string;
  /** Whether anybody with an account, a bucket or a token of their own can send data there and get it back. */
  readonly isExfiltrationCapable: boolean;
  /** The host that took its place. */
  readonly becomes: string | null;
  /** The service of which it is one of several doors; null where it is none, or the only one. */
  readonly service: string | null;
  /** A public page or file that names the host. */
  readonly source: string;
}

/** In the order of their hosts, each there once: what `known-endpoints.yml` says, which `script/known-endpoints.ts` checks. */
export const knownEndpoints = list as readonly KnownEndpoint[];
