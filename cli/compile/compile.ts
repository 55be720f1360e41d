/** From a project's files to diagnostics, or to one snapshot for each environment. */
import type { Snapshot } from '@flagforge/sdk/engine';
import type { Diagnostic, Finding } from '../diagnostics/diagnostic.ts';
import type { CompileCache } from './cache.ts';
import { type FileRole, roleOf } from './file-kinds.ts';
import { createFileMemory, type FileMemory } from './file-memory.ts';
import type { FlagTestFile } from './flag-test-file.ts';
import type { FlagSummary, Project, ProjectConfig, SegmentSource, SourceFile } from './model.ts';
import { projectRules, type ValidateJson } from './rules/index.ts';
import { buildSnapshot, type FlagText } from './snapshot/build-snapshot.ts';
import { hashText } from './snapshot/sha256.ts';
import {
  hasErrors,
  includedBy,
  problemOf,
  stageConfig,
  stageContexts,
  stageFlag,
  stageSegment,
  stageTests,
} from './stage.ts';
import { suggestName } from './suggest.ts';
import { sortDiagnostics, toDiagnostics } from './to-diagnostics.ts';

export interface CompileOptions {
  /** UTC epoch ms: what is past and what is expired. The snapshots do not depend on it. */
  readonly now: number;
  /** What the snapshots say compiled them. Default `flagforge`. Part of the cache's keys. */
  readonly compiler?: string;
  /** The full id of the commit that the files are of; default null. */
  readonly commit?: string | null;
  readonly cache?: CompileCache;
  /** SHA-256 of a text's UTF-8 bytes in lower-case hex; default: the portable one. */
  readonly sha256?: (text: string) => string;
  /** Checks values of json flags against the flags' own schemas; default: they are not checked (browsers). */
  readonly validateJson?: ValidateJson;
  /** Called now and then with the number of flag files that are done, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface CompileResult {
  /** By file, line, column, code. */
  readonly diagnostics: readonly Diagnostic[];
  /** null when flagforge.yaml is missing or has errors. */
  readonly project: Project | null;
  /** By environment, in the project's order; empty when there are errors. */
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  /** The files of tests, ascending by path. */
  readonly tests: readonly FlagTestFile[];
  /** Files of flags and segments, broken ones too; environments of the project. */
  readonly counts: { readonly flags: number; readonly segments: number; readonly environments: number };
}

const PROGRESS_EVERY = 64;

const uncheckedJson: ValidateJson = () => ({ problems: [] });

type Named = { readonly file: SourceFile; readonly name: string; readonly before: readonly Finding[] };

interface SortedFiles {
  readonly byPath: ReadonlyMap<string, SourceFile>;
  readonly flags: Named[];
  readonly segments: Named[];
  readonly tests: Named[];
  readonly contexts: Named[];
  readonly refused: { readonly file: SourceFile; readonly finding: Finding }[];
}

/**
 * Compiles a project: every problem of every file in one run, and where there is none that is an error, the snapshots.
 * Pure, and independent of the order of the files. Never throws on bad files.
 * @see contract 2, 5
 */
export function compileProject(files: readonly SourceFile[], options: CompileOptions): CompileResult {
  const sorted = sortFiles(files);
  const sha256 = options.sha256 ?? hashText;
  const compiler = options.compiler ?? 'flagforge';
  const diagnostics: Diagnostic[] = [];
  const add = (more: readonly Diagnostic[]): void => {
    for (const diagnostic of more) diagnostics.push(diagnostic);
  };
  for (const { file, finding } of sorted.refused) add(toDiagnostics(file.text, [problemOf(file) ?? finding]));
  const configFile = sorted.byPath.get('flagforge.yaml');
  const config = compileConfig(configFile, add);
  const checks = options.validateJson === undefined ? 'unchecked' : 'checked';
  const scope = `${compiler}\n${checks}\n${config === null ? '-' : (configFile?.text ?? '')}`;
  const memory = createFileMemory(options.cache, sha256, scope);
  const segments = compileSegments(sorted, config, memory, add);
  const flags = compileFlags(sorted, config, memory, options, add);
  const tests = compileTests(sorted, memory, add);
  compileContexts(sorted, memory, add);
  const counts = {
    flags: sorted.flags.length,
    segments: sorted.segments.length,
    environments: config?.environments.length ?? 0,
  };
  if (config === null)
    return { diagnostics: sortDiagnostics(diagnostics), project: null, snapshots: new Map(), tests, counts };
  const project: Project = {
    config,
    flags: flags.sound.map(({ summary }) => summary),
    segments: segments.sound,
    brokenFlags: flags.broken,
    brokenSegments: segments.broken,
  };
  add(checkProject(project, sorted.byPath, options.now));
  const snapshots = hasErrors(diagnostics)
    ? new Map<string, Snapshot>()
    : buildSnapshots(project, flags.sound, { compiler, commit: options.commit ?? null, sha256 });
  return { diagnostics: sortDiagnostics(diagnostics), project, snapshots, tests, counts };
}

/** By kind, each kind ascending by path, so that nothing depends on the order of the files. */
function sortFiles(files: readonly SourceFile[]): SortedFiles {
  const ordered = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const sorted: SortedFiles = {
    byPath: new Map(ordered.map((file) => [file.path, file])),
    flags: [],
    segments: [],
    tests: [],
    contexts: [],
    refused: [],
  };
  const lists = { flag: sorted.flags, segment: sorted.segments, flagTests: sorted.tests, contexts: sorted.contexts };
  for (const file of ordered) {
    const role: FileRole = roleOf(file.path);
    if (role.kind === 'refused') sorted.refused.push({ file, finding: role.finding });
    else if (role.kind !== 'project' && role.kind !== 'other') {
      lists[role.kind].push({ file, name: role.name, before: role.finding === null ? [] : [role.finding] });
    }
  }
  return sorted;
}

function compileConfig(file: SourceFile | undefined, add: (more: readonly Diagnostic[]) => void): ProjectConfig | null {
  if (file === undefined) {
    add(toDiagnostics('', [{ code: 'FF1128', file: 'flagforge.yaml', place: { offsets: [0, 0] }, args: {} }]));
    return null;
  }
  const staged = stageConfig(file);
  add(staged.diagnostics);
  return staged.model;
}

interface Compiled<Model> {
  readonly sound: readonly Model[];
  /** Names of files that have errors of their own. */
  readonly broken: readonly string[];
}

function compileSegments(
  sorted: SortedFiles,
  config: ProjectConfig | null,
  memory: FileMemory,
  add: (more: readonly Diagnostic[]) => void,
): Compiled<SegmentSource> {
  const sound: SegmentSource[] = [];
  const broken: string[] = [];
  for (const { file, name, before } of sorted.segments) {
    const included = includedBy(file, sorted.byPath);
    const staged = memory.segment(file, included?.source ?? '', () =>
      stageSegment(file, name, before, included, config),
    );
    add(staged.diagnostics);
    if (staged.model === null) broken.push(name);
    else sound.push(staged.model);
  }
  return { sound, broken };
}

/** A flag without errors of its own, and its text in each environment. */
interface SoundFlag {
  readonly summary: FlagSummary;
  readonly texts: readonly FlagText[];
}

function compileFlags(
  sorted: SortedFiles,
  config: ProjectConfig | null,
  memory: FileMemory,
  options: CompileOptions,
  add: (more: readonly Diagnostic[]) => void,
): Compiled<SoundFlag> {
  const tools = { validateJson: options.validateJson ?? uncheckedJson };
  const sound: SoundFlag[] = [];
  const broken: string[] = [];
  const total = sorted.flags.length;
  sorted.flags.forEach(({ file, name, before }, index) => {
    const { summary, diagnostics, texts } = memory.flag(file, () => stageFlag(file, name, before, config, tools));
    add(diagnostics);
    if (summary === null) broken.push(name);
    else sound.push({ summary, texts });
    if ((index + 1) % PROGRESS_EVERY === 0 || index + 1 === total) options.onProgress?.(index + 1, total);
  });
  return { sound, broken };
}

function compileTests(
  sorted: SortedFiles,
  memory: FileMemory,
  add: (more: readonly Diagnostic[]) => void,
): FlagTestFile[] {
  const keys = new Set(sorted.flags.map(({ name }) => name));
  return sorted.tests.map(({ file, name, before }) => {
    if (!keys.has(name) || before.length > 0) {
      const suggestion = suggestName(name, keys);
      const args = { key: name, ...(suggestion !== undefined && { suggestion }) };
      const orphan: Finding = { code: 'FF1127', file: file.path, place: { offsets: [0, 0] }, args };
      add(toDiagnostics(file.text, before.length > 0 ? before : [orphan]));
    }
    const { tests, diagnostics } = memory.tests(file, () => stageTests(file));
    add(diagnostics);
    return { key: name, file: file.path, tests };
  });
}

function compileContexts(sorted: SortedFiles, memory: FileMemory, add: (more: readonly Diagnostic[]) => void): void {
  for (const { file, before } of sorted.contexts) {
    add(toDiagnostics(file.text, before));
    add(memory.diagnostics(file, () => stageContexts(file)));
  }
}

/** What the rules that look across files find, located file by file. */
function checkProject(project: Project, files: ReadonlyMap<string, SourceFile>, now: number): readonly Diagnostic[] {
  const byFile = new Map<string, Finding[]>();
  for (const rule of projectRules) {
    for (const finding of rule(project, { now })) {
      const list = byFile.get(finding.file);
      if (list === undefined) byFile.set(finding.file, [finding]);
      else list.push(finding);
    }
  }
  const diagnostics: Diagnostic[] = [];
  for (const [file, findings] of byFile) {
    for (const diagnostic of toDiagnostics(files.get(file)?.text ?? '', findings)) diagnostics.push(diagnostic);
  }
  return diagnostics;
}

function buildSnapshots(
  project: Project,
  flags: readonly SoundFlag[],
  options: { compiler: string; commit: string | null; sha256: (text: string) => string },
): Map<string, Snapshot> {
  const segments = new Map(project.segments.map((segment) => [segment.name, segment]));
  const live = flags
    .filter(({ summary }) => !summary.archived)
    .sort((a, b) => (a.summary.key < b.summary.key ? -1 : 1));
  const { config } = project;
  return new Map(
    config.environments.map((environment, index) => {
      const compiled = live.map(({ summary, texts }) => {
        const text = texts[index];
        if (text === undefined) throw new TypeError(`flag ${summary.key} was not compiled for ${environment.name}`);
        return text;
      });
      return [environment.name, buildSnapshot(config, environment, compiled, segments, options)];
    }),
  );
}
