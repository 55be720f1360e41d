/** What `flagforge dev` lends to its console. */
export type { ConsoleParts, ConsoleProject, RunningConsole, StartConsole } from './console-parts.ts';
export { forgeUserOf, type LocalUser, personsOf } from './local-users.ts';
