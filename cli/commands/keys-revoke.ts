import type { Words } from '../command-line/command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findKey, loadKeys } from '../keys/find-key.ts';
import { withKeys } from '../keys/open-keys.ts';
import { finishChange, keyJson, nameOfKey } from '../keys/report-change.ts';
import { revokeKey } from '../keys/revoke-key.ts';
import type { ProjectOptions } from '../name-project.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { formatInstantBeside } from '../terminal/time.ts';

export interface KeysRevokeOptions extends ProjectOptions {
  readonly environment?: string;
  readonly reason?: string;
  readonly json?: true;
}

/** `flagforge keys revoke`: ends a key at once. One that is revoked already is left as it is, and carried to the targets again. */
export async function keysRevoke(terminal: Terminal, options: KeysRevokeOptions, words: Words): Promise<ExitCode> {
  return withKeys(terminal, options, async (tools, project) => {
    const keys = await loadKeys(tools.database, project);
    const { environment, id } = findKey(keys, String(words[0]), project, options.environment ?? null);
    const place = { organization: project.organization, project: project.project, environment };
    const { key, changed } = await revokeKey(tools, place, id, options.reason ?? null);
    const now = changed?.at ?? terminal.now();
    const since = formatInstantBeside(key.revokedAt ?? now, now);
    await finishChange(terminal, tools, place, changed, {
      isJson: options.json === true,
      answer: null,
      lines: [changed === null ? `${nameOfKey(key)} was revoked already, ${since}` : `revoked ${nameOfKey(key)}`],
      json: { revoked: changed !== null, ...keyJson(key, now) },
      ifUnreached: 'the key is revoked in Postgres, but evaluators that read this target still take it',
    });
    return EXIT.clean;
  });
}
