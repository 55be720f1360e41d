import { CommandError } from '../command-error.ts';
import { findMissing, isGitHub, openForge } from '../forge/open-forge.ts';
import { ANCHOR_REF } from '../git/remote.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { amiss, type Check, good } from './check.ts';
import { checkProtection } from './check-protection.ts';

/** Asks the forge how it protects the flags. What it does not answer is a check of its own, never an error. */
export async function checkRepository(terminal: Terminal, directory: string): Promise<Check[]> {
  try {
    const forge = await openForge(terminal, directory);
    if (forge === null) return [nothingKnown(await findMissing(terminal, directory))];
    try {
      if (isGitHub(forge)) return checkProtection(await forge.readProtection(ANCHOR_REF.replace('refs/heads/', '')));
      return [good('repository', 'forge', 'change requests go to flagforge dev, which merges what was approved only')];
    } finally {
      await forge.end();
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return [amiss('repository', 'forge', 'unknown', error.message, error.hints[0] ?? null)];
  }
}

function nothingKnown({ repository, host = 'GitHub' }: Awaited<ReturnType<typeof findMissing>>): Check {
  const token = 'GITHUB_TOKEN of somebody who may read its settings';
  const [missing, remedy] =
    repository === undefined
      ? [`no repository on ${host} is named`, `run it in a clone of one, with ${token}`]
      : [`no credentials for ${repository} are set`, `set ${token}`];
  const finding = `${missing}, so nothing is known of how branches are protected`;
  return amiss('repository', 'forge', 'unknown', finding, remedy);
}
