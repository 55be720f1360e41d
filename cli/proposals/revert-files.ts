/** Edits that bring the files of an environment back to what an older commit said. Pure. */
import type { Change } from '../diff/change.ts';
import { type EditProblem, editYaml, readValue, type YamlEdit } from '../edit/index.ts';
import type { DraftFile } from './proposal-base.ts';

/** The texts of a project's files by their paths; what is not there is not in it. */
export type Texts = ReadonlyMap<string, string>;

export type RevertedFiles =
  | { readonly kind: 'edited'; readonly files: readonly DraftFile[] }
  | { readonly kind: 'refused'; readonly file: string; readonly problem: EditProblem };

/** What a flag's file says that every environment serves by. */
const SHARED = ['type', 'client', 'killable', 'variants', 'off', 'killed', 'archived', 'requires', 'schema'] as const;
const SEGMENT = ['if', 'include', 'includeFile', 'exclude'] as const;
const PROJECT = 'flagforge.yaml';

/** The files that these changes are written in, tests and lists beside them included. */
export function filesOfChanges(changes: readonly Change[]): string[] {
  return [
    ...new Set(
      changes.flatMap(({ subject, name }) => {
        if (subject === 'flag') return [`${name}.yaml`, `${name}.test.yaml`];
        return subject === 'segment' ? [`segments/${name}.yaml`] : [PROJECT];
      }),
    ),
  ];
}

/** The list that a segment includes, relative to the project's folder; null: none. */
export function listOfSegment(path: string, text: string): string | null {
  const included = readValue(text, ['includeFile']);
  if (typeof included !== 'string') return null;
  const steps: string[] = [];
  for (const step of [...path.split('/').slice(0, -1), ...included.split('/')]) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

/**
 * @param changes what the older commit says in another way, for the environment.
 * @param isWhole older files are taken as they are, with what they say of other environments; else by edits of the newest
 * ones that touch only what this environment is served by.
 */
export function revertFiles(
  changes: readonly Change[],
  environment: string,
  { newest, restored }: { readonly newest: Texts; readonly restored: Texts },
  isWhole: boolean,
): RevertedFiles {
  const files = new Map<string, string | null>();
  const put = (path: string, text: string | null): void => {
    if ((newest.get(path) ?? null) !== text) files.set(path, text);
  };
  for (const { subject, name } of changes) {
    if (subject === 'kill' || subject === 'hold') continue;
    const isFlag = subject === 'flag';
    const path = isFlag ? `${name}.yaml` : subject === 'segment' ? `segments/${name}.yaml` : PROJECT;
    const newer = files.get(path) ?? newest.get(path);
    const older = restored.get(path);
    if (path !== PROJECT && (isWhole || newer === undefined || older === undefined)) {
      put(path, older ?? null);
      const tests = `${name}.test.yaml`;
      // A flag that comes or goes takes its tests along.
      if (isFlag && (newer === undefined || older === undefined)) put(tests, restored.get(tests) ?? null);
    } else if (newer !== undefined && older !== undefined) {
      const result = editYaml(newer, editsOf(subject, name, environment, newer, older), kindOf(subject));
      if (result.kind === 'refused') return { kind: 'refused', file: path, problem: result.problem };
      put(path, result.text);
    }
    const list = subject === 'segment' && older !== undefined ? listOfSegment(path, older) : null;
    const text = list === null ? undefined : restored.get(list);
    if (list !== null && text !== undefined) put(list, text);
  }
  return { kind: 'edited', files: [...files].map(([path, text]) => ({ path, text })) };
}

const kindOf = (subject: Change['subject']): 'flag' | 'segment' | 'project' =>
  subject === 'flag' || subject === 'segment' ? subject : 'project';

function editsOf(
  subject: Change['subject'],
  name: string,
  environment: string,
  newer: string,
  older: string,
): YamlEdit[] {
  const paths: readonly (readonly string[])[] =
    subject === 'flag'
      ? [...SHARED.map((key) => [key]), ['environments', environment]]
      : subject === 'segment'
        ? SEGMENT.map((key) => [key])
        : subject === 'group'
          ? [['groups', name]]
          : [['unit'], ['environments', environment, 'overrides']];
  return paths.flatMap((path): YamlEdit[] => {
    const value = readValue(older, path);
    if (value !== undefined) return [{ kind: 'set', path, value }];
    return readValue(newer, path) === undefined ? [] : [{ kind: 'remove', path }];
  });
}
