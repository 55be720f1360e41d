import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { endProcesses } from './end-processes.ts';

const NEVER_MS = 3_600_000;
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process that is ready for signals. @param onTerm what it does on SIGTERM. */
async function start(onTerm: string): Promise<ChildProcess> {
  const script = `process.on('SIGTERM', () => {${onTerm}}); setInterval(() => {}, 1000); console.log('ready')`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

test('those that end by themselves are waited for, and those that have ended are not', async () => {
  const [one, two] = await Promise.all([start('process.exit(0)'), start('process.exit(5)')]);
  two.kill('SIGTERM');
  await once(two, 'exit');
  expect(await endProcesses([one, two], NEVER_MS)).toEqual([]);
  expect([one.exitCode, two.exitCode]).toEqual([0, 5]);
});

test('one that does not end, and one that is stopped, are killed', async () => {
  const [deaf, stopped, well] = await Promise.all([start(''), start(''), start('process.exit(0)')]);
  stopped.kill('SIGSTOP');
  const killed = await endProcesses([deaf, stopped, well], 1_000);
  expect([...killed].sort()).toEqual([deaf.pid, stopped.pid].sort());
  expect([deaf.signalCode, stopped.signalCode, well.exitCode]).toEqual(['SIGKILL', 'SIGKILL', 0]);
});
