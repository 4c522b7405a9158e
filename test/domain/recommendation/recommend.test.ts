import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { getPublicSuffix } from "tldts";
import { describe, expect, test } from "vitest";
import { baselineOf, emptyBaseline, factsOfLogAlone } from "../../../src/domain/baseline/baseline.ts";
import { matchesWildcard } from "../../../src/domain/endpoint/agent-list.ts";
import { readAllowedEntry } from "../../../src/domain/endpoint/entry.ts";
import { hasOneOwner } from "../../../src/domain/endpoint/owner.ts";
import { recommend } from "../../../src/domain/recommendation/recommend.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";
import { observeText } from "../../support/read.ts";

function entriesOf(runs: readonly Run[]): string[] {
  return recommend(learn(runs)).entries.map((entry) => entry.text);
}

const shared = (host: string, ...sharedWith: string[]): Run => ({
  calls: sharedWith,
  endpoints: [{ host, via: "resolved-shared-address", sharedWith }],
});

test("what block mode refused is no entry, unless another run called it", () => {
  expect(
    entriesOf([{ calls: ["a.example.com"], refused: ["b.example.com", "c.example.com!", "6.6.6.6"] }]),
  ).toEqual(["a.example.com:443"]);
  expect(entriesOf([{ calls: ["b.example.com"] }, { refused: ["b.example.com"] }])).toEqual([
    "b.example.com:443",
  ]);
});

describe("what is left out", () => {
  test.each<[string, Run, string]>([
    [
      "always-reachable",
      { endpoints: [{ host: "db.example.com", port: 5432, alwaysReachable: true }] },
      "db.example.com:5432",
    ],
    ["implicit", { endpoints: [{ host: "codeload.github.com", implicit: true }] }, "codeload.github.com:443"],
    ["not-tcp", { calls: ["dns.google:53"] }, "dns.google:53"],
    [
      "runner-service",
      { calls: ["hosted-compute-watchdog-prod-eus-01.githubapp.com"] },
      "hosted-compute-watchdog-prod-eus-01.githubapp.com:443",
    ],
    ["blocklisted", { calls: ["bad.example.com"], refused: ["bad.example.com?"] }, "bad.example.com:443"],
    ["not-tcp", { calls: ["ntp.ubuntu.com:123"] }, "ntp.ubuntu.com:123"],
    ["private-name", { calls: ["registry:5000"] }, "registry:5000"],
    ["private-name", { calls: ["a.internal"] }, "a.internal:443"],
    ["resolved-only", { resolvedOnly: ["looked-up.example.com"] }, "looked-up.example.com"],
    ["address-without-name", { addresses: ["9.9.9.9:443"] }, "9.9.9.9:443"],
    ["address-without-name", { addresses: ["168.63.129.16:53"] }, "168.63.129.16:53"],
    [
      "shared-address-other-owner",
      {
        endpoints: [
          { host: "evil.example.net", via: "resolved-shared-address", sharedWith: ["cdn.example.org"] },
        ],
      },
      "evil.example.net:443",
    ],
    [
      "shared-address-other-owner",
      {
        endpoints: [
          {
            host: "b.blob.core.windows.net",
            via: "resolved-shared-address",
            sharedWith: ["a.blob.core.windows.net"],
          },
        ],
      },
      "b.blob.core.windows.net:443",
    ],
    [
      "shared-address-other-owner",
      { endpoints: [{ host: "late.example.org", via: "resolved-shared-address", sharedWith: [] }] },
      "late.example.org:443",
    ],
  ])("%s: %j", (reason, run, endpoint) => {
    const { entries, leftOut } = recommend(learn([run]));
    expect(entries).toEqual([]);
    expect(leftOut).toEqual([{ endpoint, reason, decision: null }]);
  });

  test("a name that was called in another run is not resolved-only", () => {
    const { leftOut } = recommend(
      learn([{ resolvedOnly: ["a.example.com"] }, { calls: ["a.example.com:8443"] }]),
    );
    expect(leftOut).toEqual([]);
  });
});

describe("flags", () => {
  test("a name of the same owner at a called address is listed and flagged", () => {
    const [first] = recommend(learn([shared("artifacts.gradle.org", "plugins.gradle.org")])).entries;
    expect(first).toMatchObject({ text: "artifacts.gradle.org:443", flags: ["resolved-shared-address"] });
  });

  test("a name that was once called itself is not flagged as shared", () => {
    const { entries } = recommend(
      learn([shared("b.gradle.org", "a.gradle.org"), { calls: ["b.gradle.org", "a.gradle.org"] }]),
    );
    expect(entries.map((entry) => entry.flags)).toEqual([[], []]);
  });

  test("rare is what one of several runs called", () => {
    const { entries } = recommend(
      learn([{ calls: ["a.example.com"] }, { calls: ["a.example.com", "b.example.com"] }]),
    );
    expect(entries.map(({ text, flags }) => [text, flags])).toEqual([
      ["a.example.com:443", ["unknown-host"]],
      ["b.example.com:443", ["unknown-host", "rare"]],
    ]);
  });

  test.each(["api.github.com", "gist.github.com", "storage.googleapis.com", "bucket.s3.amazonaws.com"])(
    "%s can take data out",
    (host) => {
      expect(recommend(learn([{ calls: [host] }])).entries[0]?.flags).toEqual(["exfiltration-capable"]);
    },
  );
});

describe("varies-with-cache", () => {
  const cold = { calls: ["registry.npmjs.org", "a.example.com"] };
  const warm = { calls: ["a.example.com"] };
  test.each<[string, Run[], boolean]>([
    ["some complete runs", [cold, cold, warm], true],
    ["some complete runs but not the first", [warm, warm, warm, cold], true],
    ["all complete runs", [cold, cold, cold], false],
    ["all but an incomplete run", [cold, cold, cold, { ...warm, complete: false }], false],
    ["incomplete runs only", [warm, warm, warm, { ...cold, complete: false }], false],
    ["some of only two complete runs", [cold, warm], false],
  ])("is a registry that was called in %s", (_, runs, expected) => {
    const flags = recommend(learn(runs)).entries.map((entry) => entry.flags.includes("varies-with-cache"));
    expect(flags).toEqual([false, expected]);
  });

  test("is nothing else that comes and goes", () => {
    const runs = [{ calls: ["www.example.org"] }, ...Array.from({ length: 3 }, () => ({}))];
    expect(recommend(learn(runs)).entries[0]?.flags).toEqual(["unknown-host", "rare"]);
  });
});

describe("addresses without a name", () => {
  test.each([
    ["9.9.9.9:443", true],
    ["8.8.8.8:53", false],
    ["168.63.129.16:80", false],
    ["169.254.169.254:80", false],
    ["10.1.2.3:443", false],
    ["172.31.0.1:443", false],
    ["172.32.0.1:443", true],
    ["192.168.0.1:443", false],
    ["127.0.0.1:443", false],
  ])("%s holds the job: %s", (address, holds) => {
    expect(recommend(learn([{ addresses: [address] }])).holds.length > 0).toBe(holds);
  });
});

const eachRun = (...hosts: string[]): Run[] => hosts.map((host) => ({ calls: [host] }));

describe("rotating hosts", () => {
  test.each<[string, Run[], string[]]>([
    [
      "four siblings, one a run",
      eachRun("r1.example.com", "r2.example.com", "r3.example.com", "r4.example.com"),
      ["r*.example.com:443"],
    ],
    [
      "a common prefix and suffix, without the digits",
      eachRun(
        "node-17-eu.example.com",
        "node-18-eu.example.com",
        "node-12-eu.example.com",
        "node-11-eu.example.com",
      ),
      ["node-*-eu.example.com:443"],
    ],
    [
      "a label in the middle",
      eachRun("s3.r1.example.com", "s3.r2.example.com", "s3.r3.example.com", "s3.r4.example.com"),
      ["s3.r*.example.com:443"],
    ],
    [
      "three siblings",
      eachRun("r1.example.com", "r2.example.com", "r3.example.com"),
      ["r1.example.com:443", "r2.example.com:443", "r3.example.com:443"],
    ],
    [
      "four siblings that every run calls",
      Array.from({ length: 4 }, () => ({
        calls: ["a.example.com", "b.example.com", "c.example.com", "d.example.com"],
      })),
      ["a.example.com:443", "b.example.com:443", "c.example.com:443", "d.example.com:443"],
    ],
    [
      "four siblings that one odd run called together",
      [
        { calls: ["a.example.com", "b.example.com", "c.example.com", "d.example.com"] },
        {},
        { calls: ["x.example.com"] },
        { calls: ["x.example.com"] },
      ],
      [
        "a.example.com:443",
        "b.example.com:443",
        "c.example.com:443",
        "d.example.com:443",
        "x.example.com:443",
      ],
    ],
    [
      "siblings on different ports",
      eachRun("r1.example.com:443", "r2.example.com:443", "r3.example.com:8443", "r4.example.com:8443"),
      ["r1.example.com:443", "r2.example.com:443", "r3.example.com:8443", "r4.example.com:8443"],
    ],
    [
      "rotating ones beside a constant one",
      eachRun("r1.example.com", "r2.example.com", "r3.example.com", "r4.example.com").map(
        ({ calls = [] }) => ({ calls: [...calls, "www.example.com"] }),
      ),
      ["r*.example.com:443", "www.example.com:443"],
    ],
  ])("%s", (_, runs, expected) => expect(entriesOf(runs)).toEqual(expected));

  test.each([
    "blob.core.windows.net",
    "core.windows.net",
    "windows.net",
    "s3.amazonaws.com",
    "amazonaws.com",
    "eu-west-1.compute.amazonaws.com",
    "cloudfront.net",
    "github.io",
    "githubusercontent.com",
    "trafficmanager.net",
    "storage.googleapis.com",
    "r2.cloudflarestorage.com",
  ])("under %s are left out, and hold the job", (domain) => {
    const { entries, leftOut, holds } = recommend(
      learn(eachRun(`r1.${domain}`, `r2.${domain}`, `r3.${domain}`, `r4.${domain}`)),
    );
    expect(entries).toEqual([]);
    expect(leftOut.map(({ reason }) => reason)).toEqual(Array(4).fill("rotating-host"));
    expect(holds).toMatchObject([{ code: "rotating-host-without-pattern" }]);
  });

  test.each([
    [["nodejs.org", "golang.org", "gnu.org", "pypi.org"]],
    [["www.a.com", "www.b.com", "www.c.com", "www.d.com"]],
    [["one.co.uk", "two.co.uk", "three.co.uk", "four.co.uk"]],
  ])("names that different people registered are no siblings: %j", (hosts) => {
    expect(entriesOf(eachRun(...hosts))).toEqual(hosts.map((host) => `${host}:443`).sort());
  });

  test("a pattern covers all it stands for, and no suffix under which strangers get names", () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,6}$/);
    const domain = fc.constantFrom(
      "example.com",
      "a.example.co.uk",
      "blob.core.windows.net",
      "s3.amazonaws.com",
      "x.y.example.org",
    );
    fc.assert(
      fc.property(fc.uniqueArray(part, { minLength: 4, maxLength: 8 }), domain, (labels, under) => {
        for (const entry of recommend(learn(eachRun(...labels.map((label) => `${label}.${under}`))))
          .entries) {
          const read = readAllowedEntry(entry.text);
          if (read.kind !== "wildcard") continue;
          for (const member of entry.covers)
            expect(matchesWildcard(read, member.replace(/:\d+$/, ""))).toBe(true);
          const rest = read.suffix.slice(read.suffix.indexOf(".") + 1);
          expect(getPublicSuffix(rest, { allowPrivateDomains: true })).not.toBe(rest);
          expect(hasOneOwner(rest)).toBe(true);
        }
      }),
    );
  });
});

const excerpt = "../shared/fixtures/job-log-docker-compose-tests.txt";
const isHere = existsSync(excerpt);
test.skipIf(!isHere)(
  `a real log excerpt gives exactly its twelve endpoints${isHere ? "" : ` (skipped: ${excerpt} is not here)`}`,
  () => {
    const learned = baselineOf(observeText(readFileSync(excerpt)), factsOfLogAlone);
    const { entries, leftOut, holds } = recommend(learned ?? emptyBaseline);
    expect(entries.map((entry) => entry.text)).toEqual([
      "auth.docker.io:443",
      "files.pythonhosted.org:443",
      "github.com:443",
      "plugins-artifacts.gradle.org:443",
      "plugins.gradle.org:443",
      "production.cloudfront.docker.com:443",
      "pypi.org:443",
      "registry-1.docker.io:443",
      "release-assets.githubusercontent.com:443",
      "repo.maven.apache.org:443",
      "repository.jboss.org:443",
      "services.gradle.org:443",
    ]);
    expect(
      entries.filter((entry) => entry.flags.includes("resolved-shared-address")).map((entry) => entry.text),
    ).toEqual(["plugins-artifacts.gradle.org:443"]);
    for (const endpoint of ["168.63.129.16:53", "8.8.8.8:53"])
      expect(leftOut).toContainEqual({ endpoint, reason: "address-without-name", decision: null });
    expect(holds).toEqual([]);
  },
);
