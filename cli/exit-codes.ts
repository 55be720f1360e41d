/**
 * What the process's exit says.
 * @see contract 6
 */
export const EXIT = {
  /** Warnings and notes too. */
  clean: 0,
  /** Mistakes in files, failed tests. */
  findings: 1,
  /** Wrong usage, or no project there. */
  usage: 2,
  /** A port, a disk, a database, the Node version. */
  outside: 3,
  /** Our bug. */
  bug: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
