/** FlagForge's management API: that of `flagforge dev`, and one to be run by itself. */
export { type ConsoleOptions, startConsole } from './server/start-console.ts';
