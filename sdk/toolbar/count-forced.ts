import type { ToolbarClient } from './toolbar-client.ts';

/** How many flags serve what this tab asked for. What was asked for in vain is not among them. */
export function countForced(client: ToolbarClient): number {
  return Object.values(client.results().flags).filter(({ reason }) => reason === 'override').length;
}
