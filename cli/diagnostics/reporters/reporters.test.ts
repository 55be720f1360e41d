import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../diagnostic.ts';
import { renderGithub, renderJson, renderSarif, renderSummary, renderText } from './index.ts';

const at = (line: number, column: number, endLine: number, endColumn: number) => ({
  start: { line, column },
  end: { line: endLine, column: endColumn },
});

const base: Diagnostic = {
  code: 'FF1203',
  severity: 'error',
  file: 'new-checkout.yaml',
  range: at(2, 9, 2, 12),
  args: {},
  message: 'variant "onn" is not defined by this flag',
  hint: 'did you mean "on"? Variants: on, off',
};

const PLAIN = { color: false, unicode: false, dirLabel: 'flags' } as const;

const text = (diagnostic: Partial<Diagnostic>, source: string, options: object = {}) => {
  const one = { ...base, ...diagnostic };
  return renderText([one], { ...PLAIN, files: new Map([[one.file, source]]), ...options }).split('\n');
};

describe('text', () => {
  test('groups by file and aligns places, line numbers and hints', () => {
    const files = new Map([
      ['new-checkout.yaml', 'type: boolean\n  serve: onn\n'],
      ['other.yaml', `${'\n'.repeat(11)}    rollout: { on: 10, off: 85 }\n`],
    ]);
    const second: Diagnostic = {
      ...base,
      code: 'FF1301',
      severity: 'warning',
      file: 'other.yaml',
      range: at(12, 14, 12, 33),
      message: 'rollout adds up to 95 %, not 100 %',
      hint: 'did you mean off: 90?',
      edits: [{ start: 0, end: 0, text: '' }],
    };
    expect(renderText([base, second], { ...PLAIN, files })).toBe(
      [
        'flags/new-checkout.yaml',
        '    2:9  error   FF1203  variant "onn" is not defined by this flag',
        '          2 |   serve: onn',
        '            |         ^^^',
        '         hint: did you mean "on"? Variants: on, off',
        'flags/other.yaml',
        '  12:14  warning FF1301  rollout adds up to 95 %, not 100 %',
        '         12 |     rollout: { on: 10, off: 85 }',
        '            |              ^^^^^^^^^^^^^^^^^^^',
        '         hint: did you mean off: 90?  (fixable with --fix)',
      ].join('\n'),
    );
  });

  test.each([
    ['wide characters take two columns', '説明: あ onn', at(1, 7, 1, 10), '| 説明: あ onn', `| ${' '.repeat(9)}^^^`],
    ['combining marks take none', 'e\u0301: onn', at(1, 5, 1, 8), '| e\u0301: onn', '|    ^^^'],
    ['a tab becomes spaces to the next stop', 'a:\tonn', at(1, 4, 1, 7), '| a:  onn', '|     ^^^'],
    ['an emoji is one mark of two columns', 'a: 😀 onn', at(1, 4, 1, 6), '| a: 😀 onn', '|    ^^'],
    ['an empty range still has its caret', 'a: ', at(1, 4, 1, 4), '| a:', '|    ^'],
    ['a range over lines is marked to the end of its first', 'a: {\n  b: 1 }', at(1, 4, 2, 9), '| a: {', '|    ^'],
    ['control characters do not reach the terminal', 'a: \u001b[31mx', at(1, 4, 1, 5), '| a: ?[31mx', '|    ^'],
    ['a carriage return is not part of the line', 'a: onn\r\nb', at(1, 4, 1, 7), '| a: onn', '|    ^^^'],
  ])('%s', (_name, source, range, line, caret) => {
    const [, , shown, marked] = text({ range }, source);
    expect(shown?.slice(shown.indexOf('|'))).toBe(line);
    expect(marked?.slice(marked.indexOf('|'))).toBe(caret);
  });

  test('a long line is cut around the caret', () => {
    const source = `${'x'.repeat(200)}onn${'y'.repeat(200)}`;
    const [, , shown = '', marked = ''] = text({ range: at(1, 201, 1, 204) }, source, { columns: 60 });
    const line = shown.slice(shown.indexOf('|') + 2);
    expect(line).toMatch(/^\.\.\.x+onny+\.\.\.$/);
    expect(line.length).toBeLessThanOrEqual(60);
    expect(line.indexOf('onn')).toBe(marked.slice(marked.indexOf('|') + 2).indexOf('^'));
    const [, , unicode = ''] = text({ range: at(1, 201, 1, 204) }, source, { columns: 60, unicode: true });
    expect(unicode).toContain('\u2026x');
  });

  test('no excerpt for a file whose text is not there, or for a line beyond its end', () => {
    expect(renderText([base], { ...PLAIN, files: new Map() }).split('\n')).toHaveLength(3);
    expect(text({ range: at(99, 1, 99, 2) }, 'a\n')).toHaveLength(3);
  });

  test('the finding says so when only --fix can be named', () => {
    const { hint: _hint, ...rest } = base;
    const out = renderText([{ ...rest, edits: [{ start: 0, end: 1, text: '' }] }], { ...PLAIN, files: new Map() });
    expect(out).toMatch(/hint: fixable with --fix$/);
  });

  test('colour is all that color adds', () => {
    const files = new Map([[base.file, 'x\n  serve: onn\n']]);
    const colored = renderText([base], { ...PLAIN, files, color: true });
    expect(colored).toContain('\u001b[31m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is looked for
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(renderText([base], { ...PLAIN, files }));
  });

  test('a secret is masked in every excerpt of its file', () => {
    const source = 'a: { key: "AKIAIOSFODNN7EXAMPLE", on: onn }';
    const secret: Diagnostic = { ...base, code: 'FF1607', range: at(1, 11, 1, 33) };
    const other: Diagnostic = { ...base, range: at(1, 39, 1, 42) };
    const out = renderText([secret, other], { ...PLAIN, files: new Map([[base.file, source]]) });
    expect(out).not.toContain('AKIAI');
    expect(out.match(/"AKIA\*{16}"/g)).toHaveLength(2);
  });

  test.each([
    ['flags/', 'flags/new-checkout.yaml'],
    ['', 'new-checkout.yaml'],
    ['.', 'new-checkout.yaml'],
    ['/', '/new-checkout.yaml'],
    ['../shop/flags', '../shop/flags/new-checkout.yaml'],
  ])('the folder %j comes before the file', (dirLabel, label) => {
    expect(text({}, '', { dirLabel })[0]).toBe(label);
  });

  test('nothing for no findings', () => {
    expect(renderText([], { ...PLAIN, files: new Map() })).toBe('');
  });
});

describe('summary', () => {
  const counts = { flags: 1028, segments: 1, environments: 3 };
  test('counts what was read and found', () => {
    expect(renderSummary([], { counts, elapsedMs: 38 })).toBe(
      '1,028 flags, 1 segment, 3 environments: no problems (38 ms)',
    );
    const findings: Diagnostic[] = [base, base, { ...base, severity: 'note', edits: [] }];
    expect(renderSummary(findings, { counts, elapsedMs: 41 })).toBe(
      '1,028 flags, 1 segment in 41 ms: 2 errors, 1 note, 1 fixable',
    );
    expect(renderSummary([{ ...base, severity: 'warning' }], { counts })).toBe('1,028 flags, 1 segment: 1 warning');
  });
});

describe('JSON', () => {
  test('is the public form, with a hint only where there is one', () => {
    const { hint: _hint, ...bare } = base;
    const expected = {
      file: 'new-checkout.yaml',
      line: 2,
      column: 9,
      endLine: 2,
      endColumn: 12,
      severity: 'error',
      code: 'FF1203',
      message: base.message,
    };
    expect(JSON.parse(renderJson([base, bare]))).toEqual({ diagnostics: [{ ...expected, hint: base.hint }, expected] });
    expect(JSON.parse(renderJson([]))).toEqual({ diagnostics: [] });
  });
});

describe('GitHub annotations', () => {
  test('escapes properties and data, and gives columns for one line only', () => {
    const odd: Diagnostic = {
      ...base,
      severity: 'note',
      file: 'a,b:c%.yaml',
      range: at(1, 2, 3, 4),
      message: '10 %\nof\r',
      hint: 'x::y',
    };
    expect(renderGithub([base, odd], { dirLabel: 'flags', titleOf: () => 'unknown, variant' }).split('\n')).toEqual([
      '::error file=flags/new-checkout.yaml,line=2,endLine=2,col=9,endColumn=12,title=FF1203 unknown%2C variant::variant "onn" is not defined by this flag%0Ahint: did you mean "on"? Variants: on, off',
      '::notice file=flags/a%2Cb%3Ac%25.yaml,line=1,endLine=3,title=FF1203 unknown%2C variant::10 %25%0Aof%0D%0Ahint: x::y',
    ]);
  });
});

describe('SARIF', () => {
  const require = createRequire(import.meta.url);
  const schemaFile = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  // The schema is draft-04, whose `id` a newer validator refuses; its patterns are not Unicode ones.
  const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8'));
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
  const isValid = (log: unknown): void => {
    validate(log);
    expect(validate.errors ?? []).toEqual([]);
  };

  test('is valid against the official schema, with findings, fixes and none', () => {
    const fixable: Diagnostic = { ...base, code: 'FF1401', edits: [{ start: 3, end: 4, text: 'x' }] };
    isValid(
      JSON.parse(renderSarif([base, fixable, { ...base, severity: 'note' }], { dirLabel: 'flags', version: '0.1.0' })),
    );
    isValid(JSON.parse(renderSarif([], { dirLabel: '' })));
    expect(validate({ version: '2.1.0', runs: [{}] })).toBe(false);
  });

  test('points at the file relative to the root, and at the help of the code', () => {
    const odd: Diagnostic = { ...base, file: 'segments/a b#ü:1.yaml' };
    const log = JSON.parse(renderSarif([odd], { dirLabel: './flags/' }));
    const [run] = log.runs;
    const [result] = run.results;
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'flags/segments/a%20b%23%C3%BC%3A1.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 2, startColumn: 9, endLine: 2, endColumn: 12 },
    });
    expect(run.tool.driver.rules[result.ruleIndex]).toMatchObject({
      id: 'FF1203',
      name: 'UnknownVariant',
      defaultConfiguration: { level: 'error' },
    });
    expect(result.message.text).toContain('hint: did you mean');
  });
});
