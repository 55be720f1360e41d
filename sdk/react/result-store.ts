import type { CoreClient, FlagResult, Results } from '../web/client.ts';

/** Results of some flags, in the order of their keys. */
export type Found = readonly (FlagResult | undefined)[];

/** What React asks of what is outside of it. */
export interface ResultStore {
  subscribe(onChange: () => void): () => void;
  /** The results as they stand: the same list until one of them changes. */
  now(): Found;
  /** What the server rendered with. */
  first(): Found;
}

/** The results of these flags, and of no other one. */
export function createResultStore(client: CoreClient, keys: readonly string[], { flags }: Results): ResultStore {
  let last: Found = [];
  const first = keys.map((key) => (Object.hasOwn(flags, key) ? flags[key] : undefined));
  return {
    subscribe: (onChange) =>
      client.on((change) => {
        if (change.keys.some((key) => keys.includes(key))) onChange();
      }),
    now: () => {
      const found = keys.map((key) => client.peek(key));
      if (last.length !== found.length || found.some((result, index) => result !== last[index])) last = found;
      return last;
    },
    first: () => first,
  };
}
