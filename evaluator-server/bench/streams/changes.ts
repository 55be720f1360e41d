import type { Flag, Snapshot } from '@flagforge/sdk/engine';
import { benchSnapshot } from '../bench-snapshot.ts';
import type { Change } from './messages.ts';

/** Of each change the second version undoes the first, so that every publish is one. */
function changedFlag(flag: Flag, change: Change, version: number): Flag {
  const isOdd = version % 2 === 1;
  if (change === 'everybody' && flag.key === 'flag-00')
    return { ...flag, default: { serve: isOdd ? 'on' : 'off' } } as Flag;
  if (change === 'one-percent' && flag.key === 'flag-02') {
    const on = isOdd ? 0 : 1_000;
    const weights = [['on', on] as const, ['off', 100_000 - on] as const];
    return { ...flag, default: { rollout: { unit: ['userId'], salt: 'one-percent', weights } } } as Flag;
  }
  return flag;
}

/** The snapshot of a version of the benchmark. Its hashes name the version, because nobody checks them in memory. */
export function snapshotOf(change: Change, version: number): Snapshot {
  const plain = benchSnapshot();
  const hash = version.toString(16).padStart(64, '0');
  const flags = plain.flags.map((flag) => changedFlag(flag, change, version));
  return { ...plain, version, hash, contentHash: hash, flags };
}
