import { describe, expect, test } from "vitest";
import { isKnownHost } from "../../../src/domain/endpoint/known-domains.ts";
import { createFindSimilar } from "../../../src/domain/endpoint/similar.ts";

const own = [
  { host: "cdn.octo-artifacts.com", since: 0 },
  { host: "late-artifacts.com", since: 9 },
];
const findSimilar = createFindSimilar(own);

describe("a name that could be taken for another", () => {
  test.each([
    ["a letter more", "giithub.com", "github.com"],
    ["a letter less", "registry.npmj.org", "npmjs.org"],
    ["another letter", "files.pythonhosteb.org", "pythonhosted.org"],
    ["two swapped", "gihtub.com", "github.com"],
    ["two wrong in a long one", "storage.gooogleapls.com", "googleapis.com"],
    ["in a short one", "pipi.org", "pypi.org"],
    ["digits", "g1thub.com", "github.com"],
    ["rn for m", "rnicrosoft.com", "microsoft.com"],
    ["Cyrillic letters", "xn--gthub-2of.com", "github.com"],
    ["another end", "pythonhosted.com", "pythonhosted.org"],
    ["the other within", "registry.npmjs.org.evil.example", "npmjs.org"],
    ["the other within, with dashes", "registry-npmjs-org.evil.example", "npmjs.org"],
    ["one of the job's own", "cdn.octo-artifact.com", "octo-artifacts.com"],
    ["a pattern", "*.giithub.com", "github.com"],
  ])("%s: %s", (_, host, expected) => {
    expect(findSimilar(host, 5)).toBe(expected);
  });

  test.each([
    ["another name", "example.com"],
    ["a short one", "ghc.io"],
    ["another host of its own domain", "img.octo-artifacts.com"],
    ["the same as one that came later", "late-artifact.com"],
    ["no domain", "localhost"],
    ["a public suffix", "co.uk"],
  ])("not %s: %s", (_, host) => {
    expect(findSimilar(host, 5)).toBeNull();
  });
});

test.each([
  ["pypi.org", true],
  ["other.pypi.org", true],
  ["anybody.s3.amazonaws.com", true],
  ["stranger.github.io", false],
  ["stranger.azurewebsites.net", true],
  ["evil.example", false],
  ["giithub.com", false],
])("%s is known: %s", (host, expected) => {
  expect(isKnownHost(host)).toBe(expected);
});
