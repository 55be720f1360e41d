import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Diagnostic, Edit } from '../diagnostics/diagnostic.ts';
import { applyFixes } from './fix.ts';
import { compileProject } from './index.ts';

const NOW = Date.UTC(2026, 5, 1);
const CONFIG = { path: 'flagforge.yaml', text: 'version: 1\norganization: acme\nproject: shop\n' };

const withEdits = (...edits: Edit[]): Diagnostic => ({
  code: 'FF1401',
  severity: 'error',
  file: 'f.yaml',
  range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } },
  args: {},
  message: '',
  edits,
});

const fixText = (text: string, ...diagnostics: Diagnostic[]) => applyFixes([{ path: 'f.yaml', text }], diagnostics);

describe('applying mends', () => {
  test('makes all that do not overlap, whatever their order', () => {
    const result = fixText(
      'a: 1\nb: 2\n',
      withEdits({ start: 8, end: 9, text: '20' }),
      withEdits({ start: 3, end: 4, text: '10' }),
    );
    expect(result.files).toEqual([{ path: 'f.yaml', text: 'a: 10\nb: 20\n' }]);
    expect(result.fixed).toHaveLength(2);
  });

  test('makes the first of two that overlap and leaves the other', () => {
    const result = fixText(
      'a: 12\n',
      withEdits({ start: 4, end: 5, text: '9' }),
      withEdits({ start: 3, end: 5, text: '7' }),
    );
    expect(result.files[0]?.text).toBe('a: 7\n');
    expect(result.skipped).toHaveLength(1);
  });

  test('makes one mend that two findings share', () => {
    const edit = { start: 3, end: 4, text: '2' };
    expect(fixText('a: 1\n', withEdits(edit), withEdits(edit))).toMatchObject({
      files: [{ text: 'a: 2\n' }],
      skipped: [],
    });
  });

  test('leaves out what would break the file, and makes the rest', () => {
    const result = fixText(
      'a: 1\nb: 2\n',
      withEdits({ start: 3, end: 4, text: '[' }),
      withEdits({ start: 8, end: 9, text: '3' }),
    );
    expect(result.files[0]?.text).toBe('a: 1\nb: 3\n');
    expect(result.fixed).toHaveLength(1);
    expect(result.skipped).toHaveLength(1);
  });

  test('names no file that stays as it is', () => {
    expect(fixText('a: 1\n').files).toEqual([]);
  });

  test('refuses places outside of the text', () => {
    expect(fixText('a: 1\n', withEdits({ start: 3, end: 99, text: 'x' })).files).toEqual([]);
  });
});

describe('sorting a schedule', () => {
  const flag = (schedule: string) =>
    `description: x\nowner: web\ntype: boolean\nenvironments:\n  production:\n    schedule:${schedule}`;
  const fix = (text: string) => {
    const files = [CONFIG, { path: 'f.yaml', text }];
    const { diagnostics } = compileProject(files, { now: NOW });
    expect(diagnostics.map((one) => one.code)).toContain('FF1401');
    const fixed = applyFixes(files, diagnostics).files[0]?.text ?? '';
    const again = compileProject([CONFIG, { path: 'f.yaml', text: fixed }], { now: NOW });
    expect(again.diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
    return fixed;
  };

  test.each([
    [
      'block style, with the comments that belong to each step',
      '\n      # launch\n      - at: "2026-12-08T09:00:00Z"\n        default: on # all\n\n      # inside\n      - { at: "2026-12-01T09:00:00Z", enabled: true }\n    # the end\n',
      '\n      # inside\n      - { at: "2026-12-01T09:00:00Z", enabled: true }\n      # launch\n      - at: "2026-12-08T09:00:00Z"\n        default: on # all\n\n    # the end\n',
    ],
    [
      'no line end at the end of the file',
      '\n      - { at: "2026-12-08T09:00:00Z", default: on }\n      - { at: "2026-12-01T09:00:00Z", enabled: true }',
      '\n      - { at: "2026-12-01T09:00:00Z", enabled: true }\n      - { at: "2026-12-08T09:00:00Z", default: on }',
    ],
    [
      'flow style',
      ' [{ at: "2026-12-08T09:00:00Z", default: on },  { at: "2026-12-01T09:00:00Z", enabled: true }]\n',
      ' [{ at: "2026-12-01T09:00:00Z", enabled: true },  { at: "2026-12-08T09:00:00Z", default: on }]\n',
    ],
    [
      'list items at the depth of their key',
      '\n    - { at: "2026-12-08T09:00:00Z", default: on }\n    - { at: "2026-12-10T09:00:00Z", enabled: false }\n    - { at: "2026-12-01T09:00:00Z", enabled: true }\n',
      '\n    - { at: "2026-12-01T09:00:00Z", enabled: true }\n    - { at: "2026-12-08T09:00:00Z", default: on }\n    - { at: "2026-12-10T09:00:00Z", enabled: false }\n',
    ],
  ])('%s', (_name, before, after) => {
    const fixed = fix(flag(before));
    expect(fixed).toBe(flag(after));
    expect(parse(fixed)).toBeTruthy();
  });

  test('keeps CRLF', () => {
    const before =
      '\n      - { at: "2026-12-08T09:00:00Z", default: on }\n      - { at: "2026-12-01T09:00:00Z", enabled: true }';
    const fixed = fix(flag(before).replaceAll('\n', '\r\n'));
    expect(
      fixed
        .split('\n')
        .slice(0, -1)
        .every((line) => line.endsWith('\r')),
    ).toBe(true);
  });
});
