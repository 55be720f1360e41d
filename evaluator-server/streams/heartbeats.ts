import type { Connection } from './connection.ts';
import type { Roster } from './roster.ts';

/** One timer for the heartbeats of all streams. */
export interface Heartbeats {
  /** Idempotent. */
  start(): void;
  stop(): void;
}

export interface HeartbeatOptions {
  /** All open streams, in as many turns as `heartbeatTurns` says. */
  readonly roster: Roster;
  /** The longest time between two heartbeats of one stream, ms. */
  readonly periodMs: number;
  /** UTC epoch ms. */
  readonly clock: () => number;
  readonly beat: (connection: Connection, now: number) => void;
}

/** A period has so many turns: all heartbeats at once would hold everybody else up. */
const MOST_TURNS = 200;
const LEAST_TURN_MS = 10;

/** How long heartbeats may hold everybody up, in ms; those that are late after a pause come a turn at a time. */
const SLICE_MS = 8;

/** In how many turns all streams have their heartbeats: one turn less than fit, so that a late timer keeps the period. */
export function heartbeatTurns(periodMs: number): number {
  return Math.min(MOST_TURNS, Math.max(1, Math.floor(periodMs / LEAST_TURN_MS) - 1));
}

export function createHeartbeats({ roster, periodMs, clock, beat }: HeartbeatOptions): Heartbeats {
  const turnMs = periodMs / (roster.turns + 1);
  let timer: NodeJS.Timeout | null = null;
  let startedAt = 0;
  /** Turns since then. By time, not by how often the timer came: timers are late, and would get later and later. */
  let done = 0;

  const tick = (): void => {
    const began = performance.now();
    const due = Math.floor((began - startedAt) / turnMs);
    // A machine that slept owes each stream one heartbeat, not all that it missed.
    done = Math.max(done, due - roster.turns);
    const now = clock();
    while (done < due) {
      for (const connection of roster.turn(done % roster.turns)) beat(connection, now);
      done += 1;
      if (performance.now() - began > SLICE_MS) return;
    }
  };

  return {
    start() {
      if (timer !== null) return;
      startedAt = performance.now();
      done = 0;
      timer = setInterval(tick, turnMs);
      timer.unref();
    },
    stop() {
      if (timer !== null) clearInterval(timer);
      timer = null;
    },
  };
}
