/** Small projects to compare, and what a diff of them says as text. For tests. */
import { compileProject } from '../../compile/index.ts';
import { diffProjects } from '../diff-projects.ts';
import type { EnvironmentDiff, ProjectDiff } from '../project-diff.ts';
import type { ProjectState } from '../project-state.ts';

/** Path -> text; a flag's file is one environment's flow map where it begins with `enabled` or such. */
export type Files = Readonly<Record<string, string>>;

export const CONFIG = 'version: 1\norganization: acme\nproject: shop\nunit: userId\nenvironments: { production: {} }\n';

/** Between the steps that tests schedule. */
export const NOW = Date.UTC(2026, 10, 24);

/** Compiles, and throws with the errors' texts where there are any. */
export function stateOf(files: Files, now = NOW): ProjectState {
  const all = Object.entries({ 'flagforge.yaml': CONFIG, ...files }).map(([path, text]) => ({ path, text }));
  const { project, snapshots, diagnostics } = compileProject(all, { now });
  if (project === null || snapshots.size === 0)
    throw new Error(diagnostics.map(({ file, code, message }) => `${file} ${code} ${message}`).join('; '));
  return { files: all, project, snapshots };
}

export const diffOf = (before: Files | null, after: Files | null): ProjectDiff =>
  diffProjects(before && stateOf(before), after && stateOf(after), { now: NOW });

/** A boolean flag that says this in production. */
export const boolean = (production: string, head = ''): string =>
  `type: boolean\n${head}environments:\n  production: { ${production} }\n`;

/** Every line, place, and sentence of one environment. */
export function textOf({ items, affected }: EnvironmentDiff): string[] {
  const lines = items.flatMap(({ subject, name, lines }) =>
    lines.map(({ text, place }) => `${subject} ${name}: ${text} (${place?.file}:${place?.line})`),
  );
  const moves = affected.flatMap(({ flag, through, words }) =>
    words.map((text) => `  ${flag}${through === null ? '' : ` through ${through}`}: ${text}`),
  );
  return [...lines, ...moves];
}
