/**
 * Measures the engine against a hand-written floor and prints the ratio of each scenario beside its goal: never an
 * absolute time, which says more about the machine than about the code. Both give the same answers, which is
 * checked first.
 *
 * Each scenario runs in processes of its own, as what the host's compiler learns from one would slow the next; and in
 * several, as it does not always compile the same way. The median counts.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createEvaluator } from '../engine/index.ts';
import { createFloor } from './floor.ts';
import { measureRatio, median } from './ratio.ts';
import { KINDS, type Kind, snapshotOf, USERS, type User } from './workload.ts';

const NOW = Date.UTC(2026, 0, 1);
const PROCESSES = 5;

interface Scenario {
  readonly name: string;
  readonly what: string;
  readonly goal: number;
  /** null: a thousand flags of all kinds at once. */
  readonly kind: Kind | null;
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'S1', what: 'no rules', goal: 1.5, kind: 'plain' },
  { name: 'S2', what: 'five rules of two conditions', goal: 0.85, kind: 'targeted' },
  { name: 'S3', what: '25 % rollout', goal: 1.5, kind: 'rollout' },
  { name: 'S4', what: 'segment and four variants', goal: 1.25, kind: 'variant' },
  { name: 'S5', what: 'all of 1,000 flags', goal: 0.5, kind: null },
];

function check(name: string, ours: unknown, theirs: unknown): void {
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) throw new Error(`${name}: engine and floor disagree`);
}

/** One flag of a snapshot that holds one of each kind. */
function measureOne(kind: Kind): number {
  const flags = KINDS.map((each) => [each, each] as const);
  const evaluator = createEvaluator(snapshotOf(flags));
  const floor = createFloor(flags);
  const ours = (user: User): unknown => {
    const result = evaluator.evaluate(kind, user, NOW);
    return result.reason === 'error' ? undefined : result.value;
  };
  const theirs = (user: User): unknown => floor.one(kind, user);
  for (const user of USERS) check(kind, ours(user), theirs(user));
  return measureRatio(ours, theirs, USERS);
}

function measureAll(): number {
  const flags = Array.from({ length: 1000 }, (_, i) => [`flag-${i}`, KINDS[i & 3] as Kind] as const);
  const evaluator = createEvaluator(snapshotOf(flags));
  const floor = createFloor(flags);
  const ours = (user: User): unknown => {
    const values: Record<string, unknown> = {};
    const results = evaluator.evaluateAll(user, NOW);
    for (let i = 0; i < results.length; i++) {
      const result = results[i];
      if (result !== undefined && result.reason !== 'error') values[result.flagKey] = result.value;
    }
    return values;
  };
  for (const user of USERS.slice(0, 8)) check('all', ours(user), floor.all(user));
  return measureRatio(ours, floor.all, USERS);
}

function ratioInProcess(name: string): number {
  const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), name], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`${name}: ${child.stderr}`);
  return Number(child.stdout);
}

function printTable(): void {
  process.stdout.write('engine, time against a hand-written floor (less is better)\n');
  for (const { name, what, goal } of SCENARIOS) {
    const ratio = median(Array.from({ length: PROCESSES }, () => ratioInProcess(name)));
    const verdict = ratio <= goal ? 'met' : 'MISSED';
    process.stdout.write(
      `  ${name}  ${what.padEnd(30)} ${ratio.toFixed(2).padStart(6)}x   goal ${goal.toFixed(2)}x   ${verdict}\n`,
    );
  }
}

const asked = SCENARIOS.find(({ name }) => name === process.argv[2]);
if (asked === undefined) printTable();
else process.stdout.write(`${asked.kind === null ? measureAll() : measureOne(asked.kind)}\n`);
