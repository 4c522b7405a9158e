import { EnvironmentError } from "../../environment/environment-error.ts";
import { useProxy } from "../../environment/use-proxy.ts";
import { UsageError } from "../cli/shared/usage-error.ts";
import { annotate, readInput } from "./runner.ts";

/** The step of `action.yml`: tells what is wrong as an error of the step, and fails then. */
async function main(): Promise<boolean> {
  const { env } = process;
  await useProxy(env);
  const mode = readInput(env, "mode");
  switch (mode) {
    case "check":
      return (await import("./check.ts")).check(env);
    case "survey":
    case "propose":
      await (await import("./survey.ts")).survey(env, mode === "propose");
      return true;
    default:
      throw new UsageError(`the input \`mode\` is ${JSON.stringify(mode)}; it is check, survey or propose`);
  }
}

try {
  if (!(await main())) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof UsageError || error instanceof EnvironmentError)) throw error;
  annotate("error", error.message);
  process.exitCode = 1;
}
