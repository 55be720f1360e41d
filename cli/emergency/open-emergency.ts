/** Opens what an emergency command works with: the project by its name alone, the stores, and who asks. */

import { isMadeByDev } from '../database/project-origin.ts';
import { noApprovals, ownFiles } from '../identity/approval-sources.ts';
import { resolveActor } from '../identity/resolve-actor.ts';
import { nameProject, type ProjectOptions } from '../name-project.ts';
import type { NamedProject } from '../project-name.ts';
import { loadSigner } from '../publish/signing.ts';
import { openStores } from '../stores/open-stores.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { EmergencyTools } from './emergency-tools.ts';

/**
 * Runs one emergency command with everything opened, and closes it again.
 * @throws CommandError (2) without a project or a database, (3) when one cannot be reached.
 */
export async function withEmergency<Result>(
  terminal: Terminal,
  options: ProjectOptions,
  work: (tools: EmergencyTools, project: NamedProject) => Promise<Result>,
): Promise<Result> {
  const project = await nameProject(terminal, options);
  const sign = loadSigner(terminal);
  const { database, targets, close } = await openStores(terminal, project.directory);
  try {
    const publisher = await resolveActor(database, terminal, project);
    // What `dev` published are the user's own files: there is nobody to ask.
    const approvals = (await isMadeByDev(database, project)) ? ownFiles() : noApprovals();
    return await work({ database, targets, publisher, approvals, sign, now: terminal.now }, project);
  } finally {
    await close();
  }
}
