import type { Forge, ForgeUser } from '../forge/forge.ts';
import { resolveTokenActor } from '../identity/resolve-actor.ts';
import { loadProjectName } from '../project-name.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * Who is behind a request that a command opens on GitHub, by a token that names them: GitHub itself only knows whose
 * credentials opened it. They cannot approve it.
 * @param directory the project's folder, absolute.
 * @returns null: no token names anybody, or the forge knows its users itself.
 * @throws CommandError (2) for a token that does not hold; (3) when GitHub cannot be asked.
 */
export async function whoProposes(
  terminal: Terminal,
  directory: string,
  { kind }: Pick<Forge, 'kind'>,
): Promise<ForgeUser | null> {
  if (kind !== 'github') return null;
  const project = await loadProjectName(terminal, directory);
  const actor = project === null ? null : await resolveTokenActor(terminal, project);
  if (actor === null) return null;
  const { identity, claims } = actor;
  return { identity, kind: identity.endsWith('[bot]') ? 'bot' : 'human', name: identity, claims };
}
