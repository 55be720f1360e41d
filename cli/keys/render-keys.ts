import { renderColumns } from '../terminal/columns.ts';
import { countOf } from '../terminal/count.ts';
import { printable } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import { formatRelative } from '../terminal/time.ts';
import { type ApiKey, keyStatus } from './api-key.ts';
import { keyPrefix } from './key-text.ts';

/** How keys are listed. */
export interface KeyListOptions {
  readonly style: Style;
  /** UTC epoch ms. */
  readonly now: number;
  /** How many revoked and expired keys are left out. */
  readonly hidden: number;
  /** `acme/web-store`, or an environment of it. */
  readonly where: string;
}

/** A table of keys, newest last in each environment, and what is left out. Ends with a line end. */
export function renderKeys(keys: readonly ApiKey[], { style, now, hidden, where }: KeyListOptions): string {
  const more = hidden === 0 ? '' : `${countOf(hidden, 'revoked or expired key')} more: --all`;
  if (keys.length === 0) return `No key of ${where} holds.${more === '' ? '' : `  (${more})`}\n`;
  const head = ['environment', 'key', 'name', 'origins', 'created', 'state'].map(style.dim);
  const rows = keys.map((key) => [
    key.environment,
    keyPrefix(key),
    key.name === null ? '-' : printable(key.name),
    originsOf(key),
    `${formatRelative(key.createdAt, now)} by ${printable(key.createdBy)}`,
    stateOf(key, now, style),
  ]);
  const lines = renderColumns([head, ...rows]);
  return `${[...lines, ...(more === '' ? [] : [style.dim(more)])].join('\n')}\n`;
}

function originsOf({ kind, origins }: ApiKey): string {
  if (origins !== null) return origins.join(' ');
  return kind === 'client' ? 'any' : '-';
}

function stateOf(key: ApiKey, now: number, style: Style): string {
  const { expiresAt, revokedAt, rotatedTo } = key;
  const end = expiresAt === null ? '' : formatRelative(expiresAt, now);
  const status = keyStatus(key, now);
  switch (status) {
    case 'active':
      return style.green(end === '' ? 'active' : `active, expires ${end}`);
    case 'ending':
      return style.yellow(`ends ${end}, rotated to ${rotatedTo ?? ''}`);
    case 'expired':
      return style.dim(`expired ${end}`);
    case 'revoked':
      return style.red(`revoked ${formatRelative(revokedAt ?? now, now)}`);
    default:
      return status satisfies never;
  }
}
