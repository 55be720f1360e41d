import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionCode } from '@flagforge/edge/build';
import type { Place } from '../../target.ts';
import { type EdgeAnswer, edgeRequest } from './edge-reader.ts';

const STORE_MODULE = `
const kvs = { get: async (key, options) => {
  const value = globalThis.entries[key];
  if (value === undefined) throw new Error('KeyNotFound');
  return JSON.parse(value);
} };
export default { kvs: () => kvs };
`;

const CALL = `
async function call() {
  const result = await handler(globalThis.event);
  console.log(JSON.stringify(result.statusCode === undefined ? null : result.body));
}
call().catch((error) => { console.log('FAILED ' + error); });
`;

/** The same as `readEdge` in njs, the engine that CloudFront runs. */
export function readEdgeInNjs(
  entries: ReadonlyMap<string, string>,
  place: Place,
  flags: readonly string[],
  key: string,
): EdgeAnswer | null {
  const folder = mkdtempSync(join(tmpdir(), 'flagforge-njs-'));
  try {
    writeFileSync(join(folder, 'cloudfront'), STORE_MODULE);
    const file = join(folder, 'main.js');
    const given = `globalThis.entries = ${JSON.stringify(Object.fromEntries(entries))};
globalThis.event = ${JSON.stringify(edgeRequest(flags, key))};`;
    // Imports must come first, and the function begins with its own.
    writeFileSync(file, `${functionCode({ place })}\n${given}\n${CALL}`);
    const { error, stdout, stderr, status } = spawnSync('njs', ['-p', folder, file], { encoding: 'utf8' });
    if (error !== undefined) throw error;
    if (status !== 0 || stdout.startsWith('FAILED')) throw new Error(`njs: ${stdout}${stderr}`);
    const body = JSON.parse(stdout) as string | null;
    return body === null ? null : (JSON.parse(body) as EdgeAnswer);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
