/** The repository with the number 5 of tasks.ts, as a webhook names it. */
export const payloadRepository = {
  id: 5,
  name: "repository-5",
  full_name: "octo-org/repository-5",
  owner: { login: "octo-org" },
  default_branch: "main",
};

/** As much of a payload as a test is about; the rest of what GitHub sends is not looked at. */
export function eventOf<Payload>(parts: Readonly<Record<string, unknown>>): Payload {
  return { installation: { id: 1 }, repository: payloadRepository, ...parts } as Payload;
}
