import type { Redis } from "ioredis";
import { type Answers, createAnswers } from "./answers.ts";
import { type Baselines, createBaselines } from "./baselines.ts";
import { forgetRepository } from "./forget.ts";
import { createForgotten, type Forgotten } from "./forgotten.ts";
import { createOutcomes, type Outcomes } from "./outcomes.ts";
import { createProposals, type Proposals } from "./proposals.ts";
import { createWorkflowTexts, type WorkflowTexts } from "./workflow-texts.ts";

/** All that the bot remembers. GitHub's own state (branches, pull requests) is read from GitHub, not from here. */
export interface Store {
  readonly baselines: Baselines;
  readonly outcomes: Outcomes;
  readonly workflowTexts: WorkflowTexts;
  readonly proposals: Proposals;
  readonly answers: Answers;
  readonly forgotten: Forgotten;
  /** Deletes everything about a repository. */
  forgetRepository(repositoryId: number): Promise<void>;
}

/** Opens the store on a connection, which stays the caller's to close. */
export function openStore(redis: Redis): Store {
  return {
    baselines: createBaselines(redis),
    outcomes: createOutcomes(redis),
    workflowTexts: createWorkflowTexts(redis),
    proposals: createProposals(redis),
    answers: createAnswers(redis),
    forgotten: createForgotten(redis),
    forgetRepository: (repositoryId) => forgetRepository(redis, repositoryId),
  };
}
