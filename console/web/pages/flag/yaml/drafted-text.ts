import { editYaml } from 'flagforge/edit';
import { editsOf } from '../../../draft/edits-of.ts';
import type { Operation } from '../../../draft/operation.ts';

/** A flag's file as the draft has it. @param source its text that is live. */
export function draftedText(source: string, file: string, operations: readonly Operation[]): string {
  let text = source;
  for (const operation of operations) {
    if (operation.file !== file) continue;
    if (operation.kind === 'set-text') {
      text = operation.text ?? text;
      continue;
    }
    const edits = 'flag' in operation ? editsOf(operation) : operation.kind === 'edit-file' ? operation.edits : [];
    const edited = editYaml(text, edits, 'flag');
    // What cannot be made is refused, and told, where the draft is reviewed.
    if (edited.kind === 'edited') text = edited.text;
  }
  return text;
}
