import {
  parseWorkflowFile,
  readableFile,
  type WorkflowFile,
} from "../../src/domain/workflow/workflow-file.ts";

/** Parses a workflow file that can be read. */
export function readWorkflowFile(text: string): WorkflowFile {
  const file = readableFile(parseWorkflowFile(text));
  if (file === null) throw new Error("the workflow file cannot be read");
  return file;
}
