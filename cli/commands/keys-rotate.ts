import type { Words } from '../command-line/command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findKey, loadKeys } from '../keys/find-key.ts';
import { findNewEnvironment, withKeys } from '../keys/open-keys.ts';
import { parseExpiry, parseOverlap } from '../keys/parse-expiry.ts';
import { endOfKey, finishChange, keyJson, nameOfKey } from '../keys/report-change.ts';
import { rotateKey } from '../keys/rotate-key.ts';
import type { ProjectOptions } from '../name-project.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { formatInstantBeside } from '../terminal/time.ts';

export interface KeysRotateOptions extends ProjectOptions {
  readonly environment?: string;
  readonly overlap: string;
  readonly expires?: string;
  readonly reason?: string;
  readonly json?: true;
}

/** `flagforge keys rotate`: a new key in the place of another one, which ends after the overlap. */
export async function keysRotate(terminal: Terminal, options: KeysRotateOptions, words: Words): Promise<ExitCode> {
  const overlapMs = parseOverlap(options.overlap);
  const expiresAt = options.expires === undefined ? null : parseExpiry(options.expires, terminal.now());
  return withKeys(terminal, options, async (tools, project) => {
    const keys = await loadKeys(tools.database, project);
    const { environment, id } = findKey(keys, String(words[0]), project, options.environment ?? null);
    const place = { organization: project.organization, project: project.project, environment };
    const fresh = await findNewEnvironment(terminal, tools, project, environment);
    const request = { id, overlapMs, expiresAt, reason: options.reason ?? null, fresh };
    const { text, key, old, changed } = await rotateKey(tools, place, request);
    const end = old.expiresAt ?? changed.at;
    const isOver = end <= changed.at;
    await finishChange(terminal, tools, place, changed, {
      isJson: options.json === true,
      answer: text,
      lines: [
        `rotated ${old.id} to ${nameOfKey(key)}; the new key ${endOfKey(key, changed.at)}`,
        isOver ? `${old.id} holds no more.` : `${old.id} holds until ${formatInstantBeside(end, changed.at)}.`,
        'The new key is shown this once: only its SHA-256 is kept.',
      ],
      json: { key: text, ...keyJson(key, changed.at), replaces: keyJson(old, changed.at) },
      ifUnreached: isOver
        ? 'Postgres has the new key, but evaluators that read this target still take the old one and not the new one'
        : 'the new key is in Postgres; evaluators that read this target do not know it yet, the old one still holds',
    });
    return EXIT.clean;
  });
}
