import { compileProject, type FlagSource } from 'flagforge/compile';
import { editYaml } from 'flagforge/edit';
import { expect, test } from 'vitest';
import { applyOperations } from '../../../draft/apply-operation.ts';
import { changeOfDraft } from '../../../draft/change-of-draft.ts';
import { addOperation, type DraftState, EMPTY_STATE } from '../../../draft/draft-steps.ts';
import type { Operation } from '../../../draft/operation.ts';
import { draftedText } from './drafted-text.ts';

const CONFIG = {
  path: 'flagforge.yaml',
  text: 'version: 1\norganization: acme\nproject: shop\nenvironments: { production: {} }\n',
};
const SOURCE = `description: A flag # kept
type: boolean
owner: web
kind: permanent
environments:
  production: { enabled: true, default: off }
`;

function modelOf(text: string): FlagSource {
  const { project } = compileProject([CONFIG, { path: 'a.yaml', text }], { now: 0 });
  const model = project?.flags[0]?.source();
  if (model === undefined) throw new Error(`no flag: ${text}`);
  return model;
}

const of = { flag: 'a', file: 'a.yaml' };
const live = { model: modelOf(SOURCE), source: SOURCE };
const asText = (text: string): Operation => ({ kind: 'set-text', file: 'a.yaml', text, model: modelOf(text) });

function draftOf(operations: readonly Operation[]): NonNullable<DraftState['current']> {
  const state = operations.reduce(
    (made, operation) => addOperation(made, { project: 'shop', commit: 'c', operation, on: live, isSameMove: false }),
    EMPTY_STATE,
  );
  if (state.current === null) throw new Error('the draft is empty');
  return state.current;
}

/** The file as the server makes it: texts first, then edits of them. */
function proposed(draft: NonNullable<DraftState['current']>): string {
  const { files = [], edits = [] } = changeOfDraft(draft);
  const start = files.find(({ path }) => path === 'a.yaml')?.text ?? SOURCE;
  const made = editYaml(start, edits.find(({ path }) => path === 'a.yaml')?.edits ?? [], 'flag');
  return made.kind === 'edited' ? made.text : 'refused';
}

const OWNER: Operation = { kind: 'set-facts', ...of, facts: { owner: 'pay' } };
const ON: Operation = { kind: 'set-default', ...of, environment: 'production', default: { serve: 'on' } };
const OFF: Operation = { kind: 'set-default', ...of, environment: 'production', default: { serve: 'off' } };
const TEXT = asText(SOURCE.replace('owner: web', 'owner: pay # new').replace('default: off', 'default: on'));

test.each([
  ['edits alone', [OWNER, ON]],
  ['a text alone', [TEXT]],
  ['a text, which has in it what was edited before', [OWNER, TEXT]],
  ['edits that are made on a text', [TEXT, OWNER, OFF]],
] as const)('%s: the editor, the page and the proposal have the same', (_, operations) => {
  const draft = draftOf(operations);
  const text = draftedText(SOURCE, 'a.yaml', draft.operations);
  expect(proposed(draft)).toBe(text);
  const shown = applyOperations(live.model, draft.operations);
  expect(shown.environments).toEqual(modelOf(text).environments);
  expect(shown.owner).toBe(modelOf(text).owner);
  expect(text).toContain('# kept');
});

test('an edit back to what is live is kept where the text says something else', () => {
  expect(draftOf([TEXT, OFF]).operations.map(({ kind }) => kind)).toEqual(['set-text', 'set-default']);
});

test('a text that says what is live takes everything of its file out', () => {
  expect(() => draftOf([OWNER, asText(SOURCE)])).toThrow('empty');
});
