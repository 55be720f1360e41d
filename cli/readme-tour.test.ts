/**
 * Walks the tour of the README on a copy of the example: applies its edits, runs its commands and compares what they
 * print. In expected output `...` stands for any lines (in JSON: any fields), and a time in ms for any time.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GIT_TEST_ENVIRONMENT } from './testing/git-repository.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const LAUNCHER = join(ROOT, 'cli/flagforge.mjs');
const TOUR = /^## A tour[^\n]*\n([\s\S]*?)^## /m.exec(README)?.[1] ?? '';

interface Block {
  readonly kind: string;
  readonly text: string;
}
const blocks: readonly Block[] = [...TOUR.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, kind = '', text = '']) => ({
  kind,
  text,
}));

/** Without the stores of whoever runs the tests. */
const { DATABASE_URL: _, REDIS_URL: __, ...environment } = process.env;

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'flagforge-tour-'));
  // Without what a `dev` of this checkout left there: the tour begins with nothing.
  const filter = (path: string): boolean => !path.endsWith('.flagforge');
  cpSync(join(ROOT, 'flags'), join(copy, 'flags'), { recursive: true, filter });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  // What a reader's clone is: the example as it was committed.
  const git = (...words: string[]) => execFileSync('git', words, { cwd: copy, env: GIT_TEST_ENVIRONMENT });
  git('init', '--quiet');
  git('config', 'user.email', 'pat@acme.com');
  git('add', 'flags');
  git('commit', '--quiet', '--message', 'the example');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** What differs from run to run: times, users. The texts are escaped already. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\d+ ms/g, '[\\d,.]+ (?:ms|s)'],
  [/\d+\\\.\d s\b/g, '[\\d.]+ s'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '[-\\d]+T[:\\d]+Z'],
  [/local:\w+/g, 'local:\\S+'],
];

/** What matches the expected output of a block. */
function patternOf(expected: string): RegExp {
  const lines = expected.trimEnd().split('\n');
  const parts = lines.map((line) => {
    if (line === '...') return '(?:.*\\n)*?';
    const literal = line.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return `${VARYING.reduce((text, [found, pattern]) => text.replace(found, pattern), literal)}\\n`;
  });
  return new RegExp(`^${parts.join('')}$`);
}

/** Applies a diff of one line to the one file of the example that holds it. */
function applyEdit(diff: string): void {
  const [, before = '', after = ''] = /^-(.*)\n\+(.*)$/m.exec(diff) ?? [];
  const file = join(copy, 'flags/new-checkout.yaml');
  const text = readFileSync(file, 'utf8');
  expect(text.split(`${before}\n`)).toHaveLength(2);
  writeFileSync(file, text.replace(before, after));
}

/** The address, headers and body of a curl line, as fetch wants them. */
function parseCurl(line: string): { url: string; headers: Record<string, string>; body: string } {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  const after = (...names: string[]): string[] => words.filter((_, at) => names.includes(words[at - 1] ?? ''));
  return {
    url: words.find((word) => /^(?:https?:\/\/|localhost|127\.)/.test(word))?.replace(/^(?!http)/, 'http://') ?? '',
    headers: Object.fromEntries(after('-H', '--header').map((header) => header.split(/:\s*/, 2))),
    body: after('-d', '--data', '--json').join('&'),
  };
}

/** Runs a command of the tour and compares what it prints. */
function checkCommand(block: string): void {
  const [, command = '', expected = ''] = /^\$ npx (.*)\n([\s\S]*)$/.exec(block) ?? [];
  // The launcher, not npx: the same program, without npm's half second.
  const run = spawnSync('sh', ['-c', command.replace(/^flagforge/, `"${process.execPath}" "${LAUNCHER}"`)], {
    cwd: copy,
    encoding: 'utf8',
    env: environment,
  });
  expect(run.stderr).toBe('');
  expect(run.stdout).toMatch(patternOf(expected));
}

describe.sequential('the tour of the README', () => {
  const serving = blocks.findIndex(({ kind }) => kind === 'json');

  test('has edits, commands, an answer, and commands beside the running server', () => {
    expect(new Set(blocks.map(({ kind }) => kind))).toEqual(new Set(['console', 'diff', 'json']));
    expect(serving).toBeLessThan(blocks.length - 1);
  });

  test.each(blocks.slice(0, serving))('holds: $text', ({ kind, text }) => {
    if (kind === 'diff') applyEdit(text);
    else checkCommand(text);
  });

  describe('beside a running dev', () => {
    let server: ChildProcess;
    let curl: string;
    beforeAll(async () => {
      server = spawn(process.execPath, [LAUNCHER, 'dev', '--port', '0'], {
        cwd: copy,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: environment,
      });
      curl = await printedCurl(server);
    });
    afterAll(async () => {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    });

    test('the curl line that it prints gets the answer shown', async () => {
      const answer = JSON.parse((blocks[serving]?.text ?? '').replace(',...}', '}')) as object;
      const { url, headers, body } = parseCurl(curl);
      const response = await fetch(url, { method: 'POST', headers, body });
      expect(await response.json()).toMatchObject(answer);
    });

    test.each(blocks.slice(serving + 1))('holds: $text', ({ kind, text }) => {
      expect(kind).toBe('console');
      checkCommand(text);
    });
  });
});

/** Waits for the whole curl line, which may go on behind backslashes. */
function printedCurl(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const line = /^\s*(curl (?:[^\n]*\\\n)*[^\n]*)\n/m.exec(printed)?.[1];
      if (line !== undefined) resolve(line.replace(/\\\n/g, ' '));
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.on('exit', () => reject(new Error(`dev ended: ${printed}`)));
  });
}
