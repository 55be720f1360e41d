import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';

const JSON_LOG = new URL('./dist/json-log.js', import.meta.url).href;

/** A process that logs to this stderr, says on stdout that it is still well, and ends. */
function startLogger(lines: number, stderr: 'pipe' | number) {
  const script = `
    import { createJsonLog } from ${JSON.stringify(JSON_LOG)};
    const log = createJsonLog();
    for (let line = 0; line < ${lines}; line += 1) log({ level: 'info', event: 'line', line, fill: 'x'.repeat(200) });
    process.stdin.once('end', () => log({ level: 'info', event: 'last' })).resume();
    console.log('well');
  `;
  return spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['pipe', 'pipe', stderr] });
}

describe('the log of a process', () => {
  test('waits for no reader: what is too much is left out and counted, the rest comes whole and in order', async () => {
    const child = startLogger(20_000, 'pipe');
    const { stdin, stdout, stderr } = child;
    if (stdin === null || stdout === null || stderr === null) throw new Error('the process has no pipes');
    // Nobody reads stderr until the process has said that it goes on.
    await once(stdout, 'data');
    const read = text(stderr.once('data', () => stdin.end()));
    const written = (await read).trimEnd().split('\n');
    const entries = written.map((line) => JSON.parse(line) as { event: string; line?: number; count?: number });
    const lines = entries.flatMap(({ line }) => line ?? []);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
    const lost = entries.reduce((sum, { count = 0 }) => sum + count, 0);
    expect(lost).toBeGreaterThan(0);
    expect(lines.length + lost).toBe(20_000);
    expect(entries.at(-1)?.event).toBe('last');
  });

  test('a full disk neither stops the process nor keeps it from ending', async () => {
    const full = openSync('/dev/full', 'w');
    const child = startLogger(100, full);
    child.stdin?.end();
    closeSync(full);
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
  });

  test('a reader that is gone neither stops the process nor keeps it from ending', async () => {
    const child = startLogger(5_000, 'pipe');
    child.stderr?.destroy();
    child.stdin?.end();
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
  });
});
