/** `<flag-key>.test.yaml` and `contexts/<name>.yaml`: shape-checked here, run by the CLI. */
import { type Json, type Path, parseDate } from '@flagforge/sdk/engine';
import type { Finding, YamlPath } from '../diagnostics/diagnostic.ts';
import { createLocator, type ParsedDocument } from '../diagnostics/locate.ts';
import { asList, asMap, asText, type BuildContext, type DataMap, report } from './build/build-context.ts';
import { readInstant } from './build/environment.ts';
import { readPercent } from './build/outcome.ts';
import { parsePath } from './expression/index.ts';
import type { SourceFile } from './model.ts';
import { checkShape } from './shape/check-shape.ts';
import { readYaml } from './yaml/read-yaml.ts';

/** What a test expects: each part that is written must be so. */
export interface Expectation {
  readonly value?: Json;
  readonly variant?: string;
  readonly reason?: string;
  /** A rule's name, or its number from 1 as text. */
  readonly rule?: string;
  readonly errorCode?: string;
}

/** One test as written; a matrix makes several assertions of it. */
export interface FlagTest {
  readonly name: string;
  readonly environment: string;
  readonly context: Json;
  /** UTC epoch ms; null: not written. */
  readonly now: number | null;
  /** Thousandths of a percent in [0, 100000): the bucket of every rollout of this flag; null: not written. */
  readonly at: number | null;
  /** In the file's order. */
  readonly matrix: readonly { readonly key: string; readonly path: Path; readonly values: readonly Json[] }[];
  /** Flag -> variant. */
  readonly overrides: Readonly<Record<string, string>>;
  readonly expect: Expectation;
  /** Where the test stands in its file, for findings. */
  readonly path: YamlPath;
  /** The line of its name, from 1. */
  readonly line: number;
}

/** Tests of one file. */
export interface FlagTestFile {
  /** Of the flag. */
  readonly key: string;
  readonly file: string;
  /** In the file's order, none when the file has errors. Read when somebody first asks: `compile` never does. */
  readonly tests: () => readonly FlagTest[];
}

/** What one file of tests says. */
export interface ParsedFlagTests {
  /** Empty when the file has errors. */
  readonly tests: readonly FlagTest[];
  readonly findings: readonly Finding[];
  /** For locating the findings while it is at hand. */
  readonly document?: ParsedDocument;
}

/** Contexts of one file by name. */
export interface ContextsFile {
  readonly file: string;
  readonly contexts: readonly { readonly name: string; readonly context: Json; readonly path: YamlPath }[];
  readonly findings: readonly Finding[];
}

/** In these files any key may be an attribute's, `__proto__` included. @see contract 4, Unit */
const anyKey = (): boolean => true;

/** Parses the tests of a flag; never throws. */
export function parseFlagTests(source: SourceFile): ParsedFlagTests {
  const { data, numbers, findings: yamlFindings, document } = readYaml(source.path, source.text, anyKey);
  if (data === undefined) return { tests: [], findings: yamlFindings };
  const shapeFindings = checkShape('flagTests', source.path, data);
  const context: BuildContext = {
    file: source.path,
    numbers,
    findings: [...yamlFindings, ...shapeFindings],
    settings: { unit: [], attributes: null },
  };
  const locator = createLocator(source.text, document);
  const tests = asList(asMap(data)['tests']).map((test, index) => {
    const path = ['tests', index];
    const { line } = locator.range({ path: [...path, 'name'] }).start;
    return readTest(asMap(test), path, line, context);
  });
  const isSound = context.findings.every((finding) => finding.code === 'FF1019');
  return { tests: isSound ? tests : [], findings: context.findings, ...(document && { document }) };
}

function readTest(map: DataMap, path: YamlPath, line: number, context: BuildContext): FlagTest {
  const now = map['now'];
  const at = map['at'];
  const matrix = Object.entries(asMap(map['matrix'])).map(([key, values]) => {
    return { key, path: readMatrixPath(key, [...path, 'matrix', key], context), values: asList(values) };
  });
  return {
    name: asText(map['name']) ?? '',
    environment: asText(map['environment']) ?? '',
    context: map['context'] ?? {},
    now:
      now === undefined ? null : typeof now === 'number' ? parseDate(now) : readInstant(now, [...path, 'now'], context),
    at: typeof at === 'number' ? readPercent(at, map, 'at', [...path, 'at'], context) : null,
    matrix,
    overrides: asMap(map['overrides']) as Readonly<Record<string, string>>,
    expect: readExpectation(asMap(map['expect'])),
    path,
    line,
  };
}

function readMatrixPath(key: string, path: YamlPath, context: BuildContext): Path {
  const parsed = parsePath(key);
  if ('path' in parsed) return parsed.path;
  report(context, parsed.problem.code, path, parsed.problem.args, { on: 'key' });
  return [];
}

function readExpectation(map: DataMap): Expectation {
  const rule = map['rule'];
  return {
    ...(map['value'] !== undefined && { value: map['value'] }),
    ...(typeof map['variant'] === 'string' && { variant: map['variant'] }),
    ...(typeof map['reason'] === 'string' && { reason: map['reason'] }),
    ...((typeof rule === 'string' || typeof rule === 'number') && { rule: String(rule) }),
    ...(typeof map['errorCode'] === 'string' && { errorCode: map['errorCode'] }),
  };
}

/** Parses sample contexts; never throws. */
export function parseContexts(source: SourceFile): ContextsFile {
  const { data, findings } = readYaml(source.path, source.text, anyKey);
  if (data === undefined) return { file: source.path, contexts: [], findings };
  const all = [...findings, ...checkShape('contexts', source.path, data)];
  const isSound = all.every((finding) => finding.code === 'FF1019');
  const contexts = Object.entries(asMap(data)).map(([name, context]) => ({ name, context, path: [name] }));
  return { file: source.path, contexts: isSound ? contexts : [], findings: all };
}
