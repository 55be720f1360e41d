import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Log, silentLog } from '../log.ts';
import { type WatchedPath, watchPath } from '../watched-path.ts';
import { createMemoryKeys } from './memory.ts';
import { parseKeys } from './parse-keys.ts';
import type { KeySource } from './source.ts';

/**
 * The keys of a JSON file (`parseKeys` says its shape), read again whenever it changes.
 * A file that cannot be read or is refused is logged as `keys_refused`, and the last good keys stay.
 */
export function createFileKeys(file: string, log: Log = silentLog): KeySource {
  const keys = createMemoryKeys();
  let last: string | null = null;
  let watched: WatchedPath | null = null;

  const look = async (): Promise<void> => {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      const problem = `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
      if (last !== problem) log({ level: 'error', event: 'keys_refused', file, problem });
      last = problem;
      return;
    }
    if (text === last) return;
    last = text;
    const parsed = parseKeys(text);
    if ('problem' in parsed) {
      log({ level: 'error', event: 'keys_refused', file, problem: parsed.problem });
      return;
    }
    keys.replace(parsed.records);
    log({ level: 'info', event: 'keys_loaded', file, count: parsed.records.length });
  };

  return {
    async start() {
      watched ??= watchPath(dirname(file), look);
      await watched.settled();
    },
    find: keys.find,
    environments: keys.environments,
    allowsOrigin: keys.allowsOrigin,
    async close() {
      await watched?.close();
      watched = null;
    },
  };
}
