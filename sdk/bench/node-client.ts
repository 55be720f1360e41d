/**
 * Measures a read of the Node client, counted as in production: against the engine asked directly in the same run, and
 * against a microsecond. What a client adds to the engine is its clock, the type of the value and the count.
 */
import { createHash } from 'node:crypto';
import { createEvaluator, type Snapshot } from '../engine/index.ts';
import { createClient } from '../node/index.ts';
import { canonicalJson } from '../snapshot/index.ts';
import { measureRatio, median } from './ratio.ts';
import { KINDS, type Kind, snapshotOf, USERS, type User } from './workload.ts';

const NAMES: Readonly<Record<Kind, string>> = {
  plain: 'without rules',
  targeted: 'five rules of two conditions',
  rollout: 'a 25 % rollout',
  variant: 'a segment and four variants',
};
/** How much longer than the engine alone: beside a flag without rules, which is a look-up, a clock is much. */
const GOALS: Readonly<Record<Kind, number>> = { plain: 6, targeted: 1.3, rollout: 2, variant: 1.75 };
const ROUNDS = 51;
const CALLS = 4_096;

const sha256 = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** A whole one, with hashes that hold: the client takes no other one from a stream. */
function published(workload: unknown): Snapshot {
  const envelope = {
    compiler: 'bench',
    organization: 'acme',
    project: 'bench',
    environment: 'production',
    commit: null,
  };
  const rest = { overrides: 'denied', instants: [], segments: [], groups: [], overlays: [], ...(workload as object) };
  const snapshot = { ...envelope, ...rest, version: 1 } as unknown as Snapshot;
  const { format, organization, project, environment, unit, overrides, instants, flags, segments, groups } = snapshot;
  const content = { format, organization, project, environment, unit, overrides, instants, flags, segments, groups };
  const contentHash = sha256(content);
  return { ...snapshot, contentHash, hash: sha256({ contentHash, overlays: snapshot.overlays }) };
}

const snapshot = published(snapshotOf(KINDS.map((kind) => [kind, kind] as const)));
const event = `id: 1.aa-0\nevent: put\ndata: ${JSON.stringify(snapshot)}\n\n`;
const client = createClient({
  url: 'http://evaluator.test',
  key: 'ff_server_bench',
  fetch: async () =>
    new Response(
      new ReadableStream({
        start: (stream) => stream.enqueue(new TextEncoder().encode(event)),
      }),
    ),
});
if (!(await client.ready())) throw new Error('the client took no snapshot');
const evaluator = createEvaluator(snapshot);

/** Median time of one call, as a share of a microsecond. */
function microseconds(run: (user: User) => unknown): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = process.hrtime.bigint();
    for (let call = 0; call < CALLS; call += 1) run(USERS[call % USERS.length] as User);
    return Number(process.hrtime.bigint() - start) / CALLS / 1_000;
  });
  return median(rounds);
}

console.log('node: a counted read of the client (less is better)');
const row = (name: string, ratio: number, goal: number): void =>
  console.log(`  ${name.padEnd(58)} ${ratio.toFixed(2)}x   goal ${goal.toFixed(2)}x`);
for (const kind of KINDS) {
  const ours = (user: User): unknown => client.json(kind, null, user as never) ?? false;
  const theirs = (user: User): unknown => evaluator.evaluate(kind, user, 0);
  row(`read, ${NAMES[kind]}, against the engine`, measureRatio(ours, theirs, USERS), GOALS[kind]);
  row(`read, ${NAMES[kind]}, against 1 µs`, microseconds(ours), 1);
}
process.exit(0);
