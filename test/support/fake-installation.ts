import { Probot } from "probot";
import type { Octokit } from "../../src/adapters/github/client/octokit.ts";
import type { Repository } from "../../src/domain/run/repository.ts";
import { createFakeGitHub, type FakeGitHub } from "../fake-github/fake-github.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import type { RepositoryOptions } from "../fake-github/seed.ts";

/** A fake GitHub with an App that is installed on one repository, and the App's client. */
export interface FakeInstallation {
  readonly github: FakeGitHub;
  readonly octokit: Octokit;
  readonly installationId: number;
  /** Adds a repository `octo-org/NAME` to the installation. */
  addRepository(name: string, files: RepositoryOptions["files"]): FakeRepository;
  /** The repository as tasks name it. */
  describe(repository: FakeRepository): Repository;
}

export async function startFakeInstallation(): Promise<FakeInstallation> {
  const github = await createFakeGitHub();
  const app = github.addApp({
    id: 17,
    slug: "egress-bot",
    permissions: { metadata: "read", actions: "read", contents: "read" },
  });
  const { id: installationId } = github.addInstallation({ appId: app.id, account: "octo-org" });
  const probot = new Probot({
    appId: app.id,
    privateKey: app.privateKey,
    secret: app.webhookSecret,
    baseUrl: github.baseUrl,
    logLevel: "fatal",
  });
  const octokit = await probot.auth(installationId);
  return {
    github,
    octokit,
    installationId,
    addRepository: (name, files) => github.addRepository({ owner: "octo-org", name, installationId, files }),
    describe: ({ id, owner, name, state }) => ({
      installationId,
      id,
      owner,
      name,
      defaultBranch: state.defaultBranch,
    }),
  };
}
