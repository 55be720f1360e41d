import type { Target } from '@flagforge/sdk/engine';
import type { YamlPath } from '../../diagnostics/diagnostic.ts';
import { shorten } from '../../diagnostics/shorten.ts';
import { type WordLine, wordLine } from './word-line.ts';

const MAX_UNITS = 5;

/** A few units by name, of many the first ones. */
export function unitNames(units: readonly string[]): string {
  const shown = units.slice(0, MAX_UNITS).map((unit) => shorten(unit, 40));
  return units.length > MAX_UNITS ? `${shown.join(', ')} and ${units.length - MAX_UNITS} more` : shown.join(', ');
}

/** Who is listed by name, and under which variant, that was not so before. */
export function targetLines(before: readonly Target[], after: readonly Target[], path: YamlPath): WordLine[] {
  const [old, now] = [variantsOf(before), variantsOf(after)];
  const moves = new Map<string, { from: string | undefined; to: string | undefined; units: string[] }>();
  for (const unit of [...new Set([...now.keys(), ...old.keys()])]) {
    const [from, to] = [old.get(unit), now.get(unit)];
    if (from === to) continue;
    const key = `${from} ${to}`;
    const known = moves.get(key);
    if (known === undefined) moves.set(key, { from, to, units: [unit] });
    else known.units.push(unit);
  }
  return [...moves.values()].map(({ from, to, units }) => {
    const names = unitNames(units);
    const variant = to ?? from ?? '';
    const text =
      from === undefined
        ? `targets: ${names} listed for ${to}`
        : to === undefined
          ? `targets: ${names} no longer listed for ${from}`
          : `targets: ${names} from ${from} to ${to}`;
    return wordLine(
      text,
      [...path, variant],
      from === undefined ? undefined : { [from]: units },
      to === undefined ? undefined : { [to]: units },
    );
  });
}

const variantsOf = (targets: readonly Target[]): ReadonlyMap<string, string> =>
  new Map(targets.flatMap(({ variant, units }) => units.map((unit): [string, string] => [unit, variant])));

/** How a list of units changed. @param label `include`. @param path of the list. */
export function unitLines(
  label: string,
  before: readonly string[] = [],
  after: readonly string[] = [],
  path: YamlPath,
): WordLine[] {
  const [old, now] = [new Set(before), new Set(after)];
  const [added, removed] = [after.filter((unit) => !old.has(unit)), before.filter((unit) => !now.has(unit))];
  return [
    ...(added.length === 0 ? [] : [wordLine(`${label}: ${unitNames(added)} added`, path, undefined, added)]),
    ...(removed.length === 0 ? [] : [wordLine(`${label}: ${unitNames(removed)} removed`, path, removed, undefined)]),
  ];
}
