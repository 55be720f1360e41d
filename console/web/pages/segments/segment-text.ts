import { editYaml, type YamlEdit } from 'flagforge/edit';
import type { SegmentParts } from '../../draft/operation.ts';

/** The file of a new segment. @throws Error where it cannot be said in YAML, which is a mistake of ours. */
export function segmentText({ description, if: condition, include, exclude }: Required<SegmentParts>): string {
  const parts = [
    ['description', description],
    ['if', condition],
    ['include', include],
    ['exclude', exclude],
  ] as const;
  const said = parts.flatMap(([key, value]): YamlEdit[] =>
    value === null || value.length === 0 ? [] : [{ kind: 'set', path: [key], value }],
  );
  const made = editYaml('{}\n', said, 'segment');
  if (made.kind === 'refused') throw new Error(made.problem.code);
  return made.text;
}
