import type { Connection } from './connection.ts';

/** All open streams, spread evenly over the turns in which they get their heartbeats. */
export interface Roster {
  /** How many turns there are. */
  readonly turns: number;
  size(): number;
  add(connection: Connection): void;
  /** Answers whether it was here. */
  remove(connection: Connection): boolean;
  /** Those of one turn, 0 to `turns` - 1; it changes all the time. */
  turn(number: number): readonly Connection[];
  /** A copy of the list of all. */
  all(): Connection[];
}

/** @param turns at least 1. */
export function createRoster(turns: number): Roster {
  const rows = Array.from({ length: turns }, (): Connection[] => []);
  let size = 0;
  let next = 0;
  return {
    turns,
    size: () => size,
    add(connection) {
      // Each goes to the row after the one before, whoever came and went: those that come together have their turns apart.
      const row = rows[next];
      if (row === undefined) return;
      connection.turn = next;
      connection.index = row.length;
      row.push(connection);
      size += 1;
      next = (next + 1) % turns;
    },
    remove(connection) {
      const { turn, index } = connection;
      const row = rows[turn];
      if (row?.[index] !== connection) return false;
      const last = row.pop();
      if (last !== undefined && last !== connection) {
        row[index] = last;
        last.index = index;
      }
      size -= 1;
      return true;
    },
    turn: (number) => rows[number] ?? [],
    all: () => rows.flat(),
  };
}
