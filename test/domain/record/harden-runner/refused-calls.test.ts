import { expect, test } from "vitest";
import { type AgentLine, buildJobLog, called, type JobLogOptions } from "../../../support/job-log-builder.ts";
import { endpointsOf, observeText } from "../../../support/read.ts";

const dropped = (address: string, after = 21): AgentLine => ({
  after,
  message: `ip address dropped: ${address}`,
});

interface Case {
  readonly list: string;
  readonly agent: readonly AgentLine[];
  readonly called: readonly string[];
  /** Refused endpoints and addresses. */
  readonly refused: readonly string[];
}

const cases: readonly (readonly [string, Case])[] = [
  [
    "a listed name on a port that is not listed",
    {
      list: "archive.example.org:443",
      agent: [called("archive.example.org", "1.1.1.1", { port: 80 }), dropped("1.1.1.1")],
      called: [],
      refused: ["archive.example.org:80"],
    },
  ],
  [
    "the same name on its own port and on another",
    {
      list: "archive.example.org:443",
      agent: [
        called("archive.example.org", "1.1.1.1", { port: 443 }),
        called("archive.example.org", "1.1.1.1", { port: 80, after: 22 }),
        dropped("1.1.1.1", 22),
      ],
      called: ["archive.example.org:443"],
      refused: ["archive.example.org:80"],
    },
  ],
  [
    "a name that an exact entry hides from its pattern",
    {
      list: "archive.example.org:80 *.example.org:443",
      agent: [called("archive.example.org", "1.1.1.1", { port: 443 }), dropped("1.1.1.1")],
      called: [],
      refused: ["archive.example.org:443"],
    },
  ],
  [
    "a name that two patterns allow by chance, and that was dropped",
    {
      list: "*.example.org:80 a*.example.org:443",
      agent: [called("ab.example.org", "1.1.1.1", { port: 443 }), dropped("1.1.1.1")],
      called: [],
      refused: ["ab.example.org:443"],
    },
  ],
  [
    "an allowed call whose address was dropped for something else, as for QUIC",
    {
      list: "cdn.example.org:443",
      agent: [called("cdn.example.org", "1.1.1.1", { port: 443 }), dropped("1.1.1.1")],
      called: ["cdn.example.org:443"],
      refused: ["1.1.1.1"],
    },
  ],
  [
    "an implicit endpoint",
    {
      list: "",
      agent: [called("codeload.github.com", "1.1.1.1"), dropped("1.1.1.1")],
      called: ["codeload.github.com:443"],
      refused: ["1.1.1.1"],
    },
  ],
  [
    "an address without a name",
    {
      list: "github.com:443",
      agent: [called("", "6.6.6.6"), dropped("6.6.6.6")],
      called: [],
      refused: ["6.6.6.6"],
    },
  ],
  [
    "a refused name at two addresses, one of them shared with a name that is listed",
    {
      list: "good.example.org:443",
      agent: [
        called("bad.example.org", "1.1.1.1", { port: 8443 }),
        called("bad.example.org", "2.2.2.2", { port: 8443 }),
        called("good.example.org", "2.2.2.2"),
        dropped("1.1.1.1"),
        dropped("2.2.2.2"),
      ],
      called: ["good.example.org:443"],
      refused: ["bad.example.org:8443"],
    },
  ],
];

function observeBlock(agent: readonly AgentLine[], options: JobLogOptions = {}) {
  return observeText(buildJobLog({ policy: "block", agent, ...options }));
}

test.each(cases)("%s", (_, { list, agent, called: calledThen, refused }) => {
  const observation = observeBlock(agent, { allowedEndpoints: list });
  expect(observation.enforcement).toEqual({ state: "enforced" });
  expect(endpointsOf(observation)).toEqual(calledThen);
  const names = observation.refused.flatMap((one) =>
    "ip" in one ? [one.ip] : one.ports.map((port) => `${one.host}:${port}`),
  );
  expect(names).toEqual(refused);
});

test("a refused call keeps its process and its time, and is not taken for listed", () => {
  const agent = [called("db.example.org", "1.1.1.1", { port: 5432, process: "psql" }), dropped("1.1.1.1")];
  const steps = [{ name: "Migrate", startedAt: "2026-07-26T12:09:00Z", completedAt: "2026-07-26T12:09:20Z" }];
  const text = buildJobLog({ policy: "block", agent, allowedEndpoints: "db.example.org:443" });
  expect(observeText(text, undefined, steps).refused).toEqual([
    {
      host: "db.example.org",
      ports: [5432],
      processes: ["psql"],
      steps: ["Migrate"],
      isListed: false,
      isBlocklisted: false,
    },
  ]);
});

test("in audit mode nothing was refused, whatever is dropped", () => {
  const agent = [called("cdn.example.org", "1.1.1.1"), dropped("1.1.1.1")];
  const observation = observeBlock(agent, { policy: "audit" });
  expect(endpointsOf(observation)).toEqual(["cdn.example.org:443"]);
});

test("with a list too long to read, only a call at an address with one port is said to be refused", () => {
  const agent = [
    called("one.example.org", "1.1.1.1", { port: 8443 }),
    called("two.example.org", "2.2.2.2", { port: 80 }),
    called("two.example.org", "2.2.2.2", { port: 443 }),
    dropped("1.1.1.1"),
    dropped("2.2.2.2"),
  ];
  const observation = observeBlock(agent, { allowedEndpoints: "x".repeat(70_000) });
  expect(endpointsOf(observation)).toEqual(["two.example.org:80", "two.example.org:443"]);
  expect(observation.refused.map((one) => ("ip" in one ? one.ip : `${one.host}:${one.ports}`))).toEqual([
    "one.example.org:8443",
    "2.2.2.2",
  ]);
});
