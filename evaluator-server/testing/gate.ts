import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A door in front of a server, to take it away from one client and give it back. */
export interface Gate {
  /** The address of the server through the gate. */
  readonly url: string;
  /** Cuts every connection, and refuses new ones. */
  shut(): Promise<void>;
  /** Takes everything and answers nothing from now on, as a network that lost its way does. */
  swallow(): void;
  open(): Promise<void>;
}

/** @param url of the server; it is open at first. */
export async function createGate(url: string): Promise<Gate> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let isSwallowing = false;
  const server: Server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('data', (chunk) => {
        if (!isSwallowing) to.write(chunk);
      });
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  let port = 0;
  const open = async (): Promise<void> => {
    isSwallowing = false;
    if (server.listening) return;
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  await open();
  const through = new URL(url);
  through.port = String(port);
  return {
    url: through.href,
    open,
    swallow() {
      isSwallowing = true;
    },
    async shut() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
