import { describe, expect, test } from 'vitest';
import type { AffectedFlag, EnvironmentDiff, ItemDiff } from '../project-diff.ts';
import { codeSpan, escapeMarkdown } from './escape-markdown.ts';
import { renderJson } from './render-json.ts';
import { renderMarkdown } from './render-markdown.ts';
import { type ReportStyle, renderText } from './render-text.ts';
import type { DiffReport } from './report.ts';
import { approvalsText, sampleLines, summaryOf } from './words.ts';

const plain = (text: string): string => text;
const STYLE: ReportStyle = { red: plain, yellow: plain, green: plain, cyan: plain, dim: plain, bold: plain };

const item = (name: string, text: string, subject: ItemDiff['subject'] = 'flag', line = 19): ItemDiff => ({
  ...{ subject, name, presence: 'kept' },
  lines: [{ text, before: null, after: null, place: { file: `${name}.yaml`, line } }],
});

const environment = (
  name: string,
  items: readonly ItemDiff[],
  affected: readonly AffectedFlag[] = [],
): EnvironmentDiff => ({
  ...{ environment: name, presence: 'kept', isChanged: items.length > 0, items, affected },
  risk: { level: 'low', reasons: [] },
});

const report = (environments: readonly EnvironmentDiff[], more: Partial<DiffReport> = {}): DiffReport => ({
  base: { commit: 'a'.repeat(40), hasProject: true, leftOut: [] },
  head: { commit: null, hasProject: true },
  directory: 'flags',
  diff: { environments, settings: [], attributes: [] },
  samples: [],
  approvals: { needed: [], authors: [] },
  ...more,
});

const affected = (flag: string, words: readonly string[], through: string | null = null): AffectedFlag => ({
  ...{ flag, movements: [], words, through },
});
const UP = '15 % of accounts where region starts with "us-" move off -> on; nobody loses it';

describe('text', () => {
  test('a line that is too long for a terminal goes on below itself, but for the place, which is opened by a click', () => {
    const one = item('new-checkout', 'rule "us": on goes from 10 % to 25 %');
    const whole = report([environment('production', [one])]);
    const narrow = (text: string, column: number): string[] =>
      [text.slice(0, 30 - column), text.slice(31 - column)].filter(Boolean);
    expect(renderText(whole, STYLE, narrow)).toBe(`production  1 flag changes, risk: low
  new-checkout   rule "us": on
                 goes from 10 % to 25 %
                 flags/new-checkout.yaml:19

Approvals needed: none
`);
  });

  test('has the columns, the place of each thing, and what it reaches', () => {
    const production = {
      ...environment(
        'production',
        [item('new-checkout', 'rule "us": on goes from 10 % to 25 %'), item('beta', 'include: added u1', 'segment', 3)],
        [
          affected('new-checkout', [UP]),
          affected('search', ['units listed in segment beta move off -> on'], 'segment beta'),
        ],
      ),
      risk: {
        level: 'medium' as const,
        reasons: [{ code: 'rule-moved', level: 'medium' as const, flag: 'new-checkout', text: 'a rule moved' }],
      },
    };
    const samples = [
      {
        ...{ source: 'contexts/orders.jsonl', count: 10_000 },
        flags: [
          {
            ...{ environment: 'production', flag: 'new-checkout', changed: 412 },
            moves: [{ from: 'off', to: 'on', count: 412, examples: ['contexts/orders.jsonl:7'] }],
          },
        ],
      },
    ];
    const approvals = {
      needed: [
        { environment: 'production', risk: 'medium' as const, needed: 1, roles: ['editor', 'admin'], matters: [] },
      ],
      authors: ['pat@acme.com'],
    };
    const whole = report([production, environment('staging', [])], { samples, approvals });
    expect(renderText(whole, STYLE)).toBe(`production  2 flags change, risk: medium
  segment beta   include: added u1
                 flags/beta.yaml:3
  new-checkout   rule "us": on goes from 10 % to 25 %
                 15 % of accounts where region starts with "us-" move off -> on; nobody loses it
                 412 of 10,000 sample contexts change (contexts/orders.jsonl)
                 flags/new-checkout.yaml:19
  search         through segment beta: units listed in segment beta move off -> on
  risk           new-checkout: a rule moved
staging     no change

Approvals needed: production 1 (editor or admin, not pat@acme.com)
`);
  });

  test('shows what could drive a terminal, in whatever is anybody’s text', () => {
    const evil = '\u001b[2J\nApproved.\u202e';
    const whole = report([environment('production', [item(evil, evil)])], {
      approvals: {
        needed: [{ environment: 'production', risk: 'low', needed: 1, roles: [evil], matters: [] }],
        authors: [evil],
      },
      diff: {
        environments: [environment('production', [item(evil, evil)])],
        settings: [{ setting: 'access', text: evil, place: { file: evil, line: 1 } }],
        attributes: [{ attribute: evil, text: evil, place: null, readers: [{ environment: evil, flags: [evil] }] }],
      },
    });
    const text = renderText(whole, STYLE);
    for (const control of ['\u001b', '\u202e', '\nApproved']) expect(text).not.toContain(control);
    expect(text).toContain('\\u{1b}[2J\\nApproved.');
  });

  test('of many flags that are reached the first are named, and the others counted', () => {
    const many = Array.from({ length: 30 }, (_, index) => affected(`flag-${index}`, [], 'segment beta'));
    const text = renderText(report([environment('production', [item('beta', 'x', 'segment')], many)]), STYLE);
    expect(text).toContain('flag-19');
    expect(text).not.toContain('flag-20');
    expect(text).toContain('and 10 more flags that it reaches');
  });
});

describe('words', () => {
  test.each<[of: Partial<EnvironmentDiff>, expected: string]>([
    [{ isChanged: false }, 'no change'],
    [{ affected: [affected('a', [])] }, '1 flag changes'],
    [{ affected: [affected('a', []), affected('b', [])] }, '2 flags change'],
    [{ presence: 'added', affected: [affected('a', [])] }, 'new environment, 1 flag'],
    [{ presence: 'removed' }, 'the environment goes'],
    [{}, 'only who may change it'],
    [{ items: [item('beta', 'x', 'segment')] }, 'segment beta: no flag answers differently'],
  ])('%j is %s', (of, expected) => {
    expect(summaryOf({ ...environment('production', []), isChanged: true, ...of })).toBe(expected);
  });

  test('a few contexts are named, many counted by where they go', () => {
    const flags = (moves: readonly [string | null, string | null, number][]) => [
      {
        ...{ environment: 'p', flag: 'a', changed: moves.reduce((sum, [, , count]) => sum + count, 0) },
        moves: moves.map(([from, to, count]) => ({ from, to, count, examples: ['x', 'y', 'z'].slice(0, count) })),
      },
    ];
    const lines = (moves: readonly [string | null, string | null, number][]) =>
      sampleLines(report([], { samples: [{ source: 's', count: 9000, flags: flags(moves) }] }), 'p', 'a');
    expect(lines([['off', 'on', 2]])).toEqual(['2 of 9,000 sample contexts change (s): x, y off -> on']);
    expect(lines([['off', 'on', 4000]])).toEqual(['4,000 of 9,000 sample contexts change (s)']);
    expect(
      lines([
        ['a', 'b', 1200],
        ['b', 'b', 1],
      ]),
    ).toEqual(['1,201 of 9,000 sample contexts change (s): 1,200 a -> b; x another value of b']);
    expect(lines([['a', null, 1]])).toEqual(['1 of 9,000 sample contexts changes (s): x a -> no value']);
  });

  test('approvals name who cannot give them once', () => {
    const need = (name: string | null, matters: readonly string[] = []) => ({
      ...{ environment: name, risk: null, needed: 1, roles: name === null ? ['admin'] : ['editor'], matters },
    });
    const text = (names: readonly (string | null)[], authors: readonly string[]) =>
      approvalsText({
        needed: names.map((name) => need(name, name === null ? ['access in flags/flagforge.yaml'] : [])),
        authors,
      });
    expect(text([], ['a@x'])).toBe(null);
    expect(text(['production'], [])).toBe('production 1 (editor)');
    expect(text(['production', 'staging'], ['a@x', 'b@x'])).toBe(
      'production 1 (editor), staging 1 (editor); not a@x or b@x',
    );
    expect(text([null], ['a', 'b', 'c', 'd', 'e'])).toBe(
      'rules 1 (an admin of the project, for access in flags/flagforge.yaml; not a or b or c or 2 more who made it)',
    );
  });
});

describe('Markdown', () => {
  test.each([
    ['@acme/admins', '@<!-- -->acme/admins'],
    ['fixes #12', 'fixes #<!-- -->12'],
    ['GH-12', 'GH-<!-- -->12'],
    ['[x](https://evil.example)', '\\[x\\]\\(https:<!-- -->//evil.example\\)'],
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['</details>\n# Approved', '&lt;/details&gt; #<!-- --> Approved'],
    ['a | b', 'a \\| b'],
    ['`x` **y** _z_', '\\`x\\` \\*\\*y\\*\\* \\_z\\_'],
    ['www.evil.example', 'www<!-- -->.evil.example'],
    ['a\u202eb', 'a b'],
  ])('%j is shown as it is', (text, expected) => expect(escapeMarkdown(text)).toBe(expected));

  test('what stands in the type of programs cannot end it', () => {
    expect(codeSpan('a`b|c\nd')).toBe('`a b c d`');
    expect(codeSpan('``')).toBe('');
  });

  test('says it all in a table first, and folds the rest', () => {
    const text = renderMarkdown(
      report([environment('production', [item('a', 'on for everyone')]), environment('staging', [])]),
    );
    expect(text).toBe(`### What this change does

| environment | change | risk |
|---|---|---|
| \`production\` | 1 flag changes | low |
| \`staging\` | no change |  |

**Approvals needed:** none

<details><summary><b>production</b>: 1 flag changes, risk low</summary>

- **a** \`flags/a.yaml:19\`
  - on for everyone

</details>
`);
    expect(renderMarkdown(report([environment('production', [])]))).toContain('No flag, segment or setting changes.');
  });

  test('stays below the limit of a comment, with its end in order and a note of what is left out', () => {
    const items = Array.from({ length: 900 }, (_, index) => item(`flag-${index}`, `${'<x>'.repeat(100)}`));
    const text = renderMarkdown(report(['production', 'staging'].map((name) => environment(name, items))));
    expect(text.length).toBeLessThan(64_001);
    expect(text.length).toBeGreaterThan(50_000);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    const shown = text.match(/^- \*\*flag-/gm)?.length ?? 0;
    expect(text).toContain(`_${1800 - shown} more did not fit into a comment:`);
    expect(text).toContain('| `staging` | 900 flags change | low |');
  });

  test('one line without end leaves room for the others', () => {
    const text = renderMarkdown(
      report([environment('production', [item('a', 'x'.repeat(100_000)), item('b', 'short')])]),
    );
    expect(text.length).toBeLessThan(10_000);
    expect(text).toContain('- **b**');
  });

  test('a line that is cut is not cut within an escape', () => {
    const text = renderMarkdown(report([environment('production', [item('a', `${'x'.repeat(1499)}<b>`)])]));
    expect(text).not.toMatch(/&lt?(?!;)\b(?!;)\.\.\./);
    expect(text).not.toContain('<b>\n');
  });
});

test.each([
  ['an access key', `${'AKIA'}IOSFODNN7EXAMPLE`, 'IOSFODNN'],
  ['a password in an address', 'postgres://shop:hunter22@db.internal/shop', 'hunter22'],
  ['a private key', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg', 'MIIEvQ'],
])('of %s in a value only the beginning is shown, in any form', (_, secret, hidden) => {
  const line = { text: `variant b: "two" -> "${secret}"`, before: null, after: { url: secret }, place: null };
  const change: ItemDiff = { subject: 'flag', name: 'a', presence: 'kept', lines: [line] };
  const whole = report([environment('production', [change])]);
  for (const text of [renderText(whole, STYLE), renderMarkdown(whole), renderJson(whole)]) {
    expect(text).not.toContain(hidden);
    expect(text).toContain('variant b');
  }
});

test('JSON holds the report, each environment with its words', () => {
  const document: unknown = JSON.parse(renderJson(report([environment('production', [item('a', 'x')])])));
  expect(document).toMatchObject({
    isChanged: true,
    base: { commit: 'a'.repeat(40) },
    environments: [{ environment: 'production', summary: '1 flag changes', text: [{ name: 'a', lines: ['x'] }] }],
    approvals: { needed: [] },
  });
});
