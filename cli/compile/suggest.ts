/** "Did you mean": the candidate that a mistyped name most plausibly stands for. */

/** Names longer than this are never typing slips of each other; it bounds the work per candidate. */
const MAX_NAME_LENGTH = 100;

/** Candidates looked at; a project with more flags than this still gets an answer in bounded time. */
const MAX_CANDIDATES = 20_000;

/**
 * Finds the candidate closest to `given`: letters swapped, left out, doubled or mistyped, another case,
 * another separator (`new_cart` for `new-cart`), or a beginning (or a last step after a dot) that only one
 * candidate has.
 *
 * Exact equality is no suggestion. Ties go to the candidate that shares more of its beginning, then to the
 * first one by code unit, so the answer does not depend on the order of `candidates`.
 *
 * @returns undefined when nothing is near enough to be worth saying (more than about a third of the letters differ).
 */
export function suggestName(given: string, candidates: Iterable<string>): string | undefined {
  if (given === '' || given.length > MAX_NAME_LENGTH) return undefined;
  const wanted = fold(given);
  const limit = wanted.length <= 2 ? 1 : wanted.length <= 5 ? 2 : Math.floor(wanted.length / 3) + 1;
  let best: string | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  let bestPrefix = -1;
  let completion: string | undefined;
  let completions = 0;
  let seen = 0;
  for (const candidate of candidates) {
    seen += 1;
    if (seen > MAX_CANDIDATES) break;
    if (candidate === given || candidate === '' || candidate.length > MAX_NAME_LENGTH) continue;
    const folded = fold(candidate);
    const completes = folded.startsWith(wanted) || folded.endsWith(`.${wanted}`);
    if (wanted.length >= 3 && folded.length > wanted.length && completes) {
      completions += candidate === completion ? 0 : 1;
      completion = candidate;
    }
    if (Math.abs(folded.length - wanted.length) > limit) continue;
    const cost = distance(wanted, folded, limit);
    // A short name must keep at least one letter in its place: "on" is no slip for "if".
    if (cost > limit || cost >= Math.max(wanted.length, folded.length)) continue;
    const prefix = sharedPrefix(wanted, folded);
    const nearer = cost < bestCost || (cost === bestCost && prefix > bestPrefix);
    const sameButFirst = cost === bestCost && prefix === bestPrefix && best !== undefined && candidate < best;
    if (nearer || sameButFirst) {
      best = candidate;
      bestCost = cost;
      bestPrefix = prefix;
    }
  }
  if (best !== undefined && (bestCost <= 1 || completions !== 1)) return best;
  return completions === 1 ? completion : best;
}

/** Case and separators are what people misremember most; both cost nothing. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '-');
}

function sharedPrefix(left: string, right: string): number {
  const end = Math.min(left.length, right.length);
  let at = 0;
  while (at < end && left.charCodeAt(at) === right.charCodeAt(at)) at += 1;
  return at;
}

/** Optimal string alignment distance (a swap of neighbours counts 1); gives up above `limit`. */
function distance(left: string, right: string, limit: number): number {
  const width = right.length + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: width }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current: number[] = [row];
    let smallest = row;
    for (let column = 1; column < width; column += 1) {
      const same = left.charCodeAt(row - 1) === right.charCodeAt(column - 1);
      let cost = Math.min(
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
      );
      const swapped =
        row > 1 &&
        column > 1 &&
        left.charCodeAt(row - 1) === right.charCodeAt(column - 2) &&
        left.charCodeAt(row - 2) === right.charCodeAt(column - 1);
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
      smallest = Math.min(smallest, cost);
    }
    if (smallest > limit) return limit + 1;
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? limit + 1;
}
