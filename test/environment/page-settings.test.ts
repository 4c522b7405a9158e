import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { EnvironmentError } from "../../src/environment/environment-error.ts";
import { readPageSettings } from "../../src/environment/page-settings.ts";

const [first, second] = [randomBytes(32), randomBytes(32)];
const all = {
  CLIENT_ID: "Iv1.0123456789abcdef",
  CLIENT_SECRET: "0123456789abcdef0123456789abcdef01234567",
  PUBLIC_URL: "https://egress.example.com",
  SESSION_KEYS: `${first.toString("base64")}, ${second.toString("base64")}`,
};

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readPageSettings(env);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
  return [];
}

test("there are pages where all four are set", () => {
  expect(readPageSettings(all)).toEqual({
    kind: "pages",
    settings: {
      clientId: all.CLIENT_ID,
      clientSecret: all.CLIENT_SECRET,
      url: "https://egress.example.com",
      sessionKeys: [first, second],
    },
  });
});

test.each(Object.keys(all))("without %s there are none, and it is named", (name) => {
  expect(readPageSettings({ ...all, [name]: "" })).toEqual({ kind: "none", missing: [name] });
});

test.each([
  ["https://egress.example.com/", "https://egress.example.com"],
  ["https://EGRESS.example.com:8443", "https://egress.example.com:8443"],
  ["http://localhost:3000", "http://localhost:3000"],
  ["http://127.0.0.1:3000", "http://127.0.0.1:3000"],
])("PUBLIC_URL=%s is the origin %s", (text, url) => {
  expect(readPageSettings({ ...all, PUBLIC_URL: text })).toMatchObject({ settings: { url } });
});

test.each([
  "egress.example.com",
  "http://egress.example.com",
  "https://egress.example.com/pages",
  "https://egress.example.com?x",
  "https://egress.example.com#x",
  "https://user:password@egress.example.com",
  "ftp://egress.example.com",
  "javascript:alert(1)",
])("PUBLIC_URL=%s is refused, as people are sent there with what lets them in", (text) => {
  expect(problemsOf({ ...all, PUBLIC_URL: text })).toEqual([expect.stringMatching(/^PUBLIC_URL must be/)]);
});

test.each(["short", randomBytes(31).toString("base64"), `${all.SESSION_KEYS},`, `${all.SESSION_KEYS},x`])(
  "SESSION_KEYS=%s is refused, and not repeated",
  (text) => {
    const problems = problemsOf({ ...all, SESSION_KEYS: text });
    expect(problems).toEqual([expect.stringMatching(/^SESSION_KEYS must be/)]);
    expect(problems.join()).not.toContain(text);
  },
);

test("all mistakes are told at once", () => {
  const wrong = { CLIENT_ID: "two words", CLIENT_SECRET: "two words", PUBLIC_URL: "x", SESSION_KEYS: "x" };
  expect(problemsOf(wrong)).toHaveLength(4);
});
