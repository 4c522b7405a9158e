import type { EndpointProblem } from "../../../domain/endpoint/read-written.ts";

/** What is wrong with `HOST[:PORT]`. */
export const endpointMistakes: Readonly<Record<EndpointProblem | "missing-host", string>> = {
  "missing-host": "a host is missing",
  "bad-host": "that is no host name",
  underscore: "host names have no underscore",
  "bad-port": "that is no port",
  address:
    "a list takes host names only: Harden-Runner would look an address up as a name, fail, and enforce nothing",
  "two-wildcards": "Harden-Runner understands one `*` only",
  "not-tcp": "a list allows TCP only, and DNS and NTP are not TCP",
  "private-name":
    "that is a private name: no public resolver knows it, and one such entry would turn all blocking off",
  "unsafe-pattern":
    "that pattern would let strangers in: behind the `*`, after its next dot, there must be a domain in which all names are one owner's",
};
