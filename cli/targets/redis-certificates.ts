import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import { systemReason } from '../system-reason.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { RedisCertificates } from './redis-client.ts';

/**
 * What REDIS_CA, REDIS_CERT and REDIS_KEY hold: each the path of a PEM file, or PEM text.
 * @throws CommandError (2, FF3131) when one cannot be read, holds no PEM, or stands without its companion.
 */
export function loadRedisCertificates(terminal: Pick<Terminal, 'env' | 'cwd'>): RedisCertificates {
  const ca = loadPem(terminal, 'REDIS_CA');
  const cert = loadPem(terminal, 'REDIS_CERT');
  const key = loadPem(terminal, 'REDIS_KEY');
  if ((cert === null) !== (key === null)) {
    const [has, lacks] = cert === null ? ['REDIS_KEY', 'REDIS_CERT'] : ['REDIS_CERT', 'REDIS_KEY'];
    throw codedError(EXIT.usage, 'FF3131', {
      variable: has,
      problem: `${lacks} is not set, and the two belong together`,
    });
  }
  return { ca, cert, key };
}

function loadPem({ env, cwd }: Pick<Terminal, 'env' | 'cwd'>, variable: string): string | null {
  const value = env[variable];
  if (value === undefined || value === '') return null;
  if (value.includes('-----BEGIN ')) return value;
  let text: string;
  try {
    text = readFileSync(resolve(cwd, value), 'utf8');
  } catch (error) {
    throw codedError(EXIT.usage, 'FF3131', { variable, problem: `cannot read ${value}: ${systemReason(error)}` });
  }
  if (text.includes('-----BEGIN ')) return text;
  throw codedError(EXIT.usage, 'FF3131', { variable, problem: `${value} holds no PEM text` });
}
