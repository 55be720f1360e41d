import type { ClientOptions, Results } from './client.ts';

/** Results of former visits. A storage that is blocked, full or broken keeps nothing, and that is all. */
export interface Cache {
  /** What is kept of a context, as JSON; else false or undefined: nothing, or it is too old. */
  read(context: string): Results | false | undefined;
  write(context: string, results: Results): void;
}

type Kept = NonNullable<ClientOptions['storage']>;

/** So many entries are kept at most, so that storage does not grow with each context. */
const SLOTS = 64;
/** The largest prime below 2^36: a digest times the base and a unit of text stays exact in a double. */
const MODULUS = 68_719_476_731;
/** Above every unit of text, so that no two of them make up for one another. */
const BASE = 65_599;

/** 36 bits of a text: the contexts of one browser are not taken for one another. */
function digest(text: string): number {
  let value = 0;
  for (const unit of text) value = (value * BASE + unit.charCodeAt(0)) % MODULUS;
  return value;
}

/**
 * Keeps results beside a digest of what they are for: key and context are not in the storage. A clock that was set back
 * counts as one that ran on.
 */
export function createCache({ url, key, storage, maxAgeMs = 604_800_000 }: ClientOptions): Cache {
  /** Where storage is blocked, or there is no page, asking for it throws; where it is not wanted, using it. */
  const use = <Result>(context: string, act: (kept: Kept, name: string, of: number) => Result) => {
    try {
      const of = digest(url + key + context);
      return act((storage === undefined ? document && localStorage : storage) as Kept, `ff:${of % SLOTS}`, of);
    } catch {
      return undefined;
    }
  };

  return {
    read: (context) =>
      use(context, (kept, name, of) => {
        const found = JSON.parse(kept.getItem(name) as string);
        return found.of === of && Math.abs(Date.now() - found.at) < maxAgeMs && (found.results as Results);
      }),
    write: (context, results) =>
      use(context, (kept, name, of) => kept.setItem(name, JSON.stringify({ of, at: Date.now(), results }))),
  };
}
