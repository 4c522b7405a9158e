import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  askAgentList,
  portsOf,
  readAgentEntry,
  readAgentList,
  splitAgentList,
} from "../../../src/domain/endpoint/agent-list.ts";
import type { Endpoint } from "../../../src/domain/endpoint/endpoint.ts";
import { createAllows, readAllowedEntry } from "../../../src/domain/endpoint/entry.ts";
import { findPatternConflict, missingEntries } from "../../../src/domain/endpoint/entry-list.ts";
import { findDead, partUsable } from "../../../src/domain/endpoint/usable-entries.ts";
import { listImplicitOf } from "../../../src/domain/harden-runner/implicit.ts";
import { implicitRows } from "../../../src/domain/harden-runner/version-table.ts";

describe("what a list lacks", () => {
  test.each<[string, string, readonly string[], readonly string[]]>([
    ["nothing", "a.example.org:443", ["a.example.org:443"], []],
    ["an entry without its port", "a.example.org", ["a.example.org:443"], []],
    ["what a pattern covers", "*.example.org:443", ["a.example.org:443"], []],
    ["another case", "GitHub.com:443", ["github.com:443"], ["github.com:443"]],
    ["what is wanted in another case", "", ["GitHub.com"], ["github.com:443"]],
    ["a pattern in another case", "*.Example.org:443", ["a.example.org:443"], ["a.example.org:443"]],
    [
      "the port that an exact entry hides",
      "*.example.org:443 a.example.org:80",
      ["a.example.org:443"],
      ["a.example.org:443"],
    ],
    [
      "the port that a new exact entry would hide",
      "*.example.org:443",
      ["a.example.org:80"],
      ["a.example.org:80", "a.example.org:443"],
    ],
    [
      "the same where both are wanted",
      "*.example.org:443",
      ["a.example.org:443", "a.example.org:80"],
      ["a.example.org:80", "a.example.org:443"],
    ],
    [
      "the port of a new pattern for a host that is listed exactly",
      "a.example.org:80",
      ["*.example.org:443"],
      ["*.example.org:443", "a.example.org:443"],
    ],
    [
      "the port that an exact entry would take from what the agent allows by itself",
      "",
      ["results.actions.githubusercontent.com:80"],
      ["results.actions.githubusercontent.com:80", "results.actions.githubusercontent.com:443"],
    ],
    [
      "what only one of two patterns allows, by chance",
      "*.example.org:80 a*.example.org:443",
      ["ab.example.org:443"],
      ["ab.example.org:443"],
    ],
    ["the second port of a pattern", "*.example.org:80 *.example.org:443", ["*.example.org:443"], []],
    ["an entry that is twice wanted", "", ["a.example.org", "a.example.org:443"], ["a.example.org:443"]],
  ])("%s", (_, list, wanted, missing) => {
    expect(missingEntries(splitAgentList(list), wanted)).toEqual(missing);
  });
});

test.each<[string, string, readonly string[], string | null]>([
  ["another port first", "*.example.org:80", ["*.example.org:443"], "wildcard-two-ports"],
  ["the same port", "*.example.org:443", ["*.example.org:443"], null],
  ["another pattern for the same names", "*.example.org:80", ["a*.org:443"], "by-chance-pattern"],
  ["another pattern, with the same port", "*.example.org:443", ["a*.org:443"], null],
  ["patterns that share no name", "a*.example.org:80", ["b*.example.org:443"], null],
  ["what the agent allows by itself", "", ["*.blob.core.windows.net:80"], "by-chance-pattern"],
  ["exact entries are none", "*.example.org:80", ["a.example.org:443"], null],
])("a pattern's conflict with %s", (_, list, wanted, code) => {
  expect(findPatternConflict(splitAgentList(list), wanted)?.code ?? null).toBe(code);
});

test.each([
  ["an exact entry", "a.example.org:443", "a.example.org", 443, true],
  ["a port beside it", "a.example.org:443", "a.example.org", 80, false],
  ["chance", "*.example.org:80 a*.example.org:443", "ab.example.org", 443, false],
  ["a hidden pattern", "*.example.org:443 a.example.org:80", "a.example.org", 443, false],
  ["a literal list", "a.example.org:443\nb.example.org:443", "b.example.org", 443, false],
  ["what the agent's own entry hides", "*.github.com:80", "codeload.github.com", 80, false],
])("%s allows: %s asked for %s:%d is %s", (_, list, host, port, allowed) => {
  expect(createAllows(splitAgentList(list))({ host, port })).toBe(allowed);
});

test.each([
  ["1.2.3.4:443", "address-entry"],
  ["10.0.0.0/8", "address-entry"],
  ["[::1]:443", "address-entry"],
  ["localhost:5432", "dead-entry"],
  ["a.example.org:443", null],
  ["*:443", null],
])("%s is dead: %s", (entry, code) => expect(findDead(entry)?.code ?? null).toBe(code));

test("entries are parted into those that the agent can use and the others", () => {
  const entries = [
    "GitHub.com",
    "github.com:443",
    "a_b.example.org.",
    "*.example.org:80",
    "*.example.org:443",
  ];
  const useless = [
    "Azure",
    "IP",
    "168.63.129.16:80",
    "a.example.org:https",
    "b.example.org:70000",
    "c.org..",
  ];
  expect(partUsable([...entries, ...useless])).toEqual({
    usable: ["github.com:443", "a_b.example.org:443", "*.example.org:80"],
    useless: ["*.example.org:443", ...useless],
  });
});

const labels = fc.constantFrom("a", "ab", "b", "bc", "x", "A");
const hosts = fc
  .array(labels, { minLength: 0, maxLength: 2 })
  .chain((front) =>
    fc.constantFrom("example.org", "actions.githubusercontent.com").map((end) => [...front, end].join(".")),
  );
const patterns = fc
  .tuple(
    fc.constantFrom("", "a", "b", "a."),
    fc.constantFrom(".example.org", "b.example.org", ".org", ".b.example.org"),
  )
  .map(([front, end]) => `${front}*${end}`);
const ports = fc.constantFrom("", ":443", ":80", ":8443");
const entry = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(hosts, ports).map(([host, port]) => host + port) },
  { weight: 2, arbitrary: fc.tuple(patterns, ports).map(([pattern, port]) => pattern + port) },
);
const junk = fc.constantFrom(
  "#",
  "Azure",
  "1.2.3.4",
  "https://a.example.org",
  "x.example.org:https",
  "**:443",
);
const list = fc.array(fc.oneof({ weight: 6, arbitrary: entry }, { weight: 1, arbitrary: junk }), {
  maxLength: 8,
});
const wantedList = fc.array(entry, { maxLength: 6 });

/** Every host that the entries could name, and some beside them. */
const calls = ["a", "ab", "b", "bc", "x", "a.b", "ab.b", "b.a", "x.a", "bx.b"]
  .flatMap((front) => [`${front}.example.org`, `${front}.actions.githubusercontent.com`])
  .concat("example.org", "b.org", "a.org")
  .flatMap((host) => [443, 80, 8443].map((port) => ({ host, port })));

/** Whether what is wanted, as it is meant, includes a call. */
function isMeant(wanted: readonly string[], host: string, port: number): boolean {
  return wanted.map(readAllowedEntry).some((one) => {
    if (one.kind === "invalid" || one.port !== port) return false;
    if (one.kind === "host") return one.host === host;
    return host.startsWith(one.prefix) && host.endsWith(one.suffix);
  });
}

/** What the agents of all releases add by themselves, with and without telemetry. */
const implicits = implicitRows.flatMap(({ since: version }) =>
  [false, true].map((disabled) => listImplicitOf({ kind: "exact", version, by: "tag" }, disabled)),
);

describe("a merged list", () => {
  test("lets through what it let through before and what is wanted, and nothing else", () => {
    let compared = 0;
    fc.assert(
      fc.property(list, wantedList, fc.constantFrom(...implicits), (existing, wanted, implicit) => {
        fc.pre(findPatternConflict(existing, wanted) === null);
        const merged = [...existing, ...missingEntries(existing, wanted)];
        const [before, after] = [existing, merged].map((entries) => {
          const read = readAgentList(entries, implicit);
          return (call: Endpoint): boolean => askAgentList(read, call) === "allowed";
        });
        // What the agent of another release allows by itself may come in, so that it is not hidden there.
        const elsewhere = implicits.map((other) => readAgentList(existing, other));
        for (const call of calls) {
          const isMeantToo = isMeant(wanted, call.host, call.port);
          const isAllowed = after?.(call);
          if (before?.(call) || isMeantToo) expect(isAllowed, `${call.host}:${call.port}`).toBe(true);
          else if (isAllowed)
            expect(elsewhere.some((one) => askAgentList(one, call) === "allowed")).toBe(true);
          compared += 1;
        }
      }),
      { numRuns: 2_000 },
    );
    expect(compared).toBeGreaterThan(10_000);
  });

  test("lacks nothing any more", () => {
    fc.assert(
      fc.property(list, wantedList, (existing, wanted) => {
        const merged = [...existing, ...missingEntries(existing, wanted)];
        expect(missingEntries(merged, wanted)).toEqual([]);
      }),
    );
  });

  test("has what was missing in the form in which the agent reads it as it is meant", () => {
    fc.assert(
      fc.property(list, wantedList, (existing, wanted) => {
        for (const text of missingEntries(existing, wanted)) {
          expect(text).toBe(text.toLowerCase());
          expect(splitAgentList(text)).toEqual([text]);
          const { name, port } = readAgentEntry(text);
          expect(`${name.slice(0, -1)}:${port}`).toBe(text);
          expect(readAllowedEntry(text).kind).toBe(name.includes("*") ? "wildcard" : "host");
        }
      }),
    );
  });
});

test("entries let through for certain what they do with the agent of every release", () => {
  const names = [
    "codeload.github.com",
    "pipelines.actions.githubusercontent.com",
    "vstsmms.actions.githubusercontent.com",
    "agent.api.stepsecurity.io",
    "productionresultssa1.blob.core.windows.net",
    "a.example.org",
  ];
  const near = ["*.github.com", "*.actions.githubusercontent.com", "*.com", "productionresultssa*", "*"];
  const entries = fc.array(
    fc.tuple(fc.constantFrom(...names, ...near), ports).map((parts) => parts.join("")),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(entries, (texts) => {
      const allows = createAllows(texts);
      const lists = [[], ...implicits].map((implicit) => readAgentList(texts, implicit));
      for (const call of names.flatMap((host) => [443, 80].map((port) => ({ host, port }))))
        expect(allows(call), `${call.host}:${call.port}`).toBe(
          lists.every((one) => askAgentList(one, call) === "allowed"),
        );
    }),
  );
});

test("the ports of a host are those that the list lets it be called on", () => {
  fc.assert(
    fc.property(list, fc.constantFrom(...implicits), (entries, implicit) => {
      const read = readAgentList(entries, implicit);
      for (const { host, port } of calls)
        expect(portsOf(read, host).includes(port)).toBe(askAgentList(read, { host, port }) === "allowed");
    }),
  );
});

test("what is usable allows no less than the list, its names in lower case, and is never dead", () => {
  fc.assert(
    fc.property(list, (entries) => {
      const { usable } = partUsable(entries);
      expect(usable.flatMap((text) => findDead(text) ?? [])).toEqual([]);
      expect(partUsable(usable)).toEqual({ usable, useless: [] });
    }),
  );
});
