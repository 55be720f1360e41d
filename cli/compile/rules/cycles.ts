/**
 * The cycles of a directed graph, each once and none sharing a node, as closed walks that begin and end with
 * their smallest name: `["a", "b", "a"]`. Linear in the graph for each cycle; links to unknown names are ignored.
 */
export const findCycles = (
  names: readonly string[],
  linksOf: (name: string) => readonly string[],
): readonly (readonly string[])[] => {
  const remaining = new Set(names);
  const cycles: string[][] = [];
  trim(remaining, linksOf);
  for (const start of [...remaining].sort()) {
    while (remaining.has(start)) {
      const walk: string[] = [];
      const place = new Map<string, number>();
      let name: string | undefined = start;
      while (name !== undefined && !place.has(name)) {
        place.set(name, walk.length);
        walk.push(name);
        name = linksOf(name).find((link) => remaining.has(link));
      }
      if (name === undefined) break;
      const cycle = walk.slice(place.get(name) ?? 0);
      cycles.push(fromSmallest(cycle));
      for (const member of cycle) remaining.delete(member);
      trim(remaining, linksOf);
    }
  }
  return cycles.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
};

/** Takes away, until none is left, the names that link to none of the others: they are on no cycle. */
const trim = (remaining: Set<string>, linksOf: (name: string) => readonly string[]): void => {
  const incoming = new Map<string, string[]>();
  const outgoing = new Map<string, number>();
  const ends: string[] = [];
  for (const name of remaining) {
    const links = new Set(linksOf(name).filter((link) => remaining.has(link)));
    outgoing.set(name, links.size);
    if (links.size === 0) ends.push(name);
    for (const link of links) {
      const sources = incoming.get(link);
      if (sources === undefined) incoming.set(link, [name]);
      else sources.push(name);
    }
  }
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    remaining.delete(end);
    for (const name of incoming.get(end) ?? []) {
      const left = (outgoing.get(name) ?? 0) - 1;
      outgoing.set(name, left);
      if (left === 0) ends.push(name);
    }
  }
};

const fromSmallest = (cycle: readonly string[]): string[] => {
  const [smallest = ''] = [...cycle].sort();
  const at = cycle.indexOf(smallest);
  return [...cycle.slice(at), ...cycle.slice(0, at), smallest];
};
