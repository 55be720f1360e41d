import { type Connection, createConnector } from './connect.ts';
import type { ConnectionSettings } from './connection-url.ts';

/** A few connections that are used again. */
export interface Connections {
  /**
   * One that nobody else uses; waits when all are in use.
   * @throws what kept it from connecting.
   */
  take(): Promise<{ readonly connection: Connection; readonly isFresh: boolean }>;
  /** Gives it back. One that is lost is given up. */
  giveBack(connection: Connection): void;
  /** Ends the idle ones at once and the others when they are given back. */
  close(): void;
}

/** A command does one thing after the other; `dev` a few at a time. */
const MOST = 4;

/** Nothing is connected before the first `take`. */
export function createConnections(settings: ConnectionSettings): Connections {
  const connect = createConnector(settings);
  const idle: Connection[] = [];
  const waiting: (() => void)[] = [];
  let inUse = 0;
  let isClosed = false;

  const leave = (): void => {
    inUse -= 1;
    waiting.shift()?.();
  };
  return {
    async take() {
      while (inUse >= MOST) await new Promise<void>((resolve) => waiting.push(resolve));
      inUse += 1;
      for (let connection = idle.pop(); connection !== undefined; connection = idle.pop()) {
        if (connection.lost() === null) return { connection, isFresh: false };
        connection.discard();
      }
      try {
        return { connection: await connect(), isFresh: true };
      } catch (error) {
        leave();
        throw error;
      }
    },
    giveBack(connection) {
      if (isClosed || connection.lost() !== null) connection.discard();
      else idle.push(connection);
      leave();
    },
    close() {
      isClosed = true;
      for (const connection of idle.splice(0)) connection.discard();
    },
  };
}
