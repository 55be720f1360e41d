import type { Json } from '@flagforge/sdk/engine';
import type { SegmentSource } from '../model.ts';
import { asMap, asText, type BuildContext } from './build-context.ts';
import { readCondition } from './condition.ts';
import { readUnits } from './units.ts';

/**
 * The model of a segment file.
 * @param included the units of its `includeFile`, in the file's order; they follow those of `include`.
 */
export function buildSegment(
  name: string,
  data: Json,
  included: readonly string[],
  context: BuildContext,
): SegmentSource {
  const map = asMap(data);
  const text = asText(map['if']);
  const written = readUnits(map['include'], ['include'], context);
  return {
    name,
    file: context.file,
    description: asText(map['description']),
    if: text === null || text === '' ? null : readCondition(text, ['if'], context),
    include: [...written, ...included],
    written: written.length,
    hasFile: map['includeFile'] !== undefined,
    exclude: readUnits(map['exclude'], ['exclude'], context),
  };
}
