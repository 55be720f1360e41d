import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffProjects } from './diff-projects.ts';
import { CONFIG, type Files, NOW, stateOf } from './testing/project-pair.ts';
import { projectPair } from './testing/random-projects.ts';

const compile = (files: Files) => stateOf({ ...files, 'flagforge.yaml': CONFIG + (files['flagforge.yaml'] ?? '') });

test('whatever differs is said, in words that name it, with its place, and the same each time', () => {
  fc.assert(
    fc.property(projectPair, ({ before, after }) => {
      const [old, next] = [compile(before), compile(after)];
      const diff = diffProjects(old, next, { now: NOW });
      const [environment] = diff.environments;
      const hashes = [old, next].map(({ snapshots }) => snapshots.get('production')?.contentHash);
      const isSame = hashes[0] === hashes[1];
      expect(environment?.isChanged).toBe(!isSame);
      const lines = environment?.items.flatMap((item) => item.lines) ?? [];
      // A segment that no flag names on either side is not served, and only its file differs.
      if (!isSame) expect(lines).not.toEqual([]);
      for (const { text, place } of lines) {
        expect(text).not.toMatch(/^changed$|undefined|null|\[object/);
        expect(place?.line).toBeGreaterThan(0);
      }
      const words = environment?.affected.flatMap((flag) => flag.words) ?? [];
      for (const sentence of words) expect(sentence).not.toMatch(/undefined|null|NaN|\[object|both|first|second/);
      const again = diffProjects(
        { ...old, files: [...old.files].reverse() },
        { ...next, files: [...next.files].reverse() },
        { now: NOW },
      );
      expect(JSON.stringify(again)).toBe(JSON.stringify(diff));
    }),
    { numRuns: 150 },
  );
});

test('shares lie over 0 to 1, and what begins later ends later', () => {
  fc.assert(
    fc.property(projectPair, ({ before, after }) => {
      const diff = diffProjects(compile(before), compile(after), { now: NOW });
      for (const { movements } of diff.environments[0]?.affected ?? []) {
        for (const { share, since, until } of movements) {
          expect(share).toBeGreaterThan(0);
          expect(share).toBeLessThanOrEqual(1);
          if (since !== null) expect(since).toBeGreaterThan(NOW);
          if (until !== null) expect(until).toBeGreaterThan(since ?? NOW);
        }
      }
    }),
    { numRuns: 100 },
  );
});
