import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { renderSettingsSchema } from "../../../script/settings-schema.ts";
import { parseSettings } from "../../../src/domain/settings/parse-settings.ts";
import { always } from "../../../src/domain/settings/schedule.ts";
import { combineSettings, defaultSettings } from "../../../src/domain/settings/settings.ts";
import { settingsFileSchema } from "../../../src/domain/settings/settings-schema.ts";

const docs = readFileSync(new URL("../../../docs/settings.md", import.meta.url), "utf8");
const schemaFile = readFileSync(new URL("../../../docs/egress-bot.schema.json", import.meta.url), "utf8");

/** The mistakes as `line:column path: message`. */
function mistakesOf(text: string): readonly string[] {
  const parsed = parseSettings(text);
  return parsed.ok
    ? []
    : parsed.mistakes.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
}

describe("a settings file is read", () => {
  test("with all its keys", () => {
    const text = [
      "# yaml-language-server: $schema=egress-bot.schema.json",
      "mode: inline",
      "learn-from: [default-branch]",
      "ready: {runs: 20, quiet-runs: 5, days: 0, maximum-risk: 0.05, infrequent: propose}",
      "wildcards: never",
      "ignore: [ci.yml, .github/workflows/x y.yaml, 'ci.yml:build_1-a']",
      "allow: [Registry.NPMJS.org., example.com:8443, 'A*.example.com', '*.example.com:80']",
      "deny:",
      "- gist.github.com",
      '- "*.com"',
      "pull-request:",
      "  labels: [security, é]",
      "  reviewers: [mona, mona_corp, octo-org/sec]",
      "  assignees: [zoe]",
      "  draft: true",
      "  title-prefix: 'chore(ci): '",
      "  open-at-most: 3",
      "  per-day: 2",
      "  schedule: {days: [monday, friday], hours: 22-6, timezone: Europe/Berlin}",
      "per-day: {pull-requests: 20, issues: 0}",
      "repositories: [web-*, '!web-old']",
      "propose: false",
      "extends: standards:egress/web.yml",
      "backfill:",
      "  runs: 0",
    ].join("\n");
    expect(parseSettings(text)).toEqual({
      ok: true,
      normalised: expect.any(String),
      settings: {
        mode: "inline",
        learnFrom: ["default-branch"],
        ready: { runs: 20, quietRuns: 5, days: 0, maximumRisk: 0.05, infrequent: "propose" },
        wildcards: "never",
        ignore: ["ci.yml", ".github/workflows/x y.yaml", "ci.yml:build_1-a"],
        allow: ["registry.npmjs.org:443", "example.com:8443", "a*.example.com:443", "*.example.com:80"],
        deny: ["gist.github.com:443", "*.com:443"],
        pullRequest: {
          labels: ["security", "é"],
          reviewers: ["mona", "mona_corp", "octo-org/sec"],
          assignees: ["zoe"],
          draft: true,
          titlePrefix: "chore(ci):",
          openAtMost: 3,
          perDay: 2,
          schedule: { days: ["monday", "friday"], hours: "22-6", timezone: "Europe/Berlin" },
        },
        perDay: { pullRequests: 20, issues: 0 },
        repositories: ["web-*", "!web-old"],
        propose: false,
        extends: "standards:egress/web.yml",
        backfill: { runs: 0 },
      },
    });
  });

  test.each(["", "# nothing yet\n", "---\n", "~", "{}", "\uFEFF", "\r\n\r\n"])("%j says nothing", (text) => {
    expect(parseSettings(text)).toMatchObject({ ok: true, settings: {} });
  });

  test("with a byte order mark and CRLF", () => {
    expect(parseSettings("\uFEFFwildcards: never\r\nallow:\r\n  - a.example.com\r\n")).toMatchObject({
      settings: { wildcards: "never", allow: ["a.example.com:443"] },
    });
  });

  test("and its normalised text says the same", () => {
    const host = fc.constantFrom(
      "a.example.com",
      "B.example.com:80",
      "'*.example.com'",
      '"x-*.example.org:1"',
    );
    const label = fc.string({ unit: "grapheme", minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(
        fc.array(host),
        fc.array(label),
        fc.integer({ min: 1, max: 200 }),
        (hosts, labels, runs) => {
          const lists = `allow: [${hosts.join(", ")}]\npull-request: {labels: ${JSON.stringify(labels)}}`;
          const parsed = parseSettings(`${lists}\nready: {quiet-runs: ${runs}}`);
          expect(parsed.ok).toBe(true);
          if (parsed.ok) expect(parseSettings(parsed.normalised)).toEqual(parsed);
        },
      ),
      { seed: 4, numRuns: 50 },
    );
  });
});

describe("mistakes", () => {
  test("are told all at once, each where it stands", () => {
    const text = [
      "wildcards: maybe",
      "ready:",
      "  runs: 0",
      "  quietRuns: 3",
      "  days: seven",
      "  maximum-risk: 0",
      "allow:",
      "  - *.example.com",
      "  - 10.0.0.1",
      "  - '*.s3.amazonaws.com'",
      "wildcard: ask",
      "mode: policy-store",
      "mode: inline",
      "deny:",
    ].join("\n");
    expect(mistakesOf(text)).toEqual([
      "1:12 wildcards: must be one of ask, never, allow",
      "3:9 ready.runs: must be a whole number from 1 to 200",
      '4:3 ready.quietRuns: unknown key "quietRuns"; did you mean "quiet-runs"?',
      "5:9 ready.days: must be a number from 0 to 90",
      "6:17 ready.maximum-risk: must be above 0",
      '8:5 : a text that begins with * must be in quotes, such as "*.example.com"; aliases are not supported',
      "9:5 allow[1]: must be a host name, not an address, because Harden-Runner looks up every entry as a name",
      "10:5 allow[2]: this pattern would let strangers in: anyone can get a name that it matches",
      '11:1 wildcard: unknown key "wildcard"; did you mean "wildcards"?',
      '13:1 : the key "mode" is here twice',
      "14:6 deny: must be a list; [] is an empty one",
    ]);
  });

  test.each<[string, string]>([
    ["mode: store", "1:7 mode: must be one of inline, policy-store"],
    ["mode: 3", "1:7 mode: must be one of inline, policy-store"],
    ["learn-from: []", "1:13 learn-from: must name at least one of default-branch and pull-requests"],
    ["learn-from: [forks]", "1:14 learn-from[0]: must be one of default-branch, pull-requests"],
    ["ready: []", "1:8 ready: must be a map of keys"],
    ["ready: {runs: 201}", "1:15 ready.runs: must be a whole number from 1 to 200"],
    ["ready: {runs: 1.5}", "1:15 ready.runs: must be a whole number from 1 to 200"],
    ["ready: {quiet-runs: 0}", "1:21 ready.quiet-runs: must be a whole number from 1 to 200"],
    ["ready: {days: 91}", "1:15 ready.days: must be a number from 0 to 90"],
    ["ready: {days: -1}", "1:15 ready.days: must be a number from 0 to 90"],
    ["ready: {maximum-risk: 1.01}", "1:23 ready.maximum-risk: must be at most 1"],
    ["ready: {maximum-risk: .nan}", "1:23 ready.maximum-risk: must be a number above 0 and at most 1"],
    ["ready: {infrequent: ask}", "1:21 ready.infrequent: must be one of wait, propose"],
    ["backfill: {runs: 1001}", "1:18 backfill.runs: must be a whole number from 0 to 1000"],
    ["allow: example.com", "1:8 allow: must be a list; [] is an empty one"],
    ["allow: [1]", "1:9 allow[0]: must be HOST or HOST:PORT"],
    ["allow: [http://example.com]", "1:9 allow[0]: the port must be a number from 1 to 65535"],
    ["allow: ['example.com:0']", "1:9 allow[0]: the port must be a number from 1 to 65535"],
    ["allow: [my_host.example.com]", "1:9 allow[0]: a host name has no underscore"],
    ["allow: ['*.*.example.com']", "1:9 allow[0]: a pattern can have only one *"],
    ["allow: ['a b']", "1:9 allow[0]: this is not a host name"],
    ["deny: [bücher.example]", "1:8 deny[0]: this is not a host name"],
    [
      "ignore: [ci]",
      "1:10 ignore[0]: must be a workflow file such as ci.yml, or one job of it such as ci.yml:build",
    ],
    [
      "ignore: [x/ci.yml]",
      "1:10 ignore[0]: must be a workflow file such as ci.yml, or one job of it such as ci.yml:build",
    ],
    ["pull-request: {labels: ['']}", "1:25 pull-request.labels[0]: must be a label of 1 to 50 characters"],
    [
      "pull-request: {reviewers: [org/team/x]}",
      "1:28 pull-request.reviewers[0]: must be the login of a person, or a team as OWNER/TEAM",
    ],
    ["pull-request: {draft: 'true'}", "1:23 pull-request.draft: must be true or false"],
    ...[
      "3",
      `'${"x".repeat(31)}'`,
      "'fixes #1'",
      "'@mona'",
      "'[skip ci]'",
      '"a\\nb"',
      "'a\u202Eb'",
      "'`x`'",
    ].map((prefix): [string, string] => [
      `pull-request: {title-prefix: ${prefix}}`,
      "1:30 pull-request.title-prefix: must be at most 30 letters, digits, emoji, spaces and . _ : ( ) / ! + -",
    ]),
    ["propose: sometimes", "1:10 propose: must be true or false"],
    [
      "pull-request: {open-at-most: 0}",
      "1:30 pull-request.open-at-most: must be a whole number from 1 to 100",
    ],
    ["pull-request: {per-day: 0}", "1:25 pull-request.per-day: must be a whole number from 1 to 100"],
    ["per-day: {pull-requests: -1}", "1:26 per-day.pull-requests: must be a whole number from 0 to 1000"],
    [
      "per-day: {pulls: 1}",
      '1:11 per-day.pulls: unknown key "pulls"; the known keys are pull-requests, issues',
    ],
    [
      "pull-request: {assignees: [octo-org/sec]}",
      "1:28 pull-request.assignees[0]: must be the login of a person",
    ],
    ["pull-request: {schedule: {days: []}}", "1:33 pull-request.schedule.days: must name at least one day"],
    [
      "pull-request: {schedule: {days: [mon]}}",
      "1:34 pull-request.schedule.days[0]: must be one of monday, tuesday, wednesday, thursday, friday, saturday, sunday",
    ],
    ...["9", "9-9", "24-6", "9-25", "9:00-17:00", "'-1-3'"].map((hours): [string, string] => [
      `pull-request: {schedule: {hours: ${hours}}}`,
      "1:34 pull-request.schedule.hours: must be two hours of the day, such as 9-17, or 22-6 over midnight",
    ]),
    [
      "pull-request: {schedule: {timezone: Berlin}}",
      "1:37 pull-request.schedule.timezone: must be an IANA time zone, such as Europe/Berlin",
    ],
    ...["web/x", "'!'", "'a b'"].map((name): [string, string] => [
      `repositories: [${name}]`,
      "1:16 repositories[0]: must be the name of a repository, such as web-* in which * stands for anything, or !web-old to leave it out",
    ]),
    ...[
      "standards",
      "other/standards:x.yml",
      "'standards:../x.yml'",
      "'standards:a/../../x.yml'",
      "'standards:x.json'",
      "'s:/x.yml'",
      "'s:x.yml?y=.yml'",
    ].map((place): [string, string] => [
      `extends: ${place}`,
      "1:10 extends: must be REPOSITORY:PATH of a YAML file in a repository of the same owner, such as standards:egress/web.yml",
    ]),
    ["quiet_runs: 3", '1:1 quiet_runs: unknown key "quiet_runs"; did you mean "quiet-runs" below "ready"?'],
    [
      "ready: {wildcards: ask}",
      '1:9 ready.wildcards: unknown key "wildcards"; did you mean "wildcards" outside of any other key?',
    ],
    ["backfill: {commits: 3}", '1:12 backfill.commits: unknown key "commits"; the known keys are runs'],
    ["- allow", "1:1 : the file must be a map of keys"],
    ["allow", "1:1 : the file must be a map of keys"],
    [
      "allow: [a.b\nx: y",
      "2:1 : Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
    ["ready:\n\truns: 1", "2:1 : Tabs are not allowed as indentation"],
    ["allow: []\n---\ndeny: []", "2:1 : the file holds a second YAML document"],
    ["allow: &x []", "1:11 : anchors are not supported"],
    ["!!set {deny}", "1:7 : tags are not supported"],
    ["1: x", "1:1 : a key must be a text"],
    ["? [a]\n: x", "1:3 : a key must be a text"],
    ["%YAML 1.1\n---\n<<: {deny: [x]}", "3:1 : a key must be a text"],
  ])("%j", (text, mistake) => {
    expect(mistakesOf(text)).toEqual([mistake]);
  });

  test.each(["__proto__", "constructor", "hasOwnProperty", "toString"])("the key %s is unknown", (key) => {
    expect(mistakesOf(`${key}: {allow: []}`)).toEqual([
      expect.stringContaining(`1:1 ${key}: unknown key "${key}"`),
    ]);
    expect(mistakesOf(`ready: {${key}: 1}`)).toEqual([expect.stringContaining(`unknown key "${key}"`)]);
  });

  test.each([
    "*.com",
    "*.co.uk",
    "*",
    "x*",
    "*example.com",
    "*.github.io",
    "prod*.blob.core.windows.net",
    "*.windows.net",
  ])("the pattern %s may be denied, not allowed", (pattern) => {
    expect(mistakesOf(`allow: ["${pattern}"]`)).toHaveLength(1);
    // What is no host name with a letter in place of the * is not a pattern at all.
    if (pattern.includes(".")) expect(mistakesOf(`deny: ["${pattern}"]`)).toEqual([]);
  });

  test("are 50 at most, the first of the file", () => {
    const text = `allow:\n${"- no host\n".repeat(150)}${Array.from({ length: 100 }, (_, i) => `key-${i}: 1\n`).join("")}`;
    const lines = mistakesOf(text).map((mistake) => Number.parseInt(mistake, 10));
    expect(lines).toEqual(Array.from({ length: 50 }, (_, index) => index + 2));
  });

  test("201 entries are too many", () => {
    expect(mistakesOf(`deny:\n${"- a.example.com\n".repeat(200)}`)).toEqual([]);
    expect(mistakesOf(`deny:\n${"- a.example.com\n".repeat(201)}`)).toEqual([
      "2:1 deny: must have at most 200 entries",
    ]);
  });

  test("quote the file in one line, without what cannot be seen, and cut", () => {
    const [mistake = ""] = mistakesOf(JSON.stringify({ [`a\n\u202E\u0000b${"x".repeat(5_000)}`]: 1 }));
    expect(mistake).toMatch(/^1:2 a bx+…: unknown key "a bx+…"; the known keys are /);
    expect(mistake.length).toBeLessThan(400);
  });
});

describe("hostile files are refused in bounded time", () => {
  const bomb = ["a: &a [x, x]", ...Array.from({ length: 26 }, (_, i) => `b${i}: &b${i} [*a, *a]`)].join("\n");
  test.each<[string, string, string]>([
    ["a large one", `# ${"x".repeat(65_536)}`, "the file is larger than 64 KiB"],
    ["a large one of few characters", `# ${"é".repeat(32_768)}`, "the file is larger than 64 KiB"],
    ["deep lists", "[".repeat(20_000), "nested too deeply"],
    ["deep maps", "{a: ".repeat(10_000), "nested too deeply"],
    ["deep dashes", "- ".repeat(10_000), "nested too deeply"],
    ["deep keys", "? ".repeat(10_000), "nested too deeply"],
    ["aliases of aliases", bomb, "anchors are not supported"],
    ["one key again and again", "a:\n".repeat(20_000), "unknown key"],
    ["other keys all the time", Array.from({ length: 9_000 }, (_, i) => `k${i}:\n`).join(""), "unknown key"],
  ])("%s", (_, text, message) => {
    expect(mistakesOf(text).join("\n")).toContain(message);
  });

  test("whatever they hold", () => {
    const piece = fc.constantFrom(
      "ready",
      "allow",
      ":",
      " ",
      "\n",
      "- ",
      "*",
      "&a",
      "!!map",
      "[",
      "]",
      "{",
      "}",
      "'",
      '"',
      "1",
      "\t",
      "|",
      "? ",
      "<<",
      "\r",
      "%",
      "---\n",
      "\u0000",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const parsed = parseSettings(pieces.join(""));
        if (!parsed.ok) {
          expect(parsed.mistakes.length).toBeGreaterThan(0);
          for (const { line, column } of parsed.mistakes) expect(Math.min(line, column)).toBeGreaterThan(0);
        }
      }),
      { seed: 4, numRuns: 1_000 },
    );
  });
});

describe("layers", () => {
  test("are laid over the defaults key by key; a list takes the place of a list", () => {
    const owner = {
      ready: { runs: 20, days: 14 },
      deny: ["a.example.com:443"],
      ignore: ["ci.yml"],
      pullRequest: {
        labels: ["security"],
        draft: true,
        schedule: { hours: "9-17", timezone: "Europe/Paris" },
      },
    };
    const repository = {
      ready: { runs: 5 },
      deny: [],
      pullRequest: { draft: false, schedule: { timezone: "Europe/Berlin" } },
      backfill: { runs: 0 },
    };
    expect(combineSettings([owner, repository])).toEqual({
      ...defaultSettings,
      ready: { ...defaultSettings.ready, runs: 5, days: 14 },
      deny: [],
      ignore: ["ci.yml"],
      pullRequest: {
        ...defaultSettings.pullRequest,
        labels: ["security"],
        draft: false,
        schedule: { ...always, hours: "9-17", timezone: "Europe/Berlin" },
      },
      backfill: { runs: 0 },
    });
  });

  test("without any: the defaults", () => {
    expect(combineSettings([])).toEqual(defaultSettings);
    expect(combineSettings([{}, {}])).toEqual(defaultSettings);
  });
});

describe("what describes the settings", () => {
  const keys = [...docs.matchAll(/^\| `([a-z.-]+)` \| `(.+?)` \|/gm)].map(([, key = "", value = ""]) => ({
    key,
    value,
  }));

  test("the JSON Schema is what script/settings-schema.ts writes", () => {
    expect(schemaFile).toBe(renderSettingsSchema());
    expect(JSON.parse(schemaFile)).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      additionalProperties: false,
    });
  });

  test("the page has every key, with its default", () => {
    const written = keys.map(({ key, value }) =>
      key.split(".").reduceRight<unknown>((inner, part) => ({ [part]: inner }), parse(value)),
    );
    const layers = written.map((file) => parseSettings(JSON.stringify(file)));
    for (const layer of layers)
      expect(combineSettings(layer.ok ? [layer.settings] : [])).toEqual(defaultSettings);
    expect(layers.every(({ ok }) => ok)).toBe(true);
    expect(docs).toContain("| `extends` | none |");
    expect([...keys.map(({ key }) => key), "extends"].sort()).toEqual(keysOf(JSON.parse(schemaFile)).sort());
  });

  test("the page's example has every key and no mistake", () => {
    const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(docs) ?? [];
    expect(mistakesOf(example)).toEqual([]);
    expect(Object.keys(parse(example)).sort()).toEqual(Object.keys(settingsFileSchema.shape).sort());
  });
});

const propertiesSchema = z.object({ properties: z.record(z.string(), z.unknown()) });

/** The keys below which there are no others, `ready.runs`. */
function keysOf(schema: unknown): string[] {
  const { data } = propertiesSchema.safeParse(schema);
  return Object.entries(data?.properties ?? {}).flatMap(([key, inner]) => {
    const below = keysOf(inner);
    return below.length === 0 ? [key] : below.map((name) => `${key}.${name}`);
  });
}
