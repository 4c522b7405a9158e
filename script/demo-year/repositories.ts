import { guardAction } from "../../test/support/guarded-job.ts";

/** What a job calls. */
export interface CalledHost {
  readonly host: string;
  readonly process: string;
  /** The second of the job in which it does: below 100 while installing, above while testing. */
  readonly after: number;
  /** In how many of all runs. */
  readonly share: number;
  /** Days after the year began. */
  readonly from?: number;
  readonly until?: number;
}

/** A made-up repository with one workflow file. */
export interface DemoRepository {
  readonly name: string;
  readonly file: string;
  readonly isPrivate: boolean;
  /** Days after the year began of the first run, and between two runs. */
  readonly since: number;
  readonly every: number;
  readonly jobs: Readonly<Record<string, readonly CalledHost[]>>;
}

const npm: CalledHost = { host: "registry.npmjs.org", process: "npm", after: 25, share: 1 };
const git: CalledHost = { host: "github.com", process: "git-remote-https", after: 18, share: 1 };
const releases: CalledHost = {
  host: "release-assets.githubusercontent.com",
  process: "node",
  after: 40,
  share: 0.7,
};

/** Nobody knows what it is for. */
export const strangeHost = "collect.metrics-cdn.example";

export const demoRepositories: readonly DemoRepository[] = [
  {
    name: "shop",
    file: "ci.yml",
    isPrivate: false,
    since: 0,
    every: 2.2,
    jobs: {
      build: [
        git,
        npm,
        releases,
        { host: "nodejs.org", process: "node", after: 45, share: 0.9 },
        { host: "sum.golang.org", process: "go", after: 60, share: 0.9, from: 215 },
        // In the end somebody's package sends something away.
        { host: strangeHost, process: "node", after: 70, share: 1, from: 348 },
      ],
      e2e: [
        git,
        npm,
        { host: "cdn.playwright.dev", process: "node", after: 50, share: 0.8 },
        { host: "api.shop.example.com", process: "chrome", after: 130, share: 1 },
      ],
    },
  },
  {
    name: "docs",
    file: "publish.yml",
    isPrivate: false,
    since: 20,
    every: 5,
    jobs: { publish: [git, { host: "fonts.gstatic.com", process: "node", after: 50, share: 1 }] },
  },
  {
    name: "payments",
    file: "ci.yml",
    isPrivate: false,
    since: 330,
    every: 2,
    jobs: { unit: [git, npm, { host: "proxy.golang.org", process: "go", after: 45, share: 1 }] },
  },
];

/** A workflow whose jobs are watched in audit mode. */
export function workflowText({ jobs }: DemoRepository): string {
  const texts = Object.keys(jobs).map(
    (id) => `  ${id}:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${guardAction}
        with:
          egress-policy: audit
      - uses: actions/checkout@v6
      - name: Install
        run: npm ci
      - name: Test
        run: npm test
`,
  );
  return `name: CI\non: [push, pull_request]\n\njobs:\n${texts.join("")}`;
}
