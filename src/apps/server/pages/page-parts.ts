import type { JobPage } from "../../../domain/insight/job-page.ts";
import type { OwnerPage } from "../../../domain/insight/owner-page.ts";
import type { RepositoryPage } from "../../../domain/insight/repository-page.ts";
import type { RunPage } from "../../../domain/insight/run-page.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import type { Frame, PageBody } from "../../../domain/text/pages/frame.ts";
import type { OwnerRequest } from "../../../features/insights/read-owner-page.ts";
import type { InsightTools } from "../../../features/insights/tools.ts";

/** What pages show and how they look. A reader gives null where nothing is known; what it gives is the page's JSON. */
export interface PageParts {
  readJobPage(
    tools: InsightTools,
    of: { readonly repository: RepositoryNow; readonly path: string; readonly jobId: string },
    now: number,
  ): Promise<JobPage | null>;
  readRunPage(
    tools: InsightTools,
    of: { readonly repository: RepositoryNow; readonly runId: number },
    now: number,
  ): Promise<RunPage | null>;
  readRepositoryPage(
    tools: InsightTools,
    of: { readonly repository: RepositoryNow },
    now: number,
  ): Promise<RepositoryPage | null>;
  readOwnerPage(tools: Pick<InsightTools, "store">, of: OwnerRequest, now: number): Promise<OwnerPage | null>;
  /** The folder of the files that pages load. */
  readonly assetsFolder: string;
  /** The whole page as HTML. */
  renderPage(frame: Frame, body: PageBody): string;
}
