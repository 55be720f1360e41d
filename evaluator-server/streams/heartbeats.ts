import type { Connection } from './connection.ts';
import { SSE_HEARTBEAT } from './sse.ts';

/** One timer for the heartbeats of all streams; while a server drains, also for their ends. */
export interface Heartbeats {
  /** Idempotent. */
  start(): void;
  stop(): void;
  /** Dismisses all streams, spread over so many ms. */
  drain(overMs: number): void;
}

export interface HeartbeatOptions {
  /** All open streams; it changes all the time. */
  readonly connections: readonly Connection[];
  /** How long between two heartbeats of one stream, ms. */
  readonly periodMs: number;
  /** UTC epoch ms. */
  readonly clock: () => number;
  readonly beat: (connection: Connection, heartbeat: Buffer, now: number) => void;
  readonly dismiss: (connection: Connection) => void;
}

/** A period has so many turns: all heartbeats at once would hold everybody else up. */
const TURNS = 200;
const LEAST_TURN_MS = 10;

export function createHeartbeats({ connections, periodMs, clock, beat, dismiss }: HeartbeatOptions): Heartbeats {
  const turnMs = Math.max(LEAST_TURN_MS, periodMs / TURNS);
  let timer: NodeJS.Timeout | null = null;
  let drainEndsAt: number | null = null;
  let cursor = 0;
  let due = 0;

  const drainTurn = (endsAt: number): void => {
    const left = connections.filter(({ isEnding }) => !isEnding);
    const turns = Math.max(1, Math.ceil((endsAt - performance.now()) / turnMs));
    for (const connection of left.slice(0, Math.ceil(left.length / turns))) dismiss(connection);
  };

  const turn = (): void => {
    if (drainEndsAt !== null) drainTurn(drainEndsAt);
    const now = clock();
    // Fractions add up, so that few streams have their turn once a period too.
    due = Math.min(connections.length, due + (connections.length * turnMs) / periodMs);
    for (; due >= 1; due -= 1) {
      if (cursor >= connections.length) cursor = 0;
      const connection = connections[cursor];
      cursor += 1;
      if (connection !== undefined) beat(connection, SSE_HEARTBEAT, now);
    }
  };

  const start = (): void => {
    if (timer !== null) return;
    timer = setInterval(turn, turnMs);
    timer.unref();
  };

  return {
    start,
    stop() {
      if (timer !== null) clearInterval(timer);
      timer = null;
    },
    drain(overMs) {
      drainEndsAt = performance.now() + overMs;
      if (connections.length > 0) start();
    },
  };
}
