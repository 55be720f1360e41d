import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Hostile } from './hostile-requests.ts';

/** A connection that is open for so long after its client said that no more comes is one that nobody will close. */
const LONGEST_MS = 20_000;

/** Sends bytes in their pieces on one connection, ends or resets it, and resolves with what came until it closed. Rejects when it never does. */
export function sendPieces(port: number, { bytes, cuts, last }: Hostile): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const send = async (): Promise<void> => {
      let at = 0;
      for (const cut of [...cuts, bytes.length]) {
        if (cut > at) socket.write(bytes.subarray(at, cut));
        at = cut;
        await nextTurn();
      }
      if (last === 'reset') socket.resetAndDestroy();
      else socket.end();
    };
    socket.on('connect', () => void send());
    socket.on('data', (chunk) => received.push(chunk));
    // Whoever is refused while it still sends may be cut off.
    socket.on('error', () => {});
    const limit = setTimeout(() => {
      reject(new Error('the server does not close the connection'));
      socket.destroy();
    }, LONGEST_MS);
    socket.on('close', () => {
      clearTimeout(limit);
      resolve(Buffer.concat(received));
    });
  });
}
