/** A change before it is proposed: its files, what is wrong with them, and what they would do. */

import { setImmediate as letOthersRun } from 'node:timers/promises';
import { codedError, EXIT } from 'flagforge';
import { roleOf, type SourceFile } from 'flagforge/compile';
import { type JsonDiagnostic, toJsonDiagnostic } from 'flagforge/diagnostics';
import type { ProjectState } from 'flagforge/diff';
import { editYaml, type YamlEdit } from 'flagforge/edit';
import { checkProposedFiles, type ProposedFile } from 'flagforge/forge';
import { footprintOf } from 'flagforge/policy';
import { notFound, ProblemError, problem } from '../http/problem.ts';
import type { BaseState, FailedTest, StateMemory } from '../projects/base-state.ts';
import type { OpenedProject } from '../projects/find-project.ts';

/** As a request has it: whole files, and edits: of those, or of files that are there. Paths are relative to the project's folder. */
export interface GivenChange {
  readonly files?: readonly ProposedFile[];
  readonly edits?: readonly { readonly path: string; readonly edits: readonly YamlEdit[] }[];
}

export interface Draft {
  /** Those that differ from what is there; never empty. */
  readonly files: readonly ProposedFile[];
  /** Of the whole project, with the change. */
  readonly diagnostics: readonly JsonDiagnostic[];
  /** null: it has errors. */
  readonly after: ProjectState | null;
  /** Flag tests that fail with the change: it could be proposed, and not be merged. */
  readonly failedTests: () => Promise<readonly FailedTest[]>;
}

/** The lengths of the files that are edited, each as often as it has edits: each edit reads its file anew. */
const MAX_EDITED = 2_000_000;

/** A refusal is no place for thousands of findings. */
const MAX_FINDINGS = 100;

/**
 * Makes a change on files, without writing anything.
 * @param before the files that it is made on.
 * @throws ProblemError 404 for a file that is not there, 422 for a path, an edit or a change that is none.
 */
export async function makeDraft(
  before: readonly SourceFile[],
  change: GivenChange,
  states: StateMemory,
): Promise<Draft> {
  const texts = new Map(before.map(({ path, text }) => [path, text]));
  // Edits of a file that is given whole are edits of what is given.
  for (const { path, text } of change.files ?? []) {
    if (text === null) texts.delete(path);
    else texts.set(path, text);
  }
  const work = (change.edits ?? []).reduce((sum, { path, edits }) => {
    return sum + (texts.get(path)?.length ?? 0) * edits.length;
  }, 0);
  if (work > MAX_EDITED) throw problem(422, 'FF4407', { part: 'body', problem: 'it has more edits than can be made' });
  const edited: ProposedFile[] = [];
  for (const edit of change.edits ?? []) edited.push(await editedFile(texts, edit));
  const isEdited = new Set(edited.map(({ path }) => path));
  const given = [...(change.files ?? []).filter(({ path }) => !isEdited.has(path)), ...edited];
  checkProposedFiles(given, before);
  const known = new Map(before.map(({ path, text }) => [path, text]));
  const missing = given.find(({ path, text }) => text === null && !known.has(path));
  if (missing !== undefined) throw notFound('file', missing.path);
  const files = given.filter(({ path, text }) => (known.get(path) ?? null) !== text);
  if (files.length === 0) throw problem(422, 'FF4416', {});
  const changed = new Set(files.map(({ path }) => path));
  const after = [
    ...before.filter(({ path }) => !changed.has(path)),
    ...files.flatMap(({ path, text }) => (text === null ? [] : [{ path, text }])),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const { state, diagnostics, failedTests } = await states.compile(after);
  return { files, after: state, diagnostics: diagnostics.map(toJsonDiagnostic), failedTests };
}

async function editedFile(
  texts: ReadonlyMap<string, string>,
  { path, edits }: { readonly path: string; readonly edits: readonly YamlEdit[] },
): Promise<ProposedFile> {
  let text = texts.get(path);
  if (text === undefined) throw notFound('file', JSON.stringify(path.slice(0, 200)));
  for (const edit of edits) {
    const edited = editYaml(text, [edit], roleOf(path).kind);
    if (edited.kind === 'refused') throw editRefused(edited.problem);
    text = edited.text;
    await letOthersRun();
  }
  return { path, text };
}

/** An edit that cannot be made, in the words of its code. */
export function editRefused({
  code,
  args,
}: {
  readonly code: string;
  readonly args: Parameters<typeof codedError>[2];
}) {
  return new ProblemError(422, codedError(EXIT.findings, code, args));
}

/** @throws ProblemError (422) with the compiler's findings as data, unless the project compiles. */
export function demandSound({ after, diagnostics }: Draft): ProjectState {
  if (after !== null) return after;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const place = first === undefined ? '' : `${first.file}:${first.line} ${first.message}`;
  const count = `${errors.length} error${errors.length === 1 ? '' : 's'}`;
  throw problem(422, 'FF4414', { count, first: place }, { diagnostics: errors.slice(0, MAX_FINDINGS) });
}

/** The environments that a change touches, judged as approvals are. */
export function touchedBy(base: BaseState, after: ProjectState): readonly string[] {
  return footprintOf(base.state, after, [], '', () => 'high').environments.map(({ environment }) => environment);
}

/** A file of the project as the forge names it: in the repository. */
export function inRepository({ project }: OpenedProject, files: readonly ProposedFile[]): readonly ProposedFile[] {
  const { directory } = project;
  return directory === '' ? files : files.map(({ path, text }) => ({ path: `${directory}/${path}`, text }));
}
