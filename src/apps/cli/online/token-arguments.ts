import { UsageError } from "../shared/usage-error.ts";

/** How many runs per workflow are to be read; null where it is not said. @throws UsageError */
export function readRuns(command: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9][0-9]{0,2}$/.test(text))
    throw new UsageError(`${command}: --runs takes a number from 1 to 999`);
  return Number(text);
}

/** The token of the environment. @throws UsageError without one */
export function readToken(command: string): string {
  const token = process.env.GITHUB_TOKEN || process.env.GH_TOKEN;
  if (!token)
    throw new UsageError(
      `${command}: set GITHUB_TOKEN or GH_TOKEN to a token that may read the repository, as in GH_TOKEN=$(gh auth token)`,
    );
  return token;
}

/** Where GitHub's API is. @throws UsageError */
export function readApiUrl(command: string, text: string | undefined): string {
  const url = text ?? process.env.GITHUB_API_URL ?? "https://api.github.com";
  if (!URL.canParse(url)) {
    const setting = text === undefined ? "GITHUB_API_URL" : "--api-url";
    throw new UsageError(`${command}: ${setting} is no URL such as https://HOST/api/v3`);
  }
  return url.replace(/\/+$/, "");
}
