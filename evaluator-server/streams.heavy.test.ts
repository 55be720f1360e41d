/** `npm run bench streams` with all of its 100,000 clients: no times are judged here, only that nobody lost anything. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const BENCH = fileURLToPath(new URL('dist/bench/streams.js', import.meta.url));
const STREAMS = process.env['FLAGFORGE_STREAMS'] ?? '100000';

test(`${STREAMS} clients hear what concerns them, in its order, and nothing else`, async () => {
  const bench = spawn(process.execPath, [BENCH, '--streams', STREAMS], { stdio: ['ignore', 'pipe', 'inherit'] });
  let table = '';
  bench.stdout.on('data', (chunk: Buffer) => {
    table += chunk.toString();
  });
  const [code] = (await once(bench, 'close')) as [number | null];
  process.stdout.write(table);
  expect(code).toBe(0);
  expect(table).toContain('0 clients heard what did not concern them');
});
