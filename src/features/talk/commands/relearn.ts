import { fileNameOf } from "../../../domain/run/file-name.ts";
import type { JobKey } from "../../../domain/run/job-key.ts";
import { render } from "../../../domain/text/render.ts";
import { defineJobCommand } from "../question/define-job-command.ts";

const sources: readonly JobKey["source"][] = ["default-branch", "pull-request", "trial", "untrusted"];

/** Forgets what was learned about a job, and has the runs of its file learned again. What people decided about it stays. */
export const relearn = defineJobCommand({
  name: "relearn",
  help: "forgets what was learned about a job and reads its runs again",
  async run({ path, jobId }, { question: { repository, current }, tools }) {
    for (const source of sources)
      await tools.store.baselines.forget({ repositoryId: repository.id, path, jobId, source });
    await tools.store.runProgress.restart(repository.id);
    const { installationId, id, owner, name } = current;
    await tools.backfill({ repository: { installationId, id, owner, name }, again: path });
    return { reaction: "+1", text: render("relearn", { job: `${fileNameOf(path)}:${jobId}` }) };
  },
});
