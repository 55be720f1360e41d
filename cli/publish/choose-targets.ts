import { codedError } from '../coded-error.ts';
import { usageError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Target } from '../targets/target.ts';

/** What `--target` takes, and the target that each word means. */
const NAMES: Readonly<Record<string, Target['name']>> = { redis: 'redis', edge: 'edge', kvs: 'edge' };

/** Where each target's address comes from. */
const SETTINGS: Readonly<Record<string, string>> = { redis: 'REDIS_URL', edge: 'FLAGFORGE_KVS_ARN' };

/** For completion and for messages. */
export const TARGET_WORDS: readonly string[] = Object.keys(NAMES);

/** @throws CommandError (2) for a word that means no target. */
export function checkTargetWords(words: readonly string[] | undefined): void {
  const wrong = words?.find((word) => !Object.hasOwn(NAMES, word));
  if (wrong !== undefined)
    throw usageError(`--target ${JSON.stringify(wrong)} is no target`, `one of: ${TARGET_WORDS.join(', ')}`);
}

/**
 * The targets that are named, in their own order; all of them where none is. The bus of a running `flagforge dev` is always
 * among them.
 * @throws CommandError (2, FF3188) for one that is not set up here.
 */
export function chooseTargets(targets: readonly Target[], words: readonly string[] | undefined): readonly Target[] {
  if (words === undefined) return targets;
  for (const word of words) {
    const name = NAMES[word];
    if (name !== undefined && !targets.some((target) => target.name === name))
      throw codedError(EXIT.usage, 'FF3188', { target: word, setting: SETTINGS[name] ?? '' });
  }
  return targets.filter(({ name }) => name === 'bus' || words.some((word) => NAMES[word] === name));
}
