import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { checkSnapshot } from './check-snapshot.ts';
import type { SourceListener } from './source.ts';

/** The last snapshot on disk, for starts without an evaluator. */
export interface KeptFile {
  /** What is kept; undefined: nothing, or nothing that can be trusted. */
  read(): unknown;
  /** Keeps a snapshot; the newest one wins. Never rejects. */
  write(snapshot: unknown): void;
  /** Resolves when nothing waits to be written. */
  settled(): Promise<void>;
}

/**
 * Readable by its owner only, since it holds rules, and replaced as a whole, so that a process that dies leaves the old
 * one. It is read once, at the start, at once: a service must not answer without it while it lies there.
 */
export function createKeptFile(path: string, log: SourceListener['log']): KeptFile {
  let waiting: { readonly snapshot: unknown } | undefined;
  let writing: Promise<void> | undefined;

  const save = async (): Promise<void> => {
    while (waiting !== undefined) {
      const text = JSON.stringify(waiting.snapshot);
      waiting = undefined;
      const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
      try {
        await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true }).catch(() => {});
        log({ level: 'warn', event: 'file_not_written', detail: (error as Error).message });
      }
    }
    writing = undefined;
  };

  return {
    read() {
      let problem: string | null;
      try {
        const snapshot: unknown = JSON.parse(readFileSync(path, 'utf8'));
        problem = checkSnapshot(snapshot);
        if (problem === null) return snapshot;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        problem = (error as Error).message;
      }
      log({ level: 'warn', event: 'file_refused', detail: `${path}: ${problem}` });
      return undefined;
    },
    write(snapshot) {
      waiting = { snapshot };
      writing ??= save();
    },
    settled: async () => writing,
  };
}
