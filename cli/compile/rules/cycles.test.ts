import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCycles } from './cycles.ts';

const cyclesOf = (links: Record<string, readonly string[]>) =>
  findCycles(Object.keys(links), (name) => links[name] ?? []);

describe('cycles', () => {
  test.each<readonly [string, Record<string, readonly string[]>, readonly (readonly string[])[]]>([
    ['none in a tree', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
    ['a link to itself', { a: ['a'] }, [['a', 'a']]],
    [
      'one, from its smallest name, without what leads to it',
      { z: ['c'], c: ['b'], b: ['a'], a: ['c'] },
      [['a', 'c', 'b', 'a']],
    ],
    [
      'two that are apart',
      { a: ['b'], b: ['a'], c: ['d'], d: ['c'] },
      [
        ['a', 'b', 'a'],
        ['c', 'd', 'c'],
      ],
    ],
    ['one of two that share a name', { a: ['b'], b: ['a', 'c'], c: ['b'] }, [['a', 'b', 'a']]],
    ['links to nowhere are ignored', { a: ['x', 'b'], b: ['y'] }, []],
    [
      'a cycle behind a bridge from another one',
      { a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] },
      [
        ['a', 'b', 'a'],
        ['c', 'd', 'c'],
      ],
    ],
  ])('%s', (_name, links, expected) => {
    expect(cyclesOf(links)).toEqual(expected);
  });

  test('a chain of 20,000 is no problem', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `f${index}`);
    const next = (name: string) => [`f${(Number(name.slice(1)) + 1) % names.length}`];
    expect(findCycles(names, next)[0]).toHaveLength(20_001);
  });

  test('what is reported are cycles, and without their links there is none left', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const graph = fc.array(fc.tuple(name, name), { maxLength: 12 });
    fc.assert(
      fc.property(graph, (edges) => {
        const linksOf = (from: string) => edges.flatMap(([source, target]) => (source === from ? [target] : []));
        const names = [...'abcdef'];
        const cycles = findCycles(names, linksOf);
        for (const cycle of cycles) {
          expect(cycle[0]).toBe(cycle.at(-1));
          for (let at = 0; at + 1 < cycle.length; at += 1) expect(linksOf(cycle[at] ?? '')).toContain(cycle[at + 1]);
        }
        const members = new Set(cycles.flat());
        const rest = names.filter((one) => !members.has(one));
        expect(findCycles(rest, linksOf)).toEqual([]);
      }),
    );
  });
});
