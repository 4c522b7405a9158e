/** A try of GitHub's to send a webhook. */
export interface DeliveryTry {
  readonly id: number;
  /** The same for all tries at one event. */
  readonly guid: string;
  /** Whether somebody had it sent again. */
  readonly isAgain: boolean;
  readonly wasTaken: boolean;
}

/**
 * Chooses the webhooks that are to be sent again, the oldest first, by the numbers of their first tries: those that nobody took. What was sent again
 * already and was not taken either is left alone, as it never will be.
 */
export function chooseDeliveries(tries: readonly DeliveryTry[]): readonly number[] {
  const settled = new Set(
    tries.filter(({ isAgain, wasTaken }) => isAgain || wasTaken).map(({ guid }) => guid),
  );
  const missed = new Map<string, number>();
  for (const { id, guid } of tries)
    if (!settled.has(guid)) missed.set(guid, Math.min(id, missed.get(guid) ?? id));
  return [...missed.values()].sort((a, b) => a - b);
}
