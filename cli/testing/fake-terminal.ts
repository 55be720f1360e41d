/** A terminal that only remembers; for tests of commands in this process. */
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ExitCode } from '../exit-codes.ts';
import { runCommand } from '../run-command.ts';
import { createStyle, createSymbols } from '../terminal/style.ts';
import type { Output, Terminal } from '../terminal/terminal.ts';

export interface FakeTerminal extends Terminal {
  /** What was written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
}

export interface FakeOptions {
  readonly input?: string;
  readonly now?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** 2026-01-15T12:00:00Z: the present of tests that do not choose one. */
export const TEST_NOW = Date.UTC(2026, 0, 15, 12);

function createOutput(texts: string[]): Output {
  return {
    isTerminal: false,
    columns: 100,
    style: createStyle(false),
    symbols: createSymbols(false),
    write: async (text) => {
      texts.push(text);
    },
  };
}

export function createFakeTerminal(cwd: string, options: FakeOptions = {}): FakeTerminal {
  const [out, err]: [string[], string[]] = [[], []];
  return {
    out: createOutput(out),
    err: createOutput(err),
    stdin: Readable.from(options.input === undefined ? [] : [Buffer.from(options.input)]) as NodeJS.ReadStream,
    env: { XDG_CACHE_HOME: join(cwd, '.cache'), ...options.env },
    cwd,
    now: () => options.now ?? TEST_NOW,
    stdout: () => out.join(''),
    stderr: () => err.join(''),
  };
}

/** Runs a command line in this process; `--dir` must be given where the command reads a project. */
export async function runHere(
  cwd: string,
  words: readonly string[],
  options: FakeOptions = {},
): Promise<{ code: ExitCode; stdout: string; stderr: string }> {
  const terminal = createFakeTerminal(cwd, options);
  const code = await runCommand(terminal, words);
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() };
}
