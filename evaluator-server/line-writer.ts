import { write, writeSync } from 'node:fs';

/** Writes lines in their order, and never lets anybody wait for it. */
export interface LineWriter {
  /** @param line with its end. Left out when too much waits already. */
  write(line: string): void;
  /** How many lines were left out or could not be written since this was last asked. */
  takeLost(): number;
  /** Writes what waits, at once, for the end of a process. What cannot be written is lost. */
  flush(): void;
}

/** How long a reader that takes nothing at the moment is left alone, in ms. */
const AGAIN_MS = 50;

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === 10) count += 1;
  return count;
}

/**
 * Writes to a file descriptor. `process.stderr` is not used: to a pipe it writes in place, and a reader that stops would
 * stop the evaluations. Nor is pino's destination: it goes on trying, and a process whose disk is full never ends.
 * @param mostBytes how much may wait.
 */
export function createLineWriter(fd: number, mostBytes: number): LineWriter {
  let waiting: string[] = [];
  let waitingBytes = 0;
  let isWriting = false;
  let lost = 0;

  const begin = (): void => {
    if (waiting.length === 0) return;
    const bytes = Buffer.from(waiting.join(''));
    waiting = [];
    waitingBytes = 0;
    isWriting = true;
    go(bytes);
  };

  const go = (bytes: Uint8Array): void => {
    write(fd, bytes, (error, written) => {
      if (error === null && written < bytes.length) return go(bytes.subarray(written));
      if (error?.code === 'EAGAIN') {
        setTimeout(go, AGAIN_MS, bytes).unref();
        return;
      }
      // A full disk, a reader that is gone: what comes next is tried anew.
      if (error !== null) lost += countLines(bytes);
      isWriting = false;
      begin();
    });
  };

  return {
    write(line) {
      const bytes = Buffer.byteLength(line);
      if (waitingBytes + bytes > mostBytes) {
        lost += 1;
        return;
      }
      waiting.push(line);
      waitingBytes += bytes;
      if (!isWriting) begin();
    },
    takeLost() {
      const taken = lost;
      lost = 0;
      return taken;
    },
    flush() {
      try {
        if (waiting.length > 0) writeSync(fd, waiting.join(''));
      } catch {}
      waiting = [];
      waitingBytes = 0;
    },
  };
}
