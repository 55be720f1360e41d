/** What is said to move, against what the real engine answers. */
import { type Condition, createEvaluator, type Evaluator, type Snapshot } from '@flagforge/sdk/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffProjects } from '../diff-projects.ts';
import type { Movement } from '../project-diff.ts';
import { createSide, type Sides } from '../side.ts';
import { CONFIG, type Files, NOW, stateOf } from '../testing/project-pair.ts';
import { attributes, projectPair, UNITS } from '../testing/random-projects.ts';
import { openSegments } from './resolve-condition.ts';
import { createFlows } from './situation-flows.ts';
import { createMemory, mayHappen, type Situation, situationsAt } from './situations.ts';

const compile = (files: Files) => stateOf({ ...files, 'flagforge.yaml': CONFIG + (files['flagforge.yaml'] ?? '') });

const snapshotOf = (files: Files): Snapshot => {
  const snapshot = compile(files).snapshots.get('production');
  if (snapshot === undefined) throw new Error('there is a production');
  return snapshot;
};

/** Before, between and after what the projects schedule and compare now with. */
const INSTANTS = ['2026-11-24', '2026-12-03', '2026-12-04', '2026-12-05', '2026-12-06', '2027-01-01'].map(Date.parse);

const isAt = ({ since, until }: Movement, at: number): boolean => (since ?? 0) <= at && (until === null || at < until);

describe('what is said to move', () => {
  test('is all that moves: whoever the engine answers otherwise has a movement, at that time and by those variants', () => {
    fc.assert(
      fc.property(projectPair, attributes, fc.nat(1_000), ({ before, after }, given, first) => {
        const diff = diffProjects(compile(before), compile(after), { now: NOW });
        const affected = diff.environments[0]?.affected ?? [];
        const [old, now] = [createEvaluator(snapshotOf(before)), createEvaluator(snapshotOf(after))];
        const units = [...UNITS, ...Array.from({ length: 20 }, (_, index) => `unit-${first + index}`)];
        for (const unit of units) {
          const context = { ...given, userId: unit, accountId: `acc-${unit}` };
          for (const at of INSTANTS) {
            for (const key of ['a', 'b', 'c']) {
              const [was, is] = [variantOf(old, key, context, at), variantOf(now, key, context, at)];
              if (was === is) continue;
              const movements = affected.find(({ flag }) => flag === key)?.movements ?? [];
              const fitting = movements.filter((each) => isAt(each, at) && each.from === was && each.to === is);
              expect(fitting, `${key} of ${unit} at ${new Date(at).toISOString()}`).not.toEqual([]);
            }
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    ['with every prerequisite looked into', true],
    ['with those left alone that do not move', false],
  ])('is what the engine counts, %s: of each unit one pair of cases holds, with its shares', (_, isDeep) => {
    fc.assert(
      fc.property(projectPair, attributes, fc.constantFrom(...INSTANTS), ({ before, after }, given, at) => {
        const states = [compile(before), compile(after)] as const;
        const [oldSnapshot, newSnapshot] = [snapshotOf(before), snapshotOf(after)];
        const sides = { before: createSide(oldSnapshot), after: createSide(newSnapshot) };
        const affected = diffProjects(...states, { now: at }).environments[0]?.affected ?? [];
        const moving = affected.filter(({ movements }) => movements.length > 0).map(({ flag }) => flag);
        const question = {
          sides,
          open: openSegments(sides),
          moved: new Set(isDeep ? ['a', 'b', 'c'] : moving),
          now: at,
          memory: createMemory(),
        };
        const situations = situationsAt('a', at, question).filter(({ listed }) => listed === null);
        const evaluators = { before: createEvaluator(oldSnapshot), after: createEvaluator(newSnapshot) };
        const groups = new Map<string, { situation: Situation; answers: string[] }>();
        for (let index = 0; index < COUNT; index += 1) {
          const context = { ...given, userId: `unit-${index}`, accountId: `account-${index}` };
          const answer = (flag: string, which: keyof Sides) => variantOf(evaluators[which], flag, context, at);
          const prerequisites = ['b', 'c'].flatMap((flag) => [answer(flag, 'before'), answer(flag, 'after')]).join();
          const group = groups.get(prerequisites) ?? {
            situation: onlyOne(situations, given, at, newSnapshot, answer),
            answers: [],
          };
          groups.set(prerequisites, group);
          group.answers.push(`${answer('a', 'before')} ${answer('a', 'after')}`);
        }
        const flowsOf = createFlows(sides);
        for (const situation of new Set([...groups.values()].map((group) => group.situation))) {
          expect(mayHappen(situation, question.memory)).toBe(true);
          const answers = [...groups.values()]
            .filter((group) => group.situation === situation)
            .flatMap((group) => group.answers);
          const shares = new Map(flowsOf(situation).map(({ from, to, share }) => [`${from} ${to}`, share]));
          for (const key of new Set([...answers, ...shares.keys()])) {
            const counted = answers.filter((answer) => answer === key).length / answers.length;
            const share = shares.get(key) ?? 0;
            const spread = Math.sqrt((share * (1 - share)) / answers.length);
            const least = 6 * spread + 2 / answers.length;
            expect(Math.abs(counted - share), `${key}: ${counted} counted, ${share} said`).toBeLessThan(least);
          }
        }
      }),
      { numRuns: 80 },
    );
  });
});

const COUNT = 3_000;

type Answer = (flag: string, which: keyof Sides) => string | null;

const variantOf = (evaluator: Evaluator, flag: string, context: object, at: number): string | null => {
  const result = evaluator.evaluate(flag, context, at);
  return 'variant' in result ? (result.variant ?? null) : null;
};

/** The situation whose conditions hold: the cases of each side exclude one another, and one of them is there. */
function onlyOne(
  situations: readonly Situation[],
  given: object,
  at: number,
  snapshot: Snapshot,
  answer: Answer,
): Situation {
  const holding = situations.filter(({ before, after }) =>
    [...before.given, ...after.given].every((condition) => holds(condition, given, at, snapshot, answer)),
  );
  expect(holding).toHaveLength(1);
  const [situation] = holding;
  if (situation === undefined) throw new Error('one holds');
  return situation;
}

/** Whether a condition holds, by the engine itself, for a unit that no list names. */
function holds(condition: Condition, given: object, at: number, snapshot: Snapshot, answer: Answer): boolean {
  const resolved = withoutStandIns(condition, answer);
  if (typeof resolved === 'boolean') return resolved;
  const flag = {
    ...{ key: 'probe', type: 'boolean' as const, off: 'off', enabled: true },
    variants: [
      { name: 'on', value: true },
      { name: 'off', value: false },
    ],
    rules: [{ if: resolved, serve: 'on' }],
  };
  const evaluator = createEvaluator({ ...snapshot, flags: [flag] });
  return variantOf(evaluator, 'probe', { ...given, userId: 'nobody' }, at) === 'on';
}

/** Names that no segment has stand for prerequisites, or for lists. */
function withoutStandIns(condition: Condition, answer: Answer): Condition | boolean {
  if ('of' in condition) {
    const parts = condition.of.map((part) => withoutStandIns(part, answer));
    if (condition.op === 'not')
      return typeof parts[0] === 'boolean' ? !parts[0] : { op: 'not', of: parts as Condition[] };
    const decisive = condition.op === 'or';
    if (parts.includes(decisive)) return decisive;
    const left = parts.filter((part): part is Condition => typeof part !== 'boolean');
    return left.length === 0 ? !decisive : { op: condition.op, of: left };
  }
  if (condition.op !== 'segment' || !condition.name.includes(' ')) return condition;
  const [flag = '', verb, variant, which] = condition.name.split(' ');
  return verb === 'serves' && answer(flag, which === 'after' ? 'after' : 'before') === variant;
}
