/** The exit codes that a server can end with. @see contract 6 */
export const EXIT = { clean: 0, usage: 2, outside: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
