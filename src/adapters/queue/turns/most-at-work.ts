/** How many tasks of a kind may be at work at the same time, in all processes together. */
export interface Most {
  readonly ofInstallation: number;
  readonly ofRepository: number;
}

/** So many processes may work on one installation alone. With all its kinds that is about as many calls at once as GitHub allows: 100. */
const processes = 4;

/** `concurrency` is how many one process works on at the same time. */
export function mostAtWork({ concurrency }: { readonly concurrency: number }): Most {
  return { ofInstallation: processes * concurrency, ofRepository: concurrency };
}
