import type { KeyValueStore } from '@flagforge/edge/store';

/** How a call ends that fails: nothing was done, or it was done and the caller heard no answer. */
export type Ending = 'undone' | 'done';

/** What a caller sees who was cut off. */
export class CutOff extends Error {}

/** A store of which one call fails, and all that come after it: its caller is gone. @param number from 1, over all calls. */
export function failingStore(store: KeyValueStore, number: number, ending: Ending): KeyValueStore {
  let calls = 0;
  const cut = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    calls += 1;
    if (calls > number || (calls === number && ending === 'undone')) throw new CutOff();
    const result = await work();
    if (calls === number) throw new CutOff();
    return result;
  };
  return {
    address: store.address,
    describe: () => cut(() => store.describe()),
    list: () => cut(() => store.list()),
    get: (key) => cut(() => store.get(key)),
    update: (update) => cut(() => store.update(update)),
  };
}
