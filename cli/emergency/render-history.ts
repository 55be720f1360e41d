import { shorten } from '../diagnostics/shorten.ts';
import { shortCommit } from '../publish/plan-environment.ts';
import { renderColumns } from '../terminal/columns.ts';
import { printable } from '../terminal/printable.ts';
import { formatRelative } from '../terminal/time.ts';
import type { PastVersion } from './version-history.ts';

const MAX_REASON = 60;

/** Versions, one a line: `v41  publish  8c1f2e0  2 h ago  Sam Ortiz`. */
export function historyLines(history: readonly PastVersion[], now: number): string[] {
  return renderColumns(
    history.map(({ version, action, commit, at, who, reason, isUnapproved }) => [
      `v${version}`,
      action,
      shortCommit(commit),
      formatRelative(at, now),
      `${printable(who)}${isUnapproved ? ', unapproved' : ''}`,
      reason === null ? '' : shorten(printable(reason), MAX_REASON),
    ]),
  );
}
