import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findCodeOwners } from "../../../src/domain/run/code-owners.ts";

const ci = ".github/workflows/ci.yml";

describe("the owners of a workflow file", () => {
  test.each<[string, string, readonly string[]]>([
    ["of everything", "* @octo-org/all", ["@octo-org/all"]],
    ["are those of the last line that fits", "* @all\n/.github/ @security\n/docs/ @docs", ["@security"]],
    ["are none where the last line has none", "* @all\n/.github/", []],
    ["are several", "* @one @two @one", ["@one", "@two"]],
    ["leave addresses of mail and what is no login out", "* mail@example.com @-x @a_b @ok @all/", ["@ok"]],
    ["end at a comment", "* @one # @two", ["@one"]],
    ["are not in a comment", "# * @one", []],
    ["of a folder", ".github/ @a", ["@a"]],
    ["of a folder without a slash at its end", ".github @a", ["@a"]],
    ["of a folder of that name anywhere", "workflows/ @a", ["@a"]],
    ["of a folder from the root only", "/workflows/ @a", []],
    ["of a folder within a path from the root only", "github/workflows @a", []],
    ["of a path", ".github/workflows/ci.yml @a", ["@a"]],
    ["of a path from the root", "/.github/workflows/ci.yml @a", ["@a"]],
    ["of a name anywhere", "ci.yml @a", ["@a"]],
    ["of a kind of file", "*.yml @a", ["@a"]],
    ["of another kind of file", "*.js @a", []],
    ["of a kind of file in a folder", ".github/workflows/*.yml @a", ["@a"]],
    ["of the files of a folder only", ".github/* @a", []],
    ["of everything below a folder", ".github/** @a", ["@a"]],
    ["of a name at any depth", "**/ci.yml @a", ["@a"]],
    ["of a folder at any depth", "**/workflows @a", ["@a"]],
    ["of a path with any folders between", ".github/**/ci.yml @a", ["@a"]],
    ["of a name with one other character", "c?.yml @a", ["@a"]],
    ["of a file that is named as a folder", ".github/workflows/ci.yml/ @a", []],
    ["of the beginning of a name", ".github/workflows/ci @a", []],
    ["of what GitHub does not read", "!ci.yml @a\n[c]i.yml @b", []],
    ["of a name with a space", "my\\ ci.yml @a", []],
    ["after lines that end as on Windows", "* @a\r\n*.yml @b\r\n", ["@b"]],
  ])("%s", (_, text, owners) => {
    expect(findCodeOwners(text, ci)).toEqual(owners);
  });

  test("of a name with a space are found by a backslash", () => {
    expect(findCodeOwners("my\\ ci.yml @a", ".github/workflows/my ci.yml")).toEqual(["@a"]);
  });

  test("are at most ten names that GitHub can have, whatever the file says, and are found soon", () => {
    const word = fc.stringMatching(/^[@a-z*?/.\\#[\]! \n-]{0,60}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (parts) => {
        const owners = findCodeOwners(parts.join(" "), ci);
        expect(owners.length).toBeLessThanOrEqual(10);
        for (const one of owners) expect(one).toMatch(/^@[\w-]+(?:\/[\w.-]+)?$/);
      }),
    );
    expect(
      findCodeOwners(
        `${"*a".repeat(900)} @a\n${"**/".repeat(600)}x @b`,
        `.github/workflows/${"a".repeat(200)}.yml`,
      ),
    ).toEqual([]);
  });
});
