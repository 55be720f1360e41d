import { CommandError } from '../command-error.ts';
import { isGitHub, openForge } from '../forge/open-forge.ts';
import { ANCHOR_REF } from '../git/remote.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { amiss, type Check, good } from './check.ts';
import { checkProtection } from './check-protection.ts';

/** Asks the forge how it protects the flags. What it does not answer is a check of its own, never an error. */
export async function checkRepository(terminal: Terminal, directory: string): Promise<Check[]> {
  try {
    const forge = await openForge(terminal, directory);
    if (forge === null)
      return [
        amiss(
          'repository',
          'forge',
          'unknown',
          'no repository on GitHub is named, so nothing is known of how branches are protected',
          'run it in a clone of one, with GITHUB_TOKEN of somebody who may read its settings',
        ),
      ];
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
