import type { Json } from '@flagforge/sdk/engine';
import type { YamlPath } from '../../diagnostics/diagnostic.ts';
import { asList, type BuildContext, report, writtenAt } from './build-context.ts';

/** The only way an unquoted number names one unit without doubt. */
const PLAIN_DECIMAL = /^(?:0|-?[1-9]\d*)$/;

/**
 * A list of units in the file's order, numbers as their decimal text. `007` and `1e3` are findings: as numbers they
 * are 7 and 1000, as ids they are not.
 * @see contract 2, "An unquoted number in a list of units"
 */
export function readUnits(value: Json | undefined, path: YamlPath, context: BuildContext): string[] {
  const units: string[] = [];
  asList(value).forEach((unit, index) => {
    if (typeof unit === 'string') {
      if (unit !== '') units.push(unit);
      return;
    }
    if (typeof unit !== 'number') return;
    const written = writtenAt(context, value as object, index, unit);
    // Kept even so: what is found of a later unit is found at its position.
    units.push(written);
    if (!PLAIN_DECIMAL.test(written) && Number.isInteger(unit)) {
      const at = [...path, index];
      report(context, 'FF1113', at, { value: written, read: String(unit) }, { fix: { text: written } });
    }
  });
  return units;
}
