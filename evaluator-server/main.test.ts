import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyRecord } from './keys/key.ts';
import type { LogEntry } from './log.ts';
import { SERVER_KEY } from './testing/serve.ts';
import { shopSnapshot } from './testing/shop-snapshot.ts';

const MAIN = fileURLToPath(new URL('./dist/main.js', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagforge-main-'));
  await writeFile(join(folder, 'production.json'), JSON.stringify(shopSnapshot()));
  const keys = [keyRecord(SERVER_KEY, { environment: 'production' })];
  await writeFile(join(folder, 'hashes'), JSON.stringify({ keys }));
});
afterAll(() => rm(folder, { recursive: true }));

function start(settings: Record<string, string>): ChildProcess {
  const env = { PATH: process.env.PATH ?? '', ...settings };
  return spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

function settings(port: number): Record<string, string> {
  return {
    FLAGFORGE_HOST: '127.0.0.1',
    FLAGFORGE_WORKERS: '1',
    FLAGFORGE_PORT: String(port),
    FLAGFORGE_SNAPSHOTS: folder,
    FLAGFORGE_KEYS: join(folder, 'hashes'),
  };
}

/** The log of a process as far as the entry of this name. */
async function logUntil(child: ChildProcess, event: string): Promise<LogEntry> {
  if (child.stderr === null) throw new Error('the process has no stderr');
  for await (const line of createInterface(child.stderr)) {
    const entry = JSON.parse(line) as LogEntry;
    if (entry.event === event) return entry;
  }
  throw new Error(`the process ended without ${event}`);
}

describe('the server as a process', () => {
  test('serves the files it is told of, and ends with 0 on SIGTERM', async () => {
    const child = start(settings(0));
    const { port } = await logUntil(child, 'listening');
    const response = await fetch(`http://127.0.0.1:${port}/v1/evaluate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SERVER_KEY}` },
      body: '{"flagKey":"local","context":{}}',
    });
    expect(response.status).toBe(200);

    const second = start(settings(Number(port)));
    expect(await logUntil(second, 'not_listening')).toMatchObject({ problem: 'the port is in use' });
    if (second.exitCode === null) await once(second, 'exit');
    expect(second.exitCode).toBe(3);

    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
  });

  test('says everything that is wrong with its settings and ends with 2', async () => {
    const child = start({ FLAGFORGE_PORT: 'http' });
    let text = '';
    child.stderr?.on('data', (chunk) => {
      text += chunk;
    });
    await once(child, 'close');
    expect(child.exitCode).toBe(2);
    expect(text.trim().split('\n')).toHaveLength(3);
    expect(text).not.toContain(' at ');
  });
});
