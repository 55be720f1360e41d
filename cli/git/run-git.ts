import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { codedError } from '../coded-error.ts';
import { type CommandError, errorCodeOf } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import { systemReason } from '../system-reason.ts';
import { GIT_SETTINGS } from './git-environment.ts';

/** Where git runs. */
export interface GitPlace {
  /** A folder that exists. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface GitRun {
  /** `null`: ended by a signal. */
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitOptions {
  /** Written to its standard input, in order. */
  readonly input?: Iterable<string | Buffer>;
  /** After this it is stopped, and the run rejects. Default: no limit, as what only reads ends by itself. */
  readonly limitMs?: number;
  /** Without a controlling terminal, so that neither ssh nor a credential helper can wait there for an answer. */
  readonly isDetached?: boolean;
  /** Takes standard output as it comes; `stdout` is empty then. */
  readonly onOutput?: (chunk: Buffer) => void;
}

/** What git says on standard error beyond this is not kept. */
const MAX_STDERR = 16_384;

/**
 * Runs git and waits for it. Any exit code is an answer.
 * @param words command and options; what users typed stands behind `--end-of-options` only.
 * @throws CommandError (3) when git is missing, cannot be started or takes too long.
 */
export function runGit(place: GitPlace, words: readonly string[], options: GitOptions = {}): Promise<GitRun> {
  return new Promise((resolve, reject) => {
    const settings = GIT_SETTINGS.flatMap((setting) => ['-c', setting]);
    const child = start(place, [...settings, ...words], options.isDetached ?? false);
    let isLate = false;
    const timer =
      options.limitMs === undefined
        ? null
        : setTimeout(() => {
            isLate = true;
            stop(child, options.isDetached ?? false);
          }, options.limitMs);
    const chunks: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (options.onOutput === undefined) chunks.push(chunk);
      else options.onOutput(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < MAX_STDERR) stderr += chunk.toString('utf8');
    });
    child.on('error', (error) => {
      if (timer !== null) clearTimeout(timer);
      reject(cannotStart(place, error));
    });
    child.on('close', (exitCode) => {
      if (timer !== null) clearTimeout(timer);
      const command = words[0] ?? '';
      if (isLate) reject(codedError(EXIT.outside, 'FF4009', { command, seconds: (options.limitMs ?? 0) / 1000 }));
      else resolve({ exitCode, stdout: Buffer.concat(chunks), stderr });
    });
    feed(child, options.input ?? []);
  });
}

/** The answer of a run that has to succeed, as text without its last line end. @throws CommandError (3) */
export async function askGit(place: GitPlace, words: readonly string[], options: GitOptions = {}): Promise<string> {
  const run = await runGit(place, words, options);
  if (run.exitCode !== 0) throw gitFailed(words[0] ?? '', run.stderr);
  return run.stdout.toString('utf8').replace(/\r?\n$/, '');
}

/** A git command did not do its part. */
export function gitFailed(command: string, stderr: string): CommandError {
  const lines = stderr.split('\n').filter((line) => /\S/.test(line) && !/^(?:hint|warning|remote):/.test(line));
  const said = (lines.find((line) => /^(?:fatal|error):/.test(line)) ?? lines[0] ?? 'it gave no reason').trim();
  return codedError(EXIT.outside, 'FF4008', { command, said: said.replace(/^(?:fatal|error): /, '') });
}

/** Some of what keeps a program from starting is thrown at once, the rest comes as an event. */
function start(place: GitPlace, words: readonly string[], detached: boolean): ChildProcessWithoutNullStreams {
  try {
    return spawn('git', ['--no-pager', ...words], { cwd: place.folder, env: place.env, detached, windowsHide: true });
  } catch (error) {
    throw error instanceof Error ? cannotStart(place, error) : error;
  }
}

function cannotStart({ folder }: GitPlace, error: Error): CommandError {
  // Node says the same of a program and of a folder that are not there.
  if (errorCodeOf(error) === 'ENOTDIR' || !existsSync(folder)) return codedError(EXIT.usage, 'FF4013', { folder });
  if (errorCodeOf(error) === 'ENOENT') return codedError(EXIT.outside, 'FF4000', {});
  return codedError(EXIT.outside, 'FF4008', { command: '', said: systemReason(error) });
}

/** The whole group where it has one: ssh and credential helpers are children of it. */
function stop(child: ChildProcess, isGroup: boolean): void {
  try {
    if (isGroup && child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

/** At the pace at which git reads: tens of megabytes would otherwise pile up in memory. */
function feed(child: ChildProcess, input: Iterable<string | Buffer>): void {
  const { stdin } = child;
  if (stdin === null) return;
  // Git may end without having read everything; its exit code says why.
  stdin.on('error', () => {});
  const parts = input[Symbol.iterator]();
  const next = (): void => {
    for (let part = parts.next(); part.done !== true; part = parts.next()) {
      if (!stdin.write(part.value)) {
        stdin.once('drain', next);
        return;
      }
    }
    stdin.end();
  };
  next();
}
