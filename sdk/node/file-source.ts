import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { SnapshotSource } from './source.ts';

/** How often the file is looked at, in ms. */
const LOOK_MS = 1_000;

/**
 * A snapshot from a file, as `flagforge compile` writes it, read again when it changes. While it is not there, or is
 * broken, the last good one is served.
 */
export function fileSource(path: string | URL): SnapshotSource {
  return {
    start({ snapshot, status, log }) {
      let isOver = false;
      const read = async (): Promise<void> => {
        try {
          const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
          if (isOver) return;
          snapshot(parsed);
          status('live');
        } catch (error) {
          if (isOver) return;
          status('stale');
          log({ level: 'warn', event: 'file_unreadable', detail: `${path}: ${(error as Error).message}` });
        }
      };
      const onChange = (): void => void read();
      // By looking, not by events: editors and mounts replace files in ways that events miss.
      watchFile(path, { interval: LOOK_MS, persistent: false }, onChange);
      void read();
      return () => {
        isOver = true;
        unwatchFile(path, onChange);
      };
    },
  };
}
