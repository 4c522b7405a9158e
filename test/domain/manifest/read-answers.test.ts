import { expect, test } from "vitest";
import { type AnswerMistake, readAnswers } from "../../../src/domain/manifest/read-answers.ts";

const own = "http://localhost:3000";
const fine = { address: "https://egress.example.com", organization: "octo-org", visibility: "private" };

function read(fields: Readonly<Record<string, string>>) {
  return readAnswers(new URLSearchParams({ ...fine, ...fields }), own);
}

test("a private App of an organization, at an address of its own", () => {
  expect(read({})).toEqual({
    kind: "answers",
    answers: {
      webhookUrl: "https://egress.example.com/api/github/webhooks",
      siteUrl: "https://egress.example.com",
      organization: "octo-org",
      isPublic: false,
      asksTeams: false,
    },
  });
});

test.each<[string, Record<string, string>, object]>([
  [
    "a port and a slash stay out of the way",
    { address: " https://a.example:8443/ " },
    { siteUrl: "https://a.example:8443" },
  ],
  [
    "the whole address of the webhook",
    { address: "https://a.example/api/github/webhooks" },
    { webhookUrl: "https://a.example/api/github/webhooks", siteUrl: "https://a.example" },
  ],
  [
    "a forwarding service, behind which people use this machine",
    { address: "https://smee.io/abc" },
    { webhookUrl: "https://smee.io/abc", siteUrl: own },
  ],
  ["an App of a person's own", { organization: " " }, { organization: null }],
  ["a public App", { visibility: "public" }, { isPublic: true }],
  ["teams that review", { teams: "yes" }, { asksTeams: true }],
])("%s", (_, fields, expected) => {
  expect(read(fields)).toMatchObject({ kind: "answers", answers: expected });
});

test.each<[AnswerMistake, Record<string, string>]>([
  ["address", { address: "" }],
  ["address", { address: "egress.example.com" }],
  ["address", { address: "http://egress.example.com" }],
  ["address", { address: "javascript:alert(1)" }],
  ["address", { address: "https://user@egress.example.com" }],
  ["address", { address: "https://egress.example.com/?a=b" }],
  ["address", { address: "https://egress.example.com/#a" }],
  ["address", { address: `https://egress.example.com/${"a".repeat(300)}` }],
  ["loopback", { address: "https://localhost:3000" }],
  ["loopback", { address: "https://a.localhost" }],
  ["loopback", { address: "https://127.0.0.2" }],
  ["loopback", { address: "https://2130706433" }],
  ["loopback", { address: "https://0" }],
  ["loopback", { address: "https://[::1]:3000" }],
  ["organization", { organization: "octo/org" }],
  ["organization", { organization: "-octo" }],
  ["organization", { organization: "o".repeat(40) }],
  ["visibility", { visibility: "" }],
])("%s: %j", (mistake, fields) => {
  expect(read(fields)).toEqual({ kind: "mistakes", mistakes: [mistake] });
});

test("all mistakes are told at once", () => {
  expect(readAnswers(new URLSearchParams({ organization: "?" }), own)).toEqual({
    kind: "mistakes",
    mistakes: ["address", "organization", "visibility"],
  });
});
