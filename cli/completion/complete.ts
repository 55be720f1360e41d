import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { CATALOG } from '../command-line/catalog.ts';
import { roleOf } from '../compile/index.ts';
import { CODES } from '../diagnostics/codes.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { findCandidates } from './candidates.ts';

/**
 * What the completion scripts ask: the words that fit, one a line, or `:files` or `:folders` for the shell's own.
 * Says nothing, and never fails, where there is no project.
 */
export async function complete(terminal: Terminal, words: readonly string[]): Promise<void> {
  const found = findCandidates(words, CATALOG, {
    flags: (dir) => orNothing(() => flagsIn(resolve(terminal.cwd, dir))),
    environments: (dir) => orNothing(() => environmentsIn(resolve(terminal.cwd, dir))),
    codes: () => Object.keys(CODES).sort(),
  });
  const lines = 'shell' in found ? [`:${found.shell}`] : found.words;
  await terminal.out.write(lines.map((line) => `${line}\n`).join(''));
}

function orNothing(list: () => string[]): string[] {
  try {
    return list();
  } catch {
    return [];
  }
}

function flagsIn(directory: string): string[] {
  return readdirSync(directory).flatMap((path) => {
    const role = roleOf(path);
    return role.kind === 'flag' ? [role.name] : [];
  });
}

function environmentsIn(directory: string): string[] {
  const config: unknown = parse(readFileSync(join(directory, 'flagforge.yaml'), 'utf8'), { maxAliasCount: 0 });
  if (typeof config !== 'object' || config === null || !('environments' in config)) return [];
  return Object.keys(config.environments ?? {});
}
