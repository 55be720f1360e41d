/** Which contexts a change gives other answers. */
import { statSync } from 'node:fs';
import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import { parseContexts, roleOf } from '../compile/index.ts';
import { loadContexts } from '../contexts/context-input.ts';
import type { ProjectDiff } from '../diff/project-diff.ts';
import type { ProjectState } from '../diff/project-state.ts';
import type { SampleReport } from '../diff/reporters/report.ts';
import { createProgress, type Progress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { createSampleCounter, type SampledEnvironment } from './count-samples.ts';
import { pathInRepository } from './open-comparison.ts';

export interface SampleQuestion {
  readonly before: ProjectState;
  readonly after: ProjectState;
  readonly diff: ProjectDiff;
  /** The project's folder in the repository. */
  readonly directory: string;
  /** Files with one JSON object a line, as the user named them; `-`: stdin. */
  readonly files: readonly string[];
  /** UTC epoch ms. */
  readonly now: number;
}

/**
 * Answers every context on both sides, in each environment that changes, for the flags that may differ: the contexts of
 * the project, then those of each file, read as a stream.
 * @throws CommandError (1) for a line that is no JSON, (2) for a file that is not there.
 */
export async function sampleContexts(terminal: Terminal, question: SampleQuestion): Promise<readonly SampleReport[]> {
  const environments = sampledEnvironments(question);
  const own = environments.length === 0 ? null : sampleProject(question, environments);
  const reports: SampleReport[] = own === null ? [] : [own];
  for (const file of question.files) reports.push(await sampleFile(terminal, file, environments, question.now));
  return reports;
}

function sampledEnvironments({ before, after, diff }: SampleQuestion): readonly SampledEnvironment[] {
  return diff.environments.flatMap(({ environment, affected }): SampledEnvironment[] => {
    const [old, next] = [before.snapshots.get(environment), after.snapshots.get(environment)];
    // Of a flag that is new, every context gets a first answer.
    const known = new Set(old?.flags.map(({ key }) => key));
    const flags = affected.flatMap(({ flag }) => (known.has(flag) ? [flag] : []));
    if (old === undefined || next === undefined || flags.length === 0) return [];
    return [{ environment, before: old, after: next, flags: [...new Set(flags)] }];
  });
}

function sampleProject(question: SampleQuestion, environments: readonly SampledEnvironment[]): SampleReport | null {
  const { after, directory, now } = question;
  const counter = createSampleCounter(environments, now);
  for (const file of after.files) {
    if (roleOf(file.path).kind !== 'contexts') continue;
    for (const { name, context } of parseContexts(file).contexts) counter.add(context, () => name);
  }
  if (counter.count() === 0) return null;
  return { source: pathInRepository(directory, 'contexts'), count: counter.count(), flags: counter.result() };
}

async function sampleFile(
  terminal: Terminal,
  file: string,
  environments: readonly SampledEnvironment[],
  now: number,
): Promise<SampleReport> {
  const counter = createSampleCounter(environments, now);
  const source = nameOf(terminal, file);
  const progress = createProgress(terminal, 'comparing contexts', ' %');
  const total = sizeOf(terminal, file);
  let done = 0;
  try {
    for await (const batch of loadContexts(terminal, file, 'nothing was compared')) {
      for (const { text, value, line } of batch) {
        counter.add(value, () => `${source}:${line ?? 0}`);
        done += text.length + 1;
      }
      showPart(progress, done, total);
    }
  } finally {
    progress.end();
  }
  return { source, count: counter.count(), flags: counter.result() };
}

const showPart = (progress: Progress, done: number, total: number): void =>
  progress.update(total === 0 ? 0 : Math.min(100, Math.floor((done / total) * 100)), total === 0 ? 0 : 100);

/** In bytes; 0: not known. */
function sizeOf(terminal: Terminal, file: string): number {
  try {
    return file === '-' ? 0 : statSync(resolve(terminal.cwd, file)).size;
  } catch {
    return 0;
  }
}

/** The same on every machine: a file elsewhere goes by its name alone. */
function nameOf(terminal: Terminal, file: string): string {
  if (file === '-') return 'stdin';
  const path = relative(terminal.cwd, resolve(terminal.cwd, file));
  return path.startsWith('..') || isAbsolute(path) ? basename(file) : path.split(sep).join('/');
}
