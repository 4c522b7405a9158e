/** What each metric says, by its name, for whoever runs the bot. */
export const metricHelp = {
  egress_webhooks_total: "Webhooks by event and result",
  egress_last_webhook_timestamp_seconds:
    "When the last signed webhook came to this process, or the process started",
  egress_task_tries_total: "Tries of tasks by kind and result",
  egress_task_seconds: "How long a try of a task took",
  egress_missed_tasks_total:
    "Tasks of which no webhook had told when a sweep found them, by kind and by why it looked: gap, day, empty, asked",
  egress_last_heartbeat_timestamp_seconds: "When any process last said that it listens to GitHub",
  egress_lock_losses_total: "Tasks that this process lost its hold on",
  egress_jobs_read_total: "Jobs of runs by what came of reading them",
  egress_proposals_total: "Looks at proposals by what was done",
  egress_github_calls_total: "Calls to GitHub by method and status",
  egress_github_budget_left_ratio:
    "The least share of the calls of this hour that an installation has left, by the size of its limit",
  egress_guarded_jobs: "Guarded jobs of all repositories by how they stand",
  egress_queue_tasks: "Tasks by kind and state: due, active, delayed",
  egress_queue_oldest_due_seconds: "For how long the oldest task that is due has waited, by kind",
  egress_dead_letters: "Tasks that were given up, by kind",
} as const satisfies Readonly<Record<string, string>>;
