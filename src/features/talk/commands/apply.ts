import { defineCommand, readNothing } from "../question/define-command.ts";

/** Writes what an issue shows to the Policy Store. */
export const apply = defineCommand({
  name: "apply",
  usage: "",
  help: "on an issue about the Policy Store, writes what the issue shows",
  read: readNothing,
  mistakes: {},
  async run(_, { question, tools }) {
    const { applyPolicies } = await import("../work/apply-policies.ts");
    return applyPolicies(question, tools);
  },
});
