/**
 * Golden folders: each `fixtures/<area>/<case>/` is a project, and its `expected.txt` is what `validate` says of it, and
 * what only a run of its tests can say.
 * `FLAGFORGE_UPDATE_GOLDEN=1 npx vitest run cli/golden.test.ts` writes them anew; read the diff before committing.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  type CompileResult,
  compileProject,
  type SourceFile,
  sortDiagnostics,
  toDiagnostics,
} from './compile/index.ts';
import type { DiskCache } from './compile-cache.ts';
import { CODES, helpOf } from './diagnostics/codes.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { renderText } from './diagnostics/reporters/index.ts';
import { checkFlagTests } from './flag-tests/check-flag-tests.ts';
import { createTestRunner } from './flag-tests/run-flag-tests.ts';
import { createJsonValidator } from './json-schema.ts';
import { loadProject } from './project.ts';

const ROOT = fileURLToPath(new URL('fixtures/', import.meta.url));
const NOW = Date.UTC(2026, 5, 1);
const isUpdate = process.env['FLAGFORGE_UPDATE_GOLDEN'] === '1';

const foldersIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

const cases = foldersIn(ROOT).flatMap((area) => foldersIn(join(ROOT, area)).map((name) => `${area}/${name}`));

/** A folder without flagforge.yaml is no project to the loader; the compiler alone says what it lacks. */
const filesOf = async (folder: string) => {
  if (existsSync(join(folder, 'flagforge.yaml'))) return (await loadProject(folder)).files;
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
};

const NO_CACHE: DiskCache = { get: () => undefined, set: () => {}, save: () => {} };

/** What running the tests finds. */
const runTests = (files: readonly SourceFile[], { snapshots, tests }: CompileResult): Diagnostic[] => {
  const run = createTestRunner(snapshots, NOW);
  const textOf = (path: string): string => files.find((file) => file.path === path)?.text ?? '';
  return tests.flatMap((file) => toDiagnostics(textOf(file.file), run(file).findings));
};

const compile = async (
  folder: string,
): Promise<{ result: CompileResult; diagnostics: readonly Diagnostic[]; text: string }> => {
  const files = await filesOf(folder);
  const result = compileProject(files, { now: NOW, validateJson: createJsonValidator() });
  const checked = checkFlagTests({ files, result, cache: NO_CACHE });
  const diagnostics = sortDiagnostics([...checked, ...runTests(files, result)]);
  const text = renderText(diagnostics, {
    files: new Map(files.map((file) => [file.path, file.text])),
    color: false,
    unicode: false,
    dirLabel: 'flags',
  });
  return { result, diagnostics, text: text === '' ? 'no problems\n' : `${text}\n` };
};

describe('golden projects', () => {
  test.each(cases)('%s says exactly what is expected', async (name) => {
    const folder = join(ROOT, name);
    const { result, text } = await compile(folder);
    const expected = join(folder, 'expected.txt');
    if (isUpdate) writeFileSync(expected, text);
    expect(text).toBe(readFileSync(expected, 'utf8'));
    const isSound = result.diagnostics.every((diagnostic) => diagnostic.severity !== 'error');
    expect(result.snapshots.size > 0).toBe(isSound);
  });

  test('a project without problems has none', async () => {
    const { result } = await compile(join(ROOT, 'clean/whole-surface'));
    expect(result.diagnostics).toEqual([]);
    expect(result.snapshots.size).toBe(3);
  });
});

/** Codes that no file of a project can bring about, with where they are tested. */
const WITHOUT_FOLDER: Readonly<Record<string, string>> = {
  FF1021: 'below: a file that vanishes or may not be read',
  FF1022: 'below: links are made by the test',
};

/** Those of the files of a project: not of stores and git (FF3, FF4), which the tests of their commands bring about, nor our own bugs. */
const fileCodes = Object.keys(CODES).filter((code) => !/^FF[349]/.test(code));

describe('the table of codes', () => {
  test('every code about files has a golden folder that triggers it', async () => {
    const seen = new Set(Object.keys(WITHOUT_FOLDER));
    for (const name of cases) {
      const { diagnostics } = await compile(join(ROOT, name));
      for (const { code } of diagnostics) seen.add(code);
    }
    expect(fileCodes.filter((code) => !seen.has(code))).toEqual([]);
  });

  test.each(Object.keys(CODES))('%s has help in whole sentences', (code) => {
    const help = helpOf(code.toLowerCase());
    expect(code).toMatch(/^FF\d{4}$/);
    expect(help?.title).toMatch(/[^.\s]$/);
    expect(help?.paragraph.length).toBeGreaterThan(30);
    expect(help?.paragraph).toMatch(/[.!?)`]$/);
    if (help?.example) expect(help.example.wrong).not.toBe(help.example.right);
  });

  test('no help for a code that does not exist', () => {
    expect(helpOf('FF9998')).toBeNull();
    expect(helpOf('toString')).toBeNull();
  });
});

describe('links', () => {
  test('a link out of the project is an error at the file that is the link', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'flagforge-golden-'));
    try {
      const folder = join(parent, 'flags');
      mkdirSync(folder);
      writeFileSync(join(parent, 'elsewhere.yaml'), 'type: boolean\n');
      writeFileSync(join(folder, 'flagforge.yaml'), 'version: 1\norganization: acme\nproject: shop\n');
      symlinkSync(join(parent, 'elsewhere.yaml'), join(folder, 'linked.yaml'));
      symlinkSync(join(folder, 'gone.yaml'), join(folder, 'broken.yaml'));
      const { result } = await compile(folder);
      const found = result.diagnostics.map(({ file, code }) => `${file} ${code}`);
      expect(found).toEqual(['broken.yaml FF1021', 'linked.yaml FF1022']);
    } finally {
      rmSync(parent, { recursive: true });
    }
  });
});
