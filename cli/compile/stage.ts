/** What is done with one file alone, and so can be remembered by its content. */
import { canonicalJson } from '@flagforge/sdk/snapshot';
import type { Diagnostic, Finding } from '../diagnostics/diagnostic.ts';
import type { ParsedDocument } from '../diagnostics/locate.ts';
import { asMap, asText, type BuildContext, type ConditionSettings } from './build/build-context.ts';
import { buildConfig } from './build/config.ts';
import { buildFlag } from './build/flag.ts';
import { buildSegment } from './build/segment.ts';
import { damagesModel, echoFilter } from './damage.ts';
import { type FlagTest, parseContexts, parseFlagTests } from './flag-test-file.ts';
import { type Included, readIncluded } from './include-file.ts';
import type { FlagSource, ProjectConfig, SegmentSource, SourceFile } from './model.ts';
import { configRules, flagRules, type RuleTools, segmentRules } from './rules/index.ts';
import { withoutBareEchoes } from './shape/bare-echoes.ts';
import { checkShape, type FileKind } from './shape/check-shape.ts';
import type { FlagText } from './snapshot/build-snapshot.ts';
import { compileFlag } from './snapshot/compile-flag.ts';
import { addFlag, createReach } from './snapshot/reach.ts';
import { toDiagnostics } from './to-diagnostics.ts';
import { explainCutConditions } from './yaml/cut-conditions.ts';
import { readYaml } from './yaml/read-yaml.ts';

/** What a stage made of one file. `model` is null when there is an error among the diagnostics. */
export interface Staged<Model> {
  readonly model: Model | null;
  readonly diagnostics: readonly Diagnostic[];
}

export interface StagedFlag extends Staged<FlagSource> {
  /** By environment, in the project's order; empty when the flag has errors or is archived. */
  readonly texts: readonly FlagText[];
}

/** Without a sound flagforge.yaml conditions are only parsed: what the attributes are is not known. */
const UNKNOWN_SETTINGS: ConditionSettings = { unit: ['targetingKey'], attributes: null };

/** Reads, checks and builds; of a file with errors the rules say what does not follow from them. */
function stage<Model>(
  kind: FileKind,
  file: SourceFile,
  settings: ConditionSettings,
  before: readonly Finding[],
  build: (data: Parameters<typeof buildConfig>[0], context: BuildContext) => Model,
  rules: (model: Model) => readonly Finding[],
): Staged<Model> {
  const draft = readModel(kind, file, settings, before, build);
  const diagnostics = toDiagnostics(file.text, draft.findings, draft.document);
  const damage = draft.findings.filter((finding) => damagesModel(kind, finding));
  const isWorthSaying = echoFilter(kind, damage);
  if (draft.model === null || isWorthSaying === null) return { model: null, diagnostics };
  const more = toDiagnostics(file.text, rules(draft.model).filter(isWorthSaying), draft.document);
  const model = damage.length === 0 ? draft.model : null;
  return { model, diagnostics: more.length === 0 ? diagnostics : [...diagnostics, ...more] };
}

interface ReadModel<Model> {
  readonly model: Model | null;
  readonly findings: readonly Finding[];
  readonly document?: ParsedDocument;
}

function readModel<Model>(
  kind: FileKind,
  file: SourceFile,
  settings: ConditionSettings,
  before: readonly Finding[],
  build: (data: Parameters<typeof buildConfig>[0], context: BuildContext) => Model,
): ReadModel<Model> {
  const unreadable = problemOf(file);
  if (unreadable !== null) return { model: null, findings: [...before, unreadable] };
  const isOpenMap = kind === 'project' ? isAttributes : undefined;
  const { data, numbers, findings, document } = readYaml(file.path, file.text, isOpenMap);
  const all: Finding[] = [...before, ...findings];
  if (data === undefined) return { model: null, findings: all };
  for (const finding of checkShape(kind, file.path, data)) all.push(finding);
  const model = build(data, { file: file.path, numbers, findings: all, settings });
  const told = explainCutConditions(withoutBareEchoes(all), document);
  return { model, findings: told, ...(document && { document }) };
}

/** Names of attributes are those of a context, where any key may stand. */
const isAttributes = (path: readonly (string | number)[]): boolean => path.length === 1 && path[0] === 'attributes';

/** What kept the loader from reading the file as text, if anything. */
export function problemOf(file: SourceFile): Finding | null {
  const problem = file.problem;
  if (problem === undefined) return null;
  return { code: problem.code, file: file.path, place: { offsets: [problem.at, problem.at] }, args: problem.args };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** flagforge.yaml. */
export function stageConfig(file: SourceFile): Staged<ProjectConfig> {
  return stage('project', file, UNKNOWN_SETTINGS, [], buildConfig, (config) => {
    return configRules.flatMap((rule) => rule(config));
  });
}

/** A flag's file: its model, what its own rules find, and its text in each environment. `config` null: broken. */
export function stageFlag(
  file: SourceFile,
  key: string,
  before: readonly Finding[],
  config: ProjectConfig | null,
  tools: RuleTools,
): StagedFlag {
  const staged = stage(
    'flag',
    file,
    config ?? UNKNOWN_SETTINGS,
    before,
    (data, context) => buildFlag(key, data, context),
    (flag) => (config === null ? [] : flagRules.flatMap((rule) => rule(flag, config, tools))),
  );
  const { model } = staged;
  if (model === null || config === null || model.archived || hasErrors(staged.diagnostics))
    return { ...staged, texts: [] };
  return { ...staged, texts: config.environments.map(({ name }) => flagText(model, name, config)) };
}

function flagText(model: FlagSource, environment: string, config: ProjectConfig): FlagText {
  const flag = compileFlag(model, environment, config.unit);
  const reach = createReach();
  addFlag(flag, reach);
  return { text: canonicalJson(flag), segments: [...reach.segments], instants: [...reach.instants] };
}

/** The file that a segment includes, if it does. */
export function includedBy(file: SourceFile, files: ReadonlyMap<string, SourceFile>): Included | null {
  if (!file.text.includes('includeFile')) return null;
  const written = asText(asMap(readYaml(file.path, file.text).data)['includeFile']);
  return written === null || written === '' ? null : readIncluded(file.path, written, files);
}

/** A segment's file. */
export function stageSegment(
  file: SourceFile,
  name: string,
  before: readonly Finding[],
  included: Included | null,
  config: ProjectConfig | null,
): Staged<SegmentSource> {
  const findings = [...before, ...(included?.findings ?? [])];
  return stage(
    'segment',
    file,
    config ?? UNKNOWN_SETTINGS,
    findings,
    (data, context) => buildSegment(name, data, included?.units ?? [], context),
    (segment) => (config === null ? [] : segmentRules.flatMap((rule) => rule(segment, config))),
  );
}

/** What a file of tests says; no tests when there is an error among the diagnostics. */
export interface StagedTests {
  readonly tests: readonly FlagTest[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A file of tests. */
export function stageTests(file: SourceFile): StagedTests {
  const unreadable = problemOf(file);
  if (unreadable !== null) return { tests: [], diagnostics: toDiagnostics(file.text, [unreadable]) };
  const { tests, findings, document } = parseFlagTests(file);
  return { tests, diagnostics: toDiagnostics(file.text, findings, document) };
}

/** A file of contexts: only its findings count here. */
export function stageContexts(file: SourceFile): readonly Diagnostic[] {
  const unreadable = problemOf(file);
  return toDiagnostics(file.text, unreadable === null ? parseContexts(file).findings : [unreadable]);
}
