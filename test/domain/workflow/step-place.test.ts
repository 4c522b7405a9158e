import { describe, expect, test } from "vitest";
import { placeOf, type StepPlace } from "../../../src/domain/workflow/step-place.ts";

const push = new Set(["push", "pull_request"]);

describe("where a step can run", () => {
  test.each<[unknown, StepPlace]>([
    [null, "default-branch"],
    ["always()", "default-branch"],
    ["github.ref == 'refs/heads/main'", "default-branch"],
    ["github.event_name != 'pull_request'", "default-branch"],
    ["steps.x.outputs.publish == 'true'", "default-branch"],
    ["contains(github.ref, 'refs/tags/')", "default-branch"],
    ["github.event.pull_request.head.repo.fork == false", "default-branch"],
    ["!github.event.pull_request.draft", "default-branch"],
    ["github.event_name == 'push' && github.ref_name == 'main'", "default-branch"],
    ["${{ github.event_name == 'pull_request' }}", "pull-requests"],
    ["github.event_name == 'pull_request' && steps.x.outputs.y", "pull-requests"],
    ["github.event.pull_request", "pull-requests"],
    ["github.event.pull_request.head.repo.full_name == github.repository", "pull-requests"],
    ["github.head_ref != ''", "pull-requests"],
    ["startsWith(github.ref, 'refs/pull/')", "pull-requests"],
    ["startsWith(github.ref, 'refs/tags/')", "tags"],
    ["startsWith(github.ref, 'refs/tags/v') && github.repository == 'a/b'", "tags"],
    ["github.ref_type == 'tag'", "tags"],
    ["runner.debug == '1'", "debug-logging"],
    ["runner.debug", "debug-logging"],
    ["github.event_name == 'issue_comment'", "elsewhere"],
    ["github.event_name == 'schedule'", "elsewhere"],
    ["github.repository == null", "elsewhere"],
  ])("with the condition %j is %s", (condition, expected) => expect(placeOf(condition, push)).toBe(expected));

  test("is wherever a caller may come from", () => {
    expect(placeOf("github.event_name == 'schedule'", null)).toBe("default-branch");
    expect(placeOf("startsWith(github.ref, 'refs/tags/')", null)).toBe("default-branch");
    expect(placeOf("github.event_name == 'pull_request'", null)).toBe("pull-requests");
  });

  test("is learned of a tag's run where a release starts it", () => {
    const triggers = new Set(["push", "release"]);
    expect(placeOf("startsWith(github.ref, 'refs/tags/')", triggers)).toBe("default-branch");
    expect(placeOf("github.event_name == 'release'", triggers)).toBe("default-branch");
  });

  test.each(["startsWith(", "a.b.c[", "github.event.pull_request.labels.*.name", "(((", "x == == y"])(
    "with the condition %j, which is not understood, is anywhere",
    (condition) => expect(placeOf(condition, push)).not.toBe("elsewhere"),
  );
});
