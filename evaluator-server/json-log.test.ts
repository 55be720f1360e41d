import { openSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createJsonLog } from './json-log.ts';
import { SERVER_KEY } from './testing/serve.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagforge-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What was logged into this file, once there are so many lines. */
async function linesOf(file: string, count: number): Promise<readonly Record<string, unknown>[]> {
  const text = await vi.waitFor(async () => {
    const written = await readFile(file, 'utf8');
    expect(written.split('\n')).toHaveLength(count + 1);
    return written;
  });
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('each entry is a line of JSON with its time, level and process', async () => {
  const file = join(folder, 'log');
  const log = createJsonLog(openSync(file, 'a'));
  log({ level: 'info', event: 'listening', host: '::', port: 8_080 });
  log({ level: 'warn', event: 'unknown_conditions', environment: 'production', count: 2, hidden: null });
  log({ level: 'error', event: 'failed', text: 'two\nlines and "quotes"' });
  const [first, second, third] = await linesOf(file, 3);
  expect(first).toEqual({
    level: 'info',
    time: expect.any(String),
    pid: process.pid,
    event: 'listening',
    host: '::',
    port: 8_080,
  });
  expect(new Date(String(first?.time)).toISOString()).toBe(first?.time);
  expect(second).toMatchObject({ level: 'warn', count: 2, hidden: null });
  expect(third).toMatchObject({ level: 'error', text: 'two\nlines and "quotes"' });
});

test('a key that an entry should hold after all is masked, and what is long is cut', async () => {
  const file = join(folder, 'log');
  const log = createJsonLog(openSync(file, 'a'));
  log({ level: 'info', event: 'test', text: `Bearer ${SERVER_KEY}, ff_client_x.y-z`, long: 'x'.repeat(5_000) });
  log({ level: 'info', event: 'test', text: `${'x'.repeat(990)}${SERVER_KEY}` });
  const [first, second] = await linesOf(file, 2);
  expect(first?.text).toBe('Bearer ff_server_***, ff_client_***');
  expect(String(first?.long)).toHaveLength(1_003);
  expect(String(second?.text)).not.toContain('ff_server_t');
});

test('that nothing can be written ends nothing', async () => {
  await writeFile(join(folder, 'log'), '');
  // Open for reading only: each write fails.
  const log = createJsonLog(openSync(join(folder, 'log'), 'r'));
  for (let line = 0; line < 100; line += 1) log({ level: 'info', event: 'test', line });
  // Failing to write is told to nobody, a turn of the event loop later at the earliest.
  await new Promise((resolve) => setImmediate(resolve));
  log({ level: 'info', event: 'test' });
});
