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
      // A whole text has what was edited before it; what is edited after it is made on it.
      edits.delete(operation.file);
      continue;
    }
    const own = edits.get(operation.file) ?? [];
    own.push(...editsIn(operation));
    edits.set(operation.file, own);
  }
  const left = [...edits].map(([path, own]) => ({ path, edits: own }));
  return { ...(files.length === 0 ? {} : { files }), ...(left.length === 0 ? {} : { edits: left }) };
}
