/**
 * How deep each of `count` things stands above what it depends on: 0 for what depends on nothing, -1 for what
 * stands on or above a cycle. Iterative, so that no chain is too long for the stack.
 *
 * `dependenciesOf(i)` lists numbers in [0, count), possibly twice.
 */
export function dependencyDepths(count: number, dependenciesOf: (i: number) => readonly number[]): number[] {
  const depths: number[] = [];
  const open: number[] = [];
  const dependants: number[][] = [];
  for (let i = 0; i < count; i += 1) {
    depths.push(-1);
    dependants.push([]);
  }
  const ready: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const dependencies = dependenciesOf(i);
    open.push(dependencies.length);
    if (dependencies.length === 0) ready.push(i);
    for (let k = 0; k < dependencies.length; k += 1) (dependants[dependencies[k] as number] as number[]).push(i);
  }
  const reached: number[] = [];
  for (let i = 0; i < count; i += 1) reached.push(0);
  for (let next = 0; next < ready.length; next += 1) {
    const i = ready[next] as number;
    const depth = reached[i] as number;
    depths[i] = depth;
    const above = dependants[i] as number[];
    for (let k = 0; k < above.length; k += 1) {
      const j = above[k] as number;
      if ((reached[j] as number) <= depth) reached[j] = depth + 1;
      open[j] = (open[j] as number) - 1;
      if (open[j] === 0) ready.push(j);
    }
  }
  return depths;
}
