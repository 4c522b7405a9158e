import { path, run, teach, workflow } from "../features/propose/propose-setup.ts";
import type { Example } from "./example.ts";
import {
  denyUnresolved,
  inFiles,
  mergeStored,
  openStored,
  passQuarter,
  refuse,
  returnToAudit,
  withStore,
} from "./policy-store.ts";
import { showIssues } from "./show.ts";
import { spread } from "./world.ts";

const asking = workflow("build", "test").replaceAll(
  "egress-policy: audit",
  "egress-policy: audit\n          use-policy-store: true\n          api-key: ${{ secrets.STEP }}",
);

export const policyIssues: readonly Example[] = [
  {
    name: "issue-policy-repair",
    what: "Issue: a stored policy should allow what it refused",
    when: "The policy of a job refused it what it needs.",
    write: withStore(async (world) => {
      await mergeStored(world);
      await refuse(world, "b.example.com", "evil.example.net");
      return showIssues(world.repository);
    }),
  },
  {
    name: "issue-policy-switch",
    what: "Issue: make a policy for a whole workflow",
    when: "Every job of a file asks for the workflow's policy, and all of them are ready.",
    write: withStore(
      async ({ repository }) => {
        await teach(
          repository,
          "test",
          spread(24, () => ({ calls: ["t.example.com"] })),
        );
        await openStored(repository);
        return showIssues(repository);
      },
      { files: { [path]: asking } },
    ),
  },
  {
    name: "issue-policy-return",
    what: "Issue: a stored policy should only record",
    when: "Somebody commented `/egress audit JOB` on a job whose policy is in the store.",
    write: withStore(async (world) => {
      await mergeStored(world);
      await returnToAudit(world);
      await run(world.repository);
      return showIssues(world.repository);
    }),
  },
  {
    name: "issue-policy-remove-unused",
    what: "Issue: a stored policy should lose what is not used any more",
    when: "No run called an entry of a stored policy for 90 days and 50 complete runs.",
    write: withStore(async (world) => {
      await mergeStored(world, ["a.example.com", "old.example.com"]);
      await passQuarter(world);
      await run(world.repository);
      return showIssues(world.repository);
    }),
  },
  {
    name: "issue-policy-remove-denied",
    what: "Issue: a stored policy should lose what somebody denied",
    when: "An entry of a stored policy does not resolve, so that nothing was blocked, and somebody commented `/egress deny`.",
    write: withStore(async (world) => {
      await mergeStored(world, ["a.example.com", "old.example.com"]);
      await denyUnresolved(world, "old.example.com");
      await run(world.repository);
      return showIssues(world.repository);
    }),
  },
  {
    name: "issue-policy-gone",
    what: "Issue: a stored policy is gone",
    when: "The file names a policy that the store does not have any more.",
    write: withStore(async (world) => {
      await mergeStored(world);
      await world.remove();
      await run(world.repository);
      return showIssues(world.repository);
    }),
  },
  {
    name: "issue-policy-edited",
    what: "Issue: somebody changed a stored policy",
    when: "The bot wants to write a policy that somebody edited since the bot wrote it.",
    write: withStore(async (world) => {
      await openStored(world.repository);
      world.edit("theirs.example.com:443");
      await run(world.repository);
      return showIssues(world.repository);
    }),
  },
  {
    name: "issue-policy-settled-inline",
    what: "Comment: the lists are kept in the workflow files now",
    when: "The settings change to `mode: inline` while an issue about a policy is open. The comment closes it.",
    write: withStore(async (world) => {
      await mergeStored(world);
      await refuse(world, "b.example.com");
      world.repository.commitFiles("main", inFiles, { author: "mona", message: "Keep lists in files" });
      await run(world.repository);
      return showIssues(world.repository).slice(3);
    }),
  },
  {
    name: "command-apply",
    what: "Answers to `/egress apply`",
    when: "Somebody comments `/egress apply`: before and after somebody else changed the policy, and where it does not belong.",
    write: withStore(async (world) => {
      await mergeStored(world);
      await refuse(world, "b.example.com");
      const { number = 0 } =
        [...world.repository.state.issues.values()].find(({ pull }) => pull === null) ?? {};
      world.edit("a.example.com:443", "theirs.example.com:443");
      const { number: other } = world.repository.openIssue("mona", "Hello");
      const elsewhere = await world.apply(other);
      const changed = await world.apply(number);
      const applied = await world.apply(number);
      return [
        ...elsewhere,
        ...changed,
        ...applied,
        ...(await world.apply(other)),
        ...showIssues(world.repository).slice(3),
      ];
    }),
  },
  {
    name: "command-apply-nothing",
    what: "Answer to `/egress apply` when there is nothing to write",
    when: "Somebody has written the very change to the store before `/egress apply`.",
    write: withStore(async (world) => {
      await mergeStored(world);
      await refuse(world, "b.example.com");
      const { number = 0 } =
        [...world.repository.state.issues.values()].find(({ pull }) => pull === null) ?? {};
      world.edit("a.example.com:443", "b.example.com:443");
      return world.apply(number);
    }),
  },
];
