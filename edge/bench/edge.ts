/**
 * Measures the built function in njs, the engine of the runtime: the median of many calls against a handler that does nothing, and
 * the P99 of a call. The store answers from memory, so that reads cost only their parsing.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Snapshot } from '@flagforge/sdk/engine';
import { functionCode } from '../build/index.ts';
import { packSnapshot, placeKeys, pointerValue } from '../pack/index.ts';
import { TYPICAL_SEGMENTS, typicalFlags } from './typical-flags.ts';

const PLACE = { organization: 'acme', project: 'bench', environment: 'production' };
const KEY = 'ff_client_bench';
const CALLS = 2_000;
/** A call takes at most so many times as long as one that does nothing. */
const SCENARIOS = [
  { name: 'edge, one flag', flags: 1, goal: 250 },
  { name: 'edge, ten flags', flags: 10, goal: 1_500 },
];

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const flags = typicalFlags(1_000);
const snapshot: Snapshot = {
  ...{ ...PLACE, format: 1, compiler: 'bench', version: 1, commit: null, contentHash: '', hash: '', unit: ['userId'] },
  ...{ overrides: 'denied', instants: [], flags, segments: TYPICAL_SEGMENTS, groups: [], overlays: [] },
};
const packed = packSnapshot(snapshot, { sha256 });
const entries = new Map(packed.pages);
entries.set(placeKeys(PLACE).pointer, pointerValue(packed, [{ hash: sha256(KEY) }]).value);

const context = {
  userId: 'u-7',
  country: 'US',
  email: 'kim@shop.example',
  appVersion: '4.3.1',
  platform: 'ios',
  orders: 2,
};
const eventOf = (keys: readonly string[]): object => ({
  viewer: { ip: '203.0.113.7' },
  request: {
    ...{ method: 'GET', uri: '/v1/evaluate', cookies: {}, querystring: { flagKey: { value: keys.join() } } },
    headers: {
      'x-api-key': { value: KEY },
      'x-flagforge-context': { value: Buffer.from(JSON.stringify(context)).toString('base64url') },
    },
  },
});

const STORE = `
const entries = ${JSON.stringify(Object.fromEntries(entries))};
const kvs = { get: async (key) => { const value = entries[key]; if (value === undefined) throw new Error('no'); return JSON.parse(value); } };
export default { kvs: () => kvs };
`;
const HARNESS = `
async function nothing(event) { return event.request; }
async function measure(name, run, text) {
  for (let i = 0; i < ${CALLS}; i += 1) {
    const event = JSON.parse(text);
    console.time(name);
    await run(event);
    console.timeEnd(name);
  }
}
`;

/** Times of the calls of each name, in ms, ascending. */
function timesIn(output: string): Map<string, number[]> {
  const times = new Map<string, number[]>();
  for (const [, name = '', value = '', unit] of output.matchAll(/^(\w+): ([\d.]+)(ms|us|s)$/gm)) {
    const ms = Number(value) * (unit === 'us' ? 0.001 : unit === 's' ? 1_000 : 1);
    times.set(name, [...(times.get(name) ?? []), ms]);
  }
  for (const list of times.values()) list.sort((a, b) => a - b);
  return times;
}

const folder = mkdtempSync(join(tmpdir(), 'flagforge-edge-bench-'));
try {
  writeFileSync(join(folder, 'cloudfront'), STORE);
  const runs = SCENARIOS.map(({ flags: count }, i) => {
    const keys = flags.slice(100, 100 + count).map(({ key }) => key);
    return `await measure('s${i}', handler, ${JSON.stringify(JSON.stringify(eventOf(keys)))});`;
  });
  const all = `async function all() { await measure('floor', nothing, '{"request":{}}'); ${runs.join(' ')} }\nall();`;
  writeFileSync(join(folder, 'main.js'), `${functionCode({ place: PLACE })}\n${HARNESS}${all}`);
  const run = spawnSync('njs', ['-p', folder, join(folder, 'main.js')], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.error !== undefined || run.status !== 0)
    throw new Error(`njs: ${run.error?.message ?? run.stdout + run.stderr}`);
  const times = timesIn(run.stdout);
  const at = (name: string, share: number): number => {
    const list = times.get(name) ?? [];
    return list[Math.floor(list.length * share)] ?? Number.NaN;
  };
  process.stdout.write('the function at the edge, in njs, against a handler that does nothing (less is better)\n');
  SCENARIOS.forEach(({ name, goal }, i) => {
    const ratio = at(`s${i}`, 0.5) / at('floor', 0.5);
    process.stdout.write(`  ${name}   ${ratio.toFixed(2)}x   goal ${goal}x\n`);
    process.stdout.write(`  ${name}: P99 ${at(`s${i}`, 0.99).toFixed(3)} ms\n`);
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
