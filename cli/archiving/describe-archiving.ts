import { CommandError } from '../command-error.ts';
import { labelOf } from '../diagnostics/reporters/index.ts';
import { EXIT } from '../exit-codes.ts';
import { renderColumns } from '../terminal/columns.ts';
import { countOf } from '../terminal/count.ts';
import type { Dependant } from './dependants.ts';

const rowsOf = (label: string, dependants: readonly Dependant[]): string[] =>
  renderColumns(
    dependants.map(({ file, line, kind, name, effect }) => [
      `${labelOf(label, file)}:${line}`,
      kind === 'flag' ? `${name} ${effect}` : `it ${effect}`,
    ]),
  );

/** Why a flag that others depend on is not archived: exit 1. */
export function refusal(key: string, label: string, dependants: readonly Dependant[]): CommandError {
  return new CommandError(
    EXIT.findings,
    `${key} cannot be archived yet: ${countOf(dependants.length, 'place depends', 'places depend')} on it`,
    [
      ...rowsOf(label, dependants).map((row) => `  ${row}`),
      'take it out there first; or archive it with --yes, and the project has errors until you have',
    ],
  );
}

/** What follows from archiving a flag. */
export function consequences(label: string, key: string, dependants: readonly Dependant[], hasTests: boolean): string {
  const lines = ['once this is published, code that still asks for it gets its own default (flag_not_found)'];
  if (hasTests)
    lines.push(
      `its tests now get flag_not_found: delete ${labelOf(label, `${key}.test.yaml`)}, or leave a test that expects it`,
    );
  if (dependants.length > 0)
    lines.push('the project has errors until these are mended:', ...rowsOf(label, dependants).map((row) => `  ${row}`));
  return `${lines.join('\n')}\n`;
}
