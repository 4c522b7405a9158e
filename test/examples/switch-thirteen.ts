import {
  addRepository,
  branch,
  github,
  path,
  run,
  store,
  teach,
  workflow,
} from "../features/propose/propose-setup.ts";
import type { Run } from "../support/baseline-builder.ts";
import type { Example } from "./example.ts";
import { showCheck, showPull } from "./show.ts";
import { botLogin, onPullRequests, said, spread, teachFrom } from "./world.ts";

const job = "docker-compose-tests";
const called = (step: string, process: string, ...hosts: readonly string[]): Run["endpoints"] =>
  hosts.map((host) => ({ host, steps: [step], processes: [process] }));

/** What every run calls: nothing that is flagged, but for GitHub and npm. */
const always = [
  ...(called(
    "Start the services",
    "dockerd",
    "auth.docker.io",
    "registry-1.docker.io",
    "production.cloudflare.docker.com",
  ) ?? []),
  ...(called("Set up Python", "python3", "pypi.org", "files.pythonhosted.org") ?? []),
  ...(called("Set up Go", "go", "proxy.golang.org", "sum.golang.org") ?? []),
  ...(called("Scan the images", "trivy", "mirror.gcr.io") ?? []),
  ...(called("Checkout", "git-remote-http", "github.com") ?? []),
  ...(called("Install", "npm", "registry.npmjs.org") ?? []),
];

export const thirteen: readonly Example[] = [
  {
    name: "pull-request-block-13-endpoints",
    what: "Pull request: block egress in a job with 13 endpoints",
    when: "A job is ready that called 13 endpoints, of which 5 are flagged. The pull request's own run was held to the list.",
    async write() {
      const repository = addRepository(onPullRequests(workflow(job, "lint", "docs", "publish")));
      const runs = spread(110, (index) => ({
        day: index * 0.5,
        endpoints: [
          ...always,
          ...(index === 3 ? (called("Run end-to-end tests", "node", "cdn.playwright.dev") ?? []) : []),
          ...(index % 3 === 0 ? (called("Build", "java", "repo.maven.apache.org") ?? []) : []),
          ...(called("Set up the system", "apt-get", "archive.ubuntu.com") ?? []),
          { host: "api.github.com", implicit: true },
          { host: "time.example.org", port: 123 },
        ],
        resolvedOnly: ["looked-up.example.net"],
      }));
      await teach(repository, job, runs);
      await teach(
        repository,
        "lint",
        spread(4, () => ({ calls: ["pypi.org"] })),
      );
      await teach(
        repository,
        "publish",
        spread(24, () => ({ steps: [] })),
      );
      await store.decisions.decideJob(repository.id, path, "docs", { kind: "ignore", ...said });
      const { pullRequest } = await run(repository);
      const [pull] = repository.pulls();
      github.addRun({
        repository,
        path,
        id: 7_001,
        headBranch: branch,
        headSha: pull?.pull.headSha ?? "",
        event: "pull_request",
        actor: botLogin,
        jobs: [],
      });
      const recorded: Run = { endpoints: always, enforcement: { state: "enforced" }, day: 59, runId: 7_001 };
      await teachFrom("trial", repository, job, [recorded]);
      await run(repository);
      return [...showPull(repository, pullRequest ?? 0), ...showCheck(repository)];
    },
  },
];
