/** What several evaluators know together of the tickets that were used. */
export interface TicketStore {
  /**
   * Writes down that `owner` has this ticket now.
   * @param isFirstAllowed whether the ticket may still be used for the first time; else it is written down only where
   * it was used before.
   * @param untilMs how long that is worth knowing, in ms, > 0.
   * @returns `unknown`: it was not used before, and may not be used first any more. `away`: nobody could be asked.
   * Never rejects, and answers soon whatever state the store is in.
   */
  take(
    ticket: { readonly id: string; readonly environment: string },
    owner: string,
    isFirstAllowed: boolean,
    untilMs: number,
  ): Promise<'taken' | 'unknown' | 'away'>;
  /** Calls the listener with each ticket that another process took from an owner of this one. There is one listener. */
  onTaken(listener: (id: string, owner: string) => void): void;
  /** Ends connections and timers; never rejects. */
  close(): Promise<void>;
}
