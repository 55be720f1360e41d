/**
 * Measures the engine against a hand-written floor in the same process, in turn, and prints the ratio of each
 * scenario beside its goal: never an absolute time, which says more about the machine than about the code.
 * Both give the same answers, which is checked first.
 */
import { createEvaluator } from '../engine/index.ts';
import { createFloor } from './floor.ts';
import { KINDS, type Kind, snapshotOf, USERS, type User } from './workload.ts';

const NOW = Date.UTC(2026, 0, 1);
const ROUNDS = 15;
const ROUND_MS = 30;

const single: (readonly [string, Kind])[] = KINDS.map((kind) => [kind, kind] as const);
const many = Array.from({ length: 1000 }, (_, i) => [`flag-${i}`, KINDS[i & 3] as Kind] as const);

const evaluator = createEvaluator(snapshotOf(single));
const floor = createFloor(single);
const bulk = createEvaluator(snapshotOf(many));
const bulkFloor = createFloor(many);

function valueOf(key: string, user: User): unknown {
  const result = evaluator.evaluate(key, user, NOW);
  return result.reason === 'error' ? undefined : result.value;
}

function valuesOf(user: User): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const results = bulk.evaluateAll(user, NOW);
  for (let i = 0; i < results.length; i++) {
    const result = results[i];
    if (result !== undefined && result.reason !== 'error') values[result.flagKey] = result.value;
  }
  return values;
}

function check(name: string, ours: unknown, theirs: unknown): void {
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) throw new Error(`${name}: engine and floor disagree`);
}

for (const user of USERS) {
  for (const kind of KINDS) check(kind, valueOf(kind, user), floor.one(kind, user));
}
for (const user of USERS.slice(0, 8)) check('all', valuesOf(user), bulkFloor.all(user));

type Run = (user: User) => unknown;
let sink = 0;

function loop(run: Run, count: number): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < count; i++) if (run(USERS[i & 1023] as User) !== undefined) sink++;
  return Number(process.hrtime.bigint() - start) / count;
}

/** How many calls fill a round, found after enough calls that the compiler has done its work. */
function calibrate(run: Run): number {
  let count = 64;
  while (loop(run, count) * count < ROUND_MS * 1e6) count *= 2;
  return count;
}

/** The median over rounds of ours / floor, each pair measured back to back. */
function ratio(ours: Run, theirs: Run): number {
  const countOurs = calibrate(ours);
  const countTheirs = calibrate(theirs);
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const a = loop(ours, countOurs);
    const b = loop(theirs, countTheirs);
    ratios.push(a / b);
  }
  ratios.sort((a, b) => a - b);
  return ratios[ROUNDS >> 1] as number;
}

const scenarios: readonly (readonly [string, string, number, Run, Run])[] = [
  ['S1', 'no rules', 1.5, (user) => valueOf('plain', user), (user) => floor.one('plain', user)],
  [
    'S2',
    'five rules of two conditions',
    0.85,
    (user) => valueOf('targeted', user),
    (user) => floor.one('targeted', user),
  ],
  ['S3', '25 % rollout', 1.5, (user) => valueOf('rollout', user), (user) => floor.one('rollout', user)],
  ['S4', 'segment and four variants', 1.25, (user) => valueOf('variant', user), (user) => floor.one('variant', user)],
  ['S5', 'all of 1,000 flags', 0.5, valuesOf, (user) => bulkFloor.all(user)],
];

process.stdout.write('engine, time against a hand-written floor (less is better)\n');
for (const [name, what, goal, ours, theirs] of scenarios) {
  const measured = ratio(ours, theirs);
  const verdict = measured <= goal ? 'met' : 'MISSED';
  process.stdout.write(
    `  ${name}  ${what.padEnd(30)} ${measured.toFixed(2).padStart(6)}x   goal ${goal.toFixed(2)}x   ${verdict}\n`,
  );
}
if (sink === 0) throw new Error('nothing was measured');
