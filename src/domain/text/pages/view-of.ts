import { links } from "../../run/insight-links.ts";
import type { PageBody } from "./frame.ts";
import { pageTitles, problemWords } from "./page-words.ts";
import { viewJob } from "./view-job.ts";
import { queryOf, viewOwner } from "./view-owner.ts";
import { viewRepository } from "./view-repository.ts";
import { viewRun } from "./view-run.ts";

/** One step of the way to a page. */
export interface Crumb {
  readonly name: string;
  readonly href: string;
}

/** What a template shows, and what stands around it. */
export interface View {
  readonly title: string;
  readonly crumbs: readonly Crumb[];
  readonly data: object;
  /** Of the address of the page; absent where it has none. */
  readonly query?: string;
}

/** Prepares a page for its template. */
export function viewOf(body: PageBody): View {
  switch (body.kind) {
    case "job": {
      const { repository, file, job } = body.page;
      return {
        title: `${job} · ${file} · ${repository.owner}/${repository.name}`,
        crumbs: [
          ...crumbsOf(repository),
          { name: `${file} › ${job}`, href: links.job(repository, file, job) },
        ],
        data: viewJob(body.page),
      };
    }
    case "run": {
      const { repository, run } = body.page;
      return {
        title: pageTitles.run(run, `${repository.owner}/${repository.name}`),
        crumbs: [
          ...crumbsOf(repository),
          { name: pageTitles.runName(run), href: links.run(repository, run) },
        ],
        data: viewRun(body.page),
      };
    }
    case "repository": {
      const { repository } = body.page;
      return {
        title: `${repository.owner}/${repository.name}`,
        crumbs: crumbsOf(repository),
        data: viewRepository(body.page),
      };
    }
    case "owner": {
      const { owner } = body.page;
      return {
        title: owner,
        crumbs: [{ name: owner, href: links.owner(owner) }],
        data: viewOwner(body.page),
        query: queryOf(body.page.filter),
      };
    }
    case "welcome":
    case "home":
      return { title: pageTitles[body.kind], crumbs: [], data: body };
    case "not-found":
      return { title: pageTitles["not-found"], crumbs: [], data: body };
    case "problem":
      return { title: pageTitles.problem, crumbs: [], data: problemWords[body.problem] };
  }
}

function crumbsOf({ owner, name }: { readonly owner: string; readonly name: string }): readonly Crumb[] {
  return [
    { name: owner, href: links.owner(owner) },
    { name, href: links.repository({ owner, name }) },
  ];
}
