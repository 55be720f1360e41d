/** What `flagforge dev` lends to its console. */
export type { ConsoleParts, ConsoleProject, RunningConsole, StartConsole } from './console-parts.ts';
export type { LocalUser } from './local-users.ts';
