import { codedError } from '../../coded-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { createProgress, type Progress } from '../../terminal/progress.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import type { Target } from '../target.ts';
import { createAwsStore } from './aws-store.ts';
import { MACHINE_PAUSES, type Pauses } from './backoff.ts';
import { createKvsTarget } from './kvs-target.ts';

const ARN = /^arn:aws[a-z-]*:cloudfront::\d{12}:key-value-store\/[A-Za-z0-9-]+$/;

/**
 * The store of FLAGFORGE_KVS_ARN as a target, at AWS or, with FLAGFORGE_KVS_ENDPOINT, at a stand-in; null: none is named.
 * Nothing is sent yet: a store that cannot be reached shows when it is used, after the truth was written. Long work shows a
 * bar on stderr.
 * @throws CommandError (2, FF3180) when either cannot be read.
 */
export function openEdgeTarget(terminal: Terminal, pauses: Pauses = MACHINE_PAUSES): Target | null {
  const arn = terminal.env.FLAGFORGE_KVS_ARN?.trim() ?? '';
  if (arn === '') return null;
  if (!ARN.test(arn)) throw problem('FLAGFORGE_KVS_ARN', 'it is no ARN of a KeyValueStore');
  const store = createAwsStore({ arn, endpoint: parseEndpoint(terminal.env.FLAGFORGE_KVS_ENDPOINT), pauses });
  let bar: Progress | null = null;
  const target = createKvsTarget(store, {
    pauses,
    onProgress(done, total) {
      bar ??= createProgress(terminal, 'writing to the edge', ' calls');
      bar.update(done, total);
    },
    onEnd() {
      bar?.end();
      bar = null;
    },
  });
  return { ...target, close: async () => store.close() };
}

function parseEndpoint(text: string | undefined): URL | null {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '') return null;
  const url = URL.canParse(trimmed) ? new URL(trimmed) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw problem('FLAGFORGE_KVS_ENDPOINT', 'it is no address');
  if (url.username !== '' || url.password !== '') throw problem('FLAGFORGE_KVS_ENDPOINT', 'it holds a login');
  return url;
}

function problem(variable: string, reason: string) {
  return codedError(EXIT.usage, 'FF3180', { variable, problem: reason });
}
