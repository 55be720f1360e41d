import type { Log } from '../log.ts';
import { codeOf, type Disk } from './disk.ts';
import type { StoredDocument } from './documents.ts';
import { jittered, startLoop } from './loop.ts';
import { createOnceLog } from './once.ts';

/** Writes what is served to disk, behind the serving. */
export interface CopyKeeper {
  /** Wants this document on disk in place of the one of its kind and environment. */
  keep(document: StoredDocument): void;
  keepHead(text: string): void;
  /** Writes what is still to be written, once. */
  close(): Promise<void>;
}

/** How often a write that failed, for a full disk for one, is tried again. */
const RETRY_MS = 10_000;

/** A write that fails is logged when its reason is new, and tried again. Of several changes only the last is written. */
export function createCopyKeeper(disk: Disk, log: Log): CopyKeeper {
  const waiting = new Map<string, () => Promise<void>>();
  const { change } = createOnceLog(log);

  const writeAll = async (): Promise<number> => {
    let problem: string | null = null;
    for (const [name, write] of [...waiting]) {
      try {
        await write();
        if (waiting.get(name) === write) waiting.delete(name);
      } catch (error) {
        problem = `writing failed (${codeOf(error)})`;
      }
    }
    change('disk', problem === null ? null : { level: 'error', event: 'state_not_written', problem });
    return jittered(RETRY_MS);
  };
  const loop = startLoop(writeAll);

  return {
    keep(document) {
      waiting.set(`${document.kind} ${document.environment}`, () => disk.save(document));
      loop.wake();
    },
    keepHead(text) {
      waiting.set('head', () => disk.saveHead(text));
      loop.wake();
    },
    async close() {
      await loop.close();
      await writeAll();
    },
  };
}
