import type { Flag, Snapshot } from '@flagforge/sdk/engine';
import { benchSnapshot } from '../bench-snapshot.ts';
import type { Edition } from './messages.ts';

/** The flags that change. */
export const CHANGING_FLAGS = ['flag-00', 'flag-02'] as const;

/** Each change undoes the one before. */
function flagOf(flag: Flag, { everybody, few }: Edition): Flag {
  const [forAll, forFew] = CHANGING_FLAGS;
  if (flag.key === forAll) return { ...flag, default: { serve: everybody % 2 === 0 ? 'on' : 'off' } } as Flag;
  if (flag.key !== forFew) return flag;
  const on = few % 2 === 0 ? 0 : 1_000;
  const weights = [['on', on] as const, ['off', 100_000 - on] as const];
  return { ...flag, default: { rollout: { unit: ['userId'], salt: 'few', weights } } } as Flag;
}

/** The snapshot of an edition. Its hashes name the version, because nobody checks them in memory. */
export function snapshotOf(edition: Edition): Snapshot {
  const plain = benchSnapshot();
  const hash = edition.version.toString(16).padStart(64, '0');
  const flags = plain.flags.map((flag) => flagOf(flag, edition));
  return { ...plain, version: edition.version, hash, contentHash: hash, flags };
}
