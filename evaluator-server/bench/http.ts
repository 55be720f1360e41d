import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { BENCH_CONTEXT } from './bench-snapshot.ts';
import { measureLoad, postRequest, type Target } from './load.ts';
import { type Latencies, measureOpenLoop } from './open-loop.ts';
import { BENCH_KEY, type ServeMessage } from './protocol.ts';

/**
 * Requests per second of the evaluation routes as a share of bare node:http answering a fixed JSON to a POST, in
 * the same run: servers in processes of their own, 64 connections, interleaved rounds, each compared with the bare one just before it;
 * the median counts. Then how long answers take when requests come at half of the rate that was reached,
 * whether or not the answers do, in as many interleaved rounds; bare node:http shows what of that is the machine. About 50 seconds.
 */
const ROUNDS = 5;
const ROUND_MS = 900;
const WARM_UP_MS = 900;
const OPEN_LOOP_MS = 1_000;

/** Half of saturation: what a server should be run at. */
const LOAD = 0.5;

/** @see anchors: the goals that the project set itself before it was written */
const GOAL_P99_MS = 10;

interface Measured {
  readonly title: string;
  /** The least share of bare node:http. */
  readonly goal: number;
  readonly target: Target;
  readonly child: ChildProcess;
  /** Whether its latencies are measured too. */
  readonly isTimed: boolean;
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
const context = JSON.stringify({ context: BENCH_CONTEXT });
const route = (title: string, goal: number, request: Buffer, isTimed: boolean): Measured => ({
  ...{ title, goal, target: { port: ours.port, request }, child: ours.child, isTimed, rates: [], costs: [] },
});
const floor: Measured = {
  ...route('bare node:http', 1, one, false),
  target: { port: bare.port, request: one },
  child: bare.child,
};
const routes: readonly Measured[] = [
  route('POST /v1/evaluate', 0.75, one, true),
  route('POST /v1/evaluate/all, 60 flags', 0.45, postRequest('/v1/evaluate/all', BENCH_KEY, context), true),
  // As much as the list above, longer texts, and a sealed ticket for each answer: a sixth of its time.
  route('POST /ofrep/v1/.../flags, 60 flags', 0.3, postRequest('/ofrep/v1/evaluate/flags', BENCH_KEY, context), true),
  route('POST /ofrep/v1/.../{key}', 0.75, postRequest('/ofrep/v1/evaluate/flags/flag-03', BENCH_KEY, context), false),
];

for (const { target } of [floor, ...routes]) await measureLoad(target, WARM_UP_MS);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const measured of [floor, ...routes]) await measureRound(measured);
}

console.log('HTTP: share of bare node:http (higher is better)');
for (const { title, goal, rates, costs } of routes) {
  // By requests, as the goal is put; by processor time, which neighbours on the machine disturb less.
  const byRate = median(rates.map((rate, round) => rate / (floor.rates[round] ?? Number.NaN)));
  const byCost = median(costs.map((cost, round) => (floor.costs[round] ?? Number.NaN) / cost));
  console.log(
    `  ${title.padEnd(34)} ${byRate.toFixed(2)} by requests, ${byCost.toFixed(2)} by processor time (goal ${goal})`,
  );
}

const timed = [floor, ...routes.filter(({ isTimed }) => isTimed)].map(({ title, target, rates }) => ({
  ...{ title, target, rate: Math.round(median(rates) * LOAD) },
  measured: [] as Latencies[],
}));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const { target, rate, measured } of timed) measured.push(await measureOpenLoop(target, rate, OPEN_LOOP_MS));
}
console.log(`Latency at half of saturation, open loop, P99 wanted under ${GOAL_P99_MS} ms`);
for (const { title, rate, measured } of timed) {
  const ms = (read: (latencies: Latencies) => number): string => `${median(measured.map(read)).toFixed(2)} ms`;
  const times = `P50 ${ms(({ p50 }) => p50)}, P99 ${ms(({ p99 }) => p99)}, P99.9 ${ms(({ p999 }) => p999)}`;
  console.log(`  ${title.padEnd(34)} ${times} at ${rate}/s`);
}
bare.child.disconnect();
ours.child.disconnect();
