import { renderPage } from "../../../domain/text/pages/render-page.ts";
import { readJobPage } from "../../../features/insights/read-job-page.ts";
import { readOwnerPage } from "../../../features/insights/read-owner-page.ts";
import { readRepositoryPage } from "../../../features/insights/read-repository-page.ts";
import { readRunPage } from "../../../features/insights/read-run-page.ts";
import { packageRoot } from "../../../shared/package-root.ts";
import type { PageParts } from "./page-parts.ts";

/** The pages as people see them. */
export const realParts: PageParts = {
  readJobPage,
  readRunPage,
  readRepositoryPage,
  readOwnerPage,
  assetsFolder: `${packageRoot}views/assets`,
  renderPage,
};
