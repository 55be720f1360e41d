/** What each reviewer thinks of a change by now. */
import type { Review } from '../forge/forge.ts';
import type { Persons } from './persons.ts';

/** One person's last word. */
export interface Verdict {
  /** null: nobody can tell who that was. */
  readonly person: string | null;
  readonly review: Review;
  /** Other identities under which the same person approved the same commit. */
  readonly others: readonly Review[];
}

/**
 * The last word of each person, in the order in which they were spoken. Comments change nothing.
 * @param reviews oldest first.
 */
export function lastVerdicts(reviews: readonly Review[], persons: Persons): readonly Verdict[] {
  const last = new Map<string, Review>();
  const unknown: Verdict[] = [];
  for (const review of reviews) {
    if (review.verdict === 'commented') continue;
    const { identity } = review.by;
    if (identity === null) {
      unknown.push({ person: null, review, others: [] });
      continue;
    }
    // A later word comes last.
    const key = persons.keyOf(identity);
    last.delete(key);
    last.set(key, review);
  }
  const known = [...last].map(([person, review]): Verdict => {
    return { person, review, others: otherNames(review, person, reviews, persons) };
  });
  return [...unknown, ...known];
}

function otherNames(last: Review, person: string, reviews: readonly Review[], persons: Persons): readonly Review[] {
  if (last.verdict !== 'approved') return [];
  const byIdentity = new Map<string, Review>();
  for (const review of reviews) {
    const { identity } = review.by;
    const isSame = identity !== null && persons.keyOf(identity) === person && identity !== last.by.identity;
    if (isSame && review.verdict === 'approved' && review.commit === last.commit) byIdentity.set(identity, review);
  }
  return [...byIdentity.values()];
}
