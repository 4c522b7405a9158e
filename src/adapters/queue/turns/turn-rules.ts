/** Whose task may be begun. Queues are named by what their keys begin with. */
export interface TurnRules {
  /** How many tasks of an installation may be at work at the same time, in all processes together. */
  readonly mostOfInstallation: number;
  readonly mostOfRepository: number;
  /** Of an installation of which a task waits in one of these queues, none is begun. */
  readonly makesWayFor: readonly string[];
  /** The queues that make way for this one. */
  readonly letsWait: readonly string[];
}
