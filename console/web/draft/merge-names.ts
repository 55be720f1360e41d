/** A list of names as both want it: what either put in is in it, what either took out is not. Pure. */
export function mergeNames(
  before: readonly string[],
  theirs: readonly string[],
  mine: readonly string[],
): readonly string[] {
  const [was, own] = [new Set(before), new Set(mine)];
  const kept = theirs.filter((name) => own.has(name) || !was.has(name));
  const there = new Set(kept);
  return [...kept, ...mine.filter((name) => !was.has(name) && !there.has(name))];
}
