/** A repository as the webhook named it. The id stays when it is renamed; names may be out of date. */
export interface Repository {
  readonly installationId: number;
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
}
