import { write, writeSync } from 'node:fs';

/** Writes lines in their order, and never lets anybody wait for it. */
export interface LineWriter {
  /** @param line with its end. Left out when too much waits already. */
  write(line: string): void;
  /** How many lines were left out or could not be written since this was last asked; 0 while there is no room to tell it. */
  takeLost(): number;
  /** Writes what waits, for the end of a process: in place, and for half a second at most. */
  flush(): void;
}

/** How long a reader that takes nothing at the moment is left alone, in ms. */
const AGAIN_MS = 50;
/** How often it is asked again at the end of a process. */
const LAST_TRIES = 10;

const NOTHING = Buffer.alloc(0);
/** Never woken: it is only waited for. */
const SLEEPING = new Int32Array(new SharedArrayBuffer(4));

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
  /** What is left of a write that the reader did not take, until it is tried again. */
  let rest: Uint8Array | null = null;
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
        rest = bytes;
        setTimeout(goOn, AGAIN_MS).unref();
        return;
      }
      // A full disk, a reader that is gone: what comes next is tried anew.
      if (error !== null) lost += countLines(bytes);
      isWriting = false;
      begin();
    });
  };

  const goOn = (): void => {
    if (rest === null) return;
    const bytes = rest;
    rest = null;
    go(bytes);
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
      if (waitingBytes > mostBytes / 2) return 0;
      const taken = lost;
      lost = 0;
      return taken;
    },
    flush() {
      let bytes: Uint8Array = Buffer.concat([rest ?? NOTHING, Buffer.from(waiting.join(''))]);
      rest = null;
      waiting = [];
      waitingBytes = 0;
      for (let tries = 0; tries < LAST_TRIES && bytes.length > 0; ) {
        try {
          bytes = bytes.subarray(writeSync(fd, bytes));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
          tries += 1;
          Atomics.wait(SLEEPING, 0, 0, AGAIN_MS);
        }
      }
    },
  };
}
