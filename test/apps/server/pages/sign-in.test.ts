import { expect, test } from "vitest";
import { origin, readCookieLine, signedIn, signedOut, usePages, world } from "./page-world.ts";

usePages();

const session = "__Host-egress-session";
const attempt = "__Host-egress-sign-in";

test("whoever is signed out sees the same page for everything, with the way to sign in and back", async () => {
  const browser = signedOut();
  const paths = ["/octo-org", "/octo-org/closed", "/octo-org/no-such", "/octo-org/closed/jobs/ci.yml/build"];
  for (const path of paths) {
    const { status, data } = await browser.get(path);
    expect([path, status, data.body]).toEqual([
      path,
      401,
      { kind: "welcome", signIn: `/sign-in?to=${encodeURIComponent(path)}` },
    ]);
    expect((await browser.get(`${path}.json`)).data).toEqual({ error: "signed-out" });
  }
  const home = await browser.get("/");
  expect([home.status, home.data.body]).toEqual([200, { kind: "welcome", signIn: "/sign-in" }]);
});

test("signing in goes to GitHub with a state and a proof, and comes back to the page that was wanted", async () => {
  const browser = signedOut();
  world.github.setViewer("maintainer");
  const begun = await browser.get("/sign-in?to=%2Focto-org%2Fclosed");
  const asked = new URL(begun.location ?? "");
  expect(`${asked.origin}${asked.pathname}`).toBe(`http://${world.github.host}/login/oauth/authorize`);
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({
    client_id: world.app.clientId,
    redirect_uri: `${origin}/auth/callback`,
    state: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge_method: "S256",
  });
  const back = await fetch(asked, { redirect: "manual" });
  const done = await browser.get(String(back.headers.get("location")).slice(origin.length));
  expect([done.status, done.location]).toEqual([303, "/octo-org/closed"]);
  const { data } = await browser.get("/octo-org/closed");
  expect(data).toMatchObject({ viewer: "maintainer", mayWrite: true, body: { kind: "repository" } });
});

test("the cookies are for this host alone, and no script and no other site gets them", async () => {
  const browser = signedOut();
  world.github.setViewer("maintainer");
  const begun = await browser.get("/sign-in");
  const done = await browser.signIn();
  const lines = [...begun.headers.getSetCookie(), ...done.headers.getSetCookie()];
  const set = lines.filter((line) => !line.includes("Max-Age=0") && !/=;/.test(line));
  expect(set).toHaveLength(2);
  for (const line of set)
    expect(line).toMatch(
      /^__Host-egress-(?:session|sign-in)=[\w%.-]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  expect(readCookieLine(set, session)).toMatch(/Max-Age=28800;/);
  expect(browser.cookies.has(attempt)).toBe(false);
});

test("Redis holds neither the id of a session nor its token as they are", async () => {
  const browser = await signedIn("reader");
  const { redis } = world.redis;
  const id = browser.cookies.get(session) ?? "";
  expect(id).toMatch(/^[\w-]{43}$/);
  const keys = await redis.keys("egress:1:session*");
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) {
    expect(key).not.toContain(id);
    if ((await redis.type(key)) !== "string") continue;
    expect(await redis.get(key)).not.toMatch(/ghu_|reader/);
    expect(await redis.pttl(key)).toBeLessThanOrEqual(8 * 3_600_000);
  }
});

test("a session that somebody else has put into a browser is not gone on with (fixation)", async () => {
  const attacker = await signedIn("reader");
  const victim = signedOut();
  const planted = attacker.cookies.get(session) ?? "";
  victim.cookies.set(session, planted);
  world.github.setViewer("maintainer");
  await victim.signIn();
  expect(victim.cookies.get(session)).not.toBe(planted);
  expect((await victim.get("/")).data.viewer).toBe("maintainer");
  expect((await attacker.get("/")).data.viewer).toBeNull();
});

test.each([
  ["no state", (url: URL) => url.searchParams.delete("state")],
  ["another state", (url: URL) => url.searchParams.set("state", "A".repeat(43))],
  ["no code", (url: URL) => url.searchParams.delete("code")],
  ["a code that GitHub did not give", (url: URL) => url.searchParams.set("code", "0".repeat(20))],
  ["two states", (url: URL) => url.searchParams.append("state", "x")],
])("coming back with %s signs nobody in", async (_, change) => {
  const browser = signedOut();
  world.github.setViewer("maintainer");
  const begun = await browser.get("/sign-in");
  const back = new URL(
    (await fetch(begun.location ?? "", { redirect: "manual" })).headers.get("location") ?? "",
  );
  change(back);
  const { status, data } = await browser.get(`${back.pathname}${back.search}`);
  expect([status, data.body]).toEqual([403, { kind: "problem", problem: "sign-in" }]);
  expect(browser.cookies.has(session)).toBe(false);
});

test("the answer for one browser is nothing in another (a stranger's sign-in), and counts once", async () => {
  const [attacker, victim] = [signedOut(), signedOut()];
  world.github.setViewer("reader");
  const begun = await attacker.get("/sign-in");
  const back = await fetch(begun.location ?? "", { redirect: "manual" });
  const path = String(back.headers.get("location")).slice(origin.length);
  await victim.get("/sign-in");
  expect((await victim.get(path)).status).toBe(403);
  expect(victim.cookies.has(session)).toBe(false);
  expect((await attacker.get(path)).status).toBe(303);
  expect((await attacker.get(path)).status).toBe(403);
});

test("whoever says no to GitHub is told that nobody is signed in", async () => {
  world.github.setViewer(null);
  const { status, data } = await signedOut().signIn();
  expect([status, data.body.problem]).toEqual([403, "sign-in"]);
});

test.each([
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "/%2Fevil.example",
  "/octo-org/../../evil",
  "javascript:alert(1)",
  "/sign-out",
  "/assets/style.css",
  "/octo-org\r\nset-cookie: a=b",
])("after signing in nobody is sent to %s (open redirect)", async (to) => {
  world.github.setViewer("reader");
  const { status, location } = await signedOut().signIn(to);
  expect([status, location]).toEqual([303, "/"]);
});

test("signing out ends the session here and the token at GitHub, for a form of this session only", async () => {
  const browser = await signedIn("reader");
  const { csrf } = await browser.get("/");
  const id = browser.cookies.get(session) ?? "";
  expect((await browser.post("/sign-out", {})).status).toBe(403);
  expect((await browser.get("/")).data.viewer).toBe("reader");
  const calls = world.github.calls.length;
  const { status, location } = await browser.post("/sign-out", { csrf });
  expect([status, location]).toEqual([303, "/"]);
  expect(browser.cookies.has(session)).toBe(false);
  expect(world.github.calls.slice(calls).map(({ method, status: is }) => [method, is])).toEqual([
    ["DELETE", 204],
  ]);
  browser.cookies.set(session, id);
  expect((await browser.get("/")).data.viewer).toBeNull();
});

test("a session ends with its token, and with the authorization at once", async () => {
  const { github, redis, send } = world;
  const browser = await signedIn("reader");
  expect((await browser.get("/octo-org/closed")).status).toBe(200);
  const payload = github.revokeAuthorization("reader");
  // What GitHub said a moment ago still holds; what is asked now, GitHub refuses.
  const { status, data } = await browser.get("/octo-org/octo-repo");
  expect([status, data.body.kind]).toEqual([401, "welcome"]);
  expect(browser.cookies.has(session)).toBe(false);

  const [reader, maintainer] = [await signedIn("reader"), await signedIn("maintainer")];
  expect((await reader.get("/octo-org/closed")).status).toBe(200);
  expect(await send("github_app_authorization", payload)).toBe(200);
  expect((await reader.get("/octo-org/closed")).status).toBe(401);
  expect((await maintainer.get("/octo-org/closed")).status).toBe(200);
  await redis.redis.del(...(await redis.redis.keys("egress:1:sessions-ended:*")));
});
