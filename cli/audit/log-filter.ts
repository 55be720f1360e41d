import { parseDate } from '@flagforge/sdk/engine';
import { usageError } from '../command-error.ts';

/** `flagforge audit log`, as it was typed. */
export interface AuditLogOptions {
  readonly dir: string;
  readonly flag?: string;
  readonly environment?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit: string;
  readonly json?: true;
}

/** Which entries are asked for; null: all. */
export interface LogFilter {
  readonly flag: string | null;
  readonly environment: string | null;
  /** Part of an identity, a person's name or a login, in any case. */
  readonly actor: string | null;
  readonly action: string | null;
  /** UTC epoch ms: from `since` on (inclusive), before `until` (exclusive). */
  readonly since: number | null;
  readonly until: number | null;
  /** Infinity: all of them. */
  readonly limit: number;
}

/** @throws CommandError (2) for an instant or a number that is none. */
export function parseLogFilter(options: AuditLogOptions, now: number): LogFilter {
  const { flag = null, environment = null, actor = null, action = null } = options;
  const since = parseInstant('--since', options.since, now);
  const until = parseInstant('--until', options.until, now);
  if (since !== null && until !== null && since >= until)
    throw usageError('--since is not before --until', 'entries from --since on, before --until, are shown');
  return { flag, environment, actor, action, since, until, limit: parseLimit(options.limit) };
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ...{ s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 },
};

function parseInstant(option: string, given: string | undefined, now: number): number | null {
  if (given === undefined) return null;
  const [, amount, unit = ''] = /^(\d{1,6}) ?(s|m|min|h|d|w)$/.exec(given) ?? [];
  if (amount !== undefined) return now - Number(amount) * (UNIT_MS[unit] ?? 0);
  const at = parseDate(given);
  if (at !== null) return at;
  throw usageError(
    `${option} ${JSON.stringify(given)} is no instant`,
    'write it like 2026-12-01T09:00:00Z, 2026-12-01 (midnight UTC), or how long ago: 30m, 2h, 7d',
  );
}

function parseLimit(given: string): number {
  if (given === 'all') return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given);
  throw usageError(`--limit ${JSON.stringify(given)} is no number`, 'write how many entries, such as 100, or all');
}
