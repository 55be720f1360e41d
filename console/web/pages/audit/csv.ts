import type { AuditEntryJson } from '../../../api/audit-json.ts';

const COLUMNS = [
  ...([
    'seq',
    'at',
    'environment',
    'version',
    'action',
    'subject',
    'flag',
    'name',
    'person',
    'actor',
    'reason',
  ] as const),
  ...(['changeRequest', 'commit', 'isUnapproved', 'words', 'oldState', 'newState', 'hash', 'previousHash'] as const),
];

/**
 * Entries as CSV (RFC 4180), a line each, with a head. A cell that a spreadsheet would take for a formula is set off by an
 * apostrophe: names and reasons are anybody's text.
 */
export function csvOf(entries: readonly AuditEntryJson[]): string {
  const rows = entries.map((entry) => COLUMNS.map((column) => cellOf(entry[column])));
  return [COLUMNS, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
