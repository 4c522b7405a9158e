import fc from "fast-check";
import { expect, test } from "vitest";
import { askAgentList, readAgentList } from "../../../src/domain/endpoint/agent-list.ts";
import { findListed } from "../../../src/domain/endpoint/find-listed.ts";
import { splitSeen } from "../../../src/domain/endpoint/query.ts";

/** What each entry of a list does, `entry effect`. */
function listed(list: string, asked: string): readonly string[] {
  return findListed(list.split(" "), splitSeen(asked)).map(({ entry, effect }) => `${entry} ${effect}`);
}

test.each<[string, string, readonly string[]]>([
  ["a.example.org b.example.org", "a.example.org", ["a.example.org allows"]],
  ["a.example.org:80 a.example.org", "a.example.org:443", ["a.example.org allows"]],
  ["a.example.org:80", "a.example.org:443", []],
  ["a.example.org:80", "a.example.org", ["a.example.org:80 allows"]],
  ["*.example.org:443", "a.example.org:443", ["*.example.org:443 allows"]],
  ["*.example.org:443", "example.org", []],
  ["a.example.org:80 *.example.org:443", "a.example.org:443", ["*.example.org:443 hidden"]],
  ["a.example.org *.example.org", "a.example.org", ["a.example.org allows"]],
  ["*.example.org:80 *.example.org:443", "a.example.org:443", ["*.example.org:443 second-port"]],
  ["*.example.org:443 a*.example.org:80", "ab.example.org:443", ["*.example.org:443 by-chance"]],
  ["*.example.org:443 a*.example.org:80", "b.example.org:443", ["*.example.org:443 allows"]],
  ["A.example.org", "a.example.org", ["A.example.org other-case"]],
  ["*.Example.org", "a.example.org", ["*.Example.org other-case"]],
  ["203.0.113.9:443", "203.0.113.9", ["203.0.113.9:443 dead"]],
  ["postgres:5432", "postgres", ["postgres:5432 dead"]],
  ["a.example.org:99999", "a.example.org", ["a.example.org:99999 dead"]],
  // A pattern that is asked about.
  [
    "a.example.org *.b.example.org *.org x.example.net",
    "*.example.org",
    ["a.example.org allows", "*.b.example.org allows", "*.org allows"],
  ],
  ["*.example.org:443 a*.example.org:80", "*.example.org:443", ["*.example.org:443 by-chance"]],
  ["*.example.org:80 *.example.org:443", "*.example.org:443", ["*.example.org:443 second-port"]],
  ["B.example.org", "*.example.org", ["B.example.org other-case"]],
])("%s, asked for %s: %j", (list, asked, expected) => {
  expect(listed(list, asked)).toEqual(expected);
});

test("some entry allows a call where the agent does, and none where it does not", () => {
  const hosts = ["a.example.org", "ab.example.org", "b.example.org", "example.org", "a.b.example.org"];
  const names = [...hosts, "*.example.org", "a*.example.org", "*.org", "*b.example.org", "A.example.org"];
  const entry = fc
    .tuple(fc.constantFrom(...names), fc.constantFrom("", ":443", ":80"))
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 6 }), (pieces) => {
      const list = readAgentList(pieces);
      for (const host of hosts)
        for (const port of [443, 80]) {
          const effects = findListed(pieces, { host, port }).map(({ effect }) => effect);
          const answer = askAgentList(list, { host, port });
          expect(effects.includes("allows"), `${host}:${port}`).toBe(answer === "allowed");
          expect(effects.includes("by-chance"), `${host}:${port}`).toBe(answer === "by-chance");
        }
    }),
  );
});
