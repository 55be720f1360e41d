import type { Project, SourceFile } from '../compile/index.ts';
import type { YamlPath } from '../diagnostics/diagnostic.ts';
import { createLocator } from '../diagnostics/locate.ts';

/** A place that names a flag and would be an error once it is archived. */
export interface Dependant {
  readonly kind: 'flag' | 'group';
  /** The key of the flag, or the name of the group. */
  readonly name: string;
  /** Relative to the project's folder. */
  readonly file: string;
  readonly line: number;
  /** What the place does with it. */
  readonly effect: string;
}

/** Who depends on a flag: flags that require it and groups with a slot for it. Archived flags depend on nothing. */
export function findDependants(project: Project, files: readonly SourceFile[], key: string): Dependant[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const lineOf = (file: string, path: YamlPath): number =>
    createLocator(texts.get(file) ?? '').range({ path }).start.line;
  const requiring = project.flags.flatMap((flag) =>
    flag.archived
      ? []
      : flag.requires.flatMap((prerequisite, index): Dependant[] => {
          if (prerequisite.flag !== key) return [];
          const line = lineOf(flag.file, ['requires', index]);
          return [
            { kind: 'flag', name: flag.key, file: flag.file, line, effect: `requires ${key}=${prerequisite.variant}` },
          ];
        }),
  );
  const slots = project.config.groups.flatMap((group) =>
    group.slots.flatMap((slot, index): Dependant[] => {
      if (slot.flag !== key) return [];
      const line = lineOf('flagforge.yaml', ['groups', group.name, 'slots', index]);
      return [
        { kind: 'group', name: group.name, file: 'flagforge.yaml', line, effect: `has a slot in group ${group.name}` },
      ];
    }),
  );
  return [...requiring, ...slots];
}
