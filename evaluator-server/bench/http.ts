import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { BENCH_CONTEXT } from './bench-snapshot.ts';
import { measureLoad, postRequest, type Target } from './load.ts';
import { BENCH_KEY, type ServeMessage } from './protocol.ts';

/**
 * Requests per second of the evaluation routes as a share of bare node:http answering a fixed JSON to a POST, in
 * the same run: servers in processes of their own, each round compared with the bare one just before it, the median counts. About
 * 16 seconds.
 */
const ROUNDS = 9;
const ROUND_MS = 500;
const WARM_UP_MS = 700;

/** @see anchors: the goals that the project set itself before it was written */
const GOALS = { one: 0.75, all: 0.45 } as const;

interface Measured {
  readonly name: 'bare' | 'one' | 'all';
  readonly target: Target;
  readonly child: ChildProcess;
  readonly rates: number[];
  /** Microseconds of the server's processor time for each request. */
  readonly costs: number[];
}

async function messageOf(child: ChildProcess): Promise<ServeMessage> {
  const [message] = (await once(child, 'message')) as [ServeMessage];
  return message;
}

async function startServer(kind: 'bare' | 'flagforge'): Promise<{ child: ChildProcess; port: number }> {
  const serve = import.meta.url.endsWith('.ts') ? './serve.ts' : './serve.js';
  const child = fork(fileURLToPath(new URL(serve, import.meta.url)), [kind]);
  const message = await messageOf(child);
  if (!('port' in message)) throw new Error('the server did not say its port');
  return { child, port: message.port };
}

async function cpuMicros(child: ChildProcess): Promise<number> {
  const answer = messageOf(child);
  child.send('cpu');
  const message = await answer;
  return 'cpuMicros' in message ? message.cpuMicros : Number.NaN;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

async function measureRound(measured: Measured): Promise<void> {
  const before = await cpuMicros(measured.child);
  const rate = await measureLoad(measured.target, ROUND_MS);
  const spent = (await cpuMicros(measured.child)) - before;
  measured.rates.push(rate);
  measured.costs.push(spent / ((rate * ROUND_MS) / 1_000));
}

const bare = await startServer('bare');
const ours = await startServer('flagforge');
const one = postRequest('/v1/evaluate', BENCH_KEY, JSON.stringify({ flagKey: 'flag-03', context: BENCH_CONTEXT }));
const all = postRequest('/v1/evaluate/all', BENCH_KEY, JSON.stringify({ context: BENCH_CONTEXT }));
const floor: Measured = {
  name: 'bare',
  target: { port: bare.port, request: one },
  child: bare.child,
  rates: [],
  costs: [],
};
const routes: readonly Measured[] = [
  { name: 'one', target: { port: ours.port, request: one }, child: ours.child, rates: [], costs: [] },
  { name: 'all', target: { port: ours.port, request: all }, child: ours.child, rates: [], costs: [] },
];

for (const { target } of [floor, ...routes]) await measureLoad(target, WARM_UP_MS);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const measured of [floor, ...routes]) await measureRound(measured);
}
bare.child.disconnect();
ours.child.disconnect();

const titles = { bare: 'bare node:http', one: 'POST /v1/evaluate', all: 'POST /v1/evaluate/all, 60 flags' } as const;
console.log('HTTP: share of bare node:http (higher is better)');
for (const { name, rates, costs } of routes) {
  const goal = name === 'bare' ? 1 : GOALS[name];
  // By requests, as the goal is put; by processor time, which neighbours on the machine disturb less.
  const byRate = median(rates.map((rate, round) => rate / (floor.rates[round] ?? Number.NaN)));
  const byCost = median(costs.map((cost, round) => (floor.costs[round] ?? Number.NaN) / cost));
  console.log(
    `  ${titles[name].padEnd(32)} ${byRate.toFixed(2)} by requests, ${byCost.toFixed(2)} by processor time (goal ${goal})`,
  );
}
