import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CATALOG, GROUPS } from '../command-line/catalog.ts';
// Not through the compiler's index: whoever presses Tab waits for what is imported.
import { roleOf } from '../compile/file-kinds.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { findCandidates } from './candidates.ts';

/**
 * What the completion scripts ask: the words that fit, one a line, or `:files` or `:folders` for the shell's own.
 * Says nothing, and never fails, where there is no project.
 */
export async function complete(terminal: Terminal, words: readonly string[]): Promise<void> {
  const names = {
    flags: (dir: string) => orNothing(async () => flagsIn(resolve(terminal.cwd, dir))),
    environments: (dir: string) => orNothing(() => environmentsIn(resolve(terminal.cwd, dir))),
    codes: async () => Object.keys((await import('../diagnostics/codes.ts')).CODES).sort(),
  };
  const found = await findCandidates(words, CATALOG, names, GROUPS);
  const lines = 'shell' in found ? [`:${found.shell}`] : found.words;
  await terminal.out.write(lines.map((line) => `${line}\n`).join(''));
}

const orNothing = (list: () => Promise<string[]>): Promise<string[]> => list().catch(() => []);

function flagsIn(directory: string): string[] {
  return readdirSync(directory).flatMap((path) => {
    const role = roleOf(path);
    return role.kind === 'flag' ? [role.name] : [];
  });
}

async function environmentsIn(directory: string): Promise<string[]> {
  const { parse } = await import('yaml');
  const config: unknown = parse(readFileSync(join(directory, 'flagforge.yaml'), 'utf8'), { maxAliasCount: 0 });
  if (typeof config !== 'object' || config === null || !('environments' in config)) return [];
  return Object.keys(config.environments ?? {});
}
