import { expect, test } from 'vitest';
import type { AuditEntryJson } from '../../../api/audit-json.ts';
import { csvOf } from './csv.ts';

const ENTRY: AuditEntryJson = {
  ...{
    seq: 7,
    project: 'shop',
    environment: 'production',
    version: 2,
    action: 'kill',
    subject: 'kill',
    flag: 'a',
    name: null,
  },
  ...{
    oldState: null,
    newState: { a: [1, 'x'] },
    commit: 'c',
    changeRequest: null,
    approvals: [],
    isUnapproved: false,
  },
  ...{ reason: '=HYPERLINK("x")', compiler: 'flagforge', actor: 'clerk:u', person: 'Sam, "the" Ortiz', login: 'l' },
  ...{ at: '2026-12-03T12:05:40.000000Z', previousHash: 'p', hash: 'h', words: ['two\nlines'], differences: [] },
};

test('every cell is one, quoted where it must be, and none is a formula', () => {
  const [head = '', row = ''] = csvOf([ENTRY]).split('\r\n');
  expect(head.split(',')).toHaveLength(19);
  expect(row).toBe(
    [
      ...['7', '2026-12-03T12:05:40.000000Z', 'production', '2', 'kill', 'kill', 'a', ''],
      ...['"Sam, ""the"" Ortiz"', 'clerk:u', `"'=HYPERLINK(""x"")"`, '', 'c', 'false'],
      ...['"[""two\\nlines""]"', '', '"{""a"":[1,""x""]}"', 'h', 'p'],
    ].join(','),
  );
});
