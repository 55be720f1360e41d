import { codedError } from '../coded-error.ts';
import { usageError } from '../command-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { createKey } from '../keys/create-key.ts';
import { findNewEnvironment, withKeys } from '../keys/open-keys.ts';
import { parseExpiry } from '../keys/parse-expiry.ts';
import { parseKeyName } from '../keys/parse-key-name.ts';
import { parseOrigins } from '../keys/parse-origin.ts';
import { endOfKey, finishChange, keyJson, nameOfKey } from '../keys/report-change.ts';
import type { ProjectOptions } from '../name-project.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface KeysCreateOptions extends ProjectOptions {
  readonly kind?: 'server' | 'client';
  readonly environment?: string;
  readonly name?: string;
  readonly origin?: readonly string[];
  readonly expires?: string;
  readonly json?: true;
}

/** `flagforge keys create`: a new key, whose text is on stdout and nowhere else. */
export async function keysCreate(terminal: Terminal, options: KeysCreateOptions): Promise<ExitCode> {
  const { kind, environment } = options;
  if (kind === undefined)
    throw usageError(
      '--kind is missing',
      'write  --kind server  for servers, or  --kind client  for browsers and apps',
    );
  if (environment === undefined)
    throw usageError('--environment is missing', 'a key is of one environment: --environment production');
  const origins = parseOrigins(options.origin ?? []);
  if (kind === 'server' && origins !== null) throw codedError(EXIT.usage, 'FF3147', {});
  const name = parseKeyName(options.name);
  const expiresAt = options.expires === undefined ? null : parseExpiry(options.expires, terminal.now());
  return withKeys(terminal, options, async (tools, project) => {
    const place = { organization: project.organization, project: project.project, environment };
    const fresh = await findNewEnvironment(terminal, tools, project, environment);
    const { text, key, changed } = await createKey(tools, place, { kind, name, origins, expiresAt }, fresh);
    const from = origins === null ? ', usable from any origin' : `, usable from ${origins.join(' and ')}`;
    await finishChange(terminal, tools, place, changed, {
      isJson: options.json === true,
      answer: text,
      lines: [
        `created ${nameOfKey(key)}; it ${endOfKey(key, changed.at)}${kind === 'client' ? from : ''}`,
        'It is shown this once: only its SHA-256 is kept.',
      ],
      json: { key: text, ...keyJson(key, changed.at) },
      ifUnreached: 'the key is in Postgres; evaluators that read this target do not know it yet',
    });
    return EXIT.clean;
  });
}
