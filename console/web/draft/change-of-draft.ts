import type { ChangeBody } from '../../api/change-request-json.ts';
import type { Draft } from './draft.ts';
import { editsOf } from './edits-of.ts';
import { editsOfShared } from './edits-of-shared.ts';
import type { Operation } from './operation.ts';
import { isShared } from './shared-thing.ts';

/** A draft as the API takes changes: edits of each file in their order, and whole texts. */
export function changeOfDraft({ operations }: Draft): ChangeBody {
  const edits = new Map<string, NonNullable<ChangeBody['edits']>[number]['edits'][number][]>();
  const files: { readonly path: string; readonly text: string | null }[] = [];
  let areNamed = false;
  const editsIn = (operation: Exclude<Operation, { kind: 'set-text' }>) => {
    if (operation.kind === 'edit-file') return operation.edits;
    if (!isShared(operation)) return editsOf(operation);
    const made = editsOfShared(operation, areNamed);
    areNamed ||= operation.kind === 'set-policy';
    return made;
  };
  for (const operation of operations) {
    if (operation.kind === 'set-text') {
      files.push({ path: operation.file, text: operation.text });
      continue;
    }
    const own = edits.get(operation.file) ?? [];
    own.push(...editsIn(operation));
    edits.set(operation.file, own);
  }
  const texts = new Set(files.map(({ path }) => path));
  // A whole text stands for what was edited before it.
  const left = [...edits].filter(([path]) => !texts.has(path)).map(([path, own]) => ({ path, edits: own }));
  return { ...(files.length === 0 ? {} : { files }), ...(left.length === 0 ? {} : { edits: left }) };
}
