import type { Repository } from '../git/repository.ts';
import { isFullId } from '../git/resolve-commit.ts';

/** Whether a commit is another one or descends from it; null where git has not got both of them. */
export type Descends = (older: string, newer: string) => Promise<boolean | null>;

/** @param repository null: there is none here, and nothing is known. */
export function createLineage(repository: Pick<Repository, 'has' | 'isAncestor'> | null): Descends {
  // The environments of a commit are published one after the other.
  let last = { key: '', answer: Promise.resolve<boolean | null>(null) };
  const ask = async (older: string, newer: string): Promise<boolean | null> => {
    if (repository === null || !isFullId(older) || !isFullId(newer)) return null;
    if (!(await repository.has(older)) || !(await repository.has(newer))) return null;
    return repository.isAncestor(older, newer);
  };
  return (older, newer) => {
    if (older === newer) return Promise.resolve(true);
    const key = `${older} ${newer}`;
    if (last.key !== key) last = { key, answer: ask(older, newer) };
    return last.answer;
  };
}
