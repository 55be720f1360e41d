import type { FlagSource, OutcomeSource, RuleSource } from 'flagforge/compile';
import { describe, expect, test } from 'vitest';
import { applyOperation } from './apply-operation.ts';
import type { Draft, EditedFlag } from './draft.ts';
import { addOperation, EMPTY_STATE, keepOperation } from './draft-steps.ts';
import type { FlagOperation, Operation } from './operation.ts';
import { type NewBase, type Rebased, rebaseDraft } from './rebase-draft.ts';

const rollout = (on: number): OutcomeSource => ({
  rollout: [
    ['on', on * 1_000],
    ['off', (100 - on) * 1_000],
  ],
  ...{ unit: null, salt: null, hash: null },
});
const rule = (name: string | null, text: string, outcome: OutcomeSource): RuleSource => ({
  ...{ name, if: { text, condition: { kind: 'compiled' } as never }, outcome },
});
const STAFF = rule('staff', 'email ends_with "@acme.com"', { serve: 'on' });
const CANARY = rule('canary', 'country == "US"', rollout(10));

const FLAG: FlagSource = {
  ...{ key: 'checkout', file: 'checkout.yaml', description: 'One page', type: 'boolean', owner: 'web', tags: ['a'] },
  ...{ kind: 'permanent', expires: null, client: false, killable: true, off: 'off', killed: false, archived: false },
  ...{ requires: [], schema: null },
  variants: [
    { name: 'on', value: true },
    { name: 'off', value: false },
  ],
  environments: [
    {
      ...{ name: 'production', enabled: true, schedule: [], rules: [STAFF, CANARY], default: { serve: 'off' } },
      targets: [{ variant: 'on', units: ['u-1', 'u-2'] }],
    },
  ],
};
const OF = { flag: 'checkout', file: 'checkout.yaml', environment: 'production' } as const;
const edited = (model: FlagSource): EditedFlag => ({ model, source: JSON.stringify(model) });
const rules = (...all: readonly RuleSource[]): FlagOperation => ({ kind: 'set-rules', ...OF, rules: all });
const raised = (on: number): RuleSource => ({ ...CANARY, outcome: rollout(on) });

const draftOf = (...operations: readonly Operation[]): Draft => {
  const state = operations.reduce(
    (made, operation) =>
      addOperation(made, { project: 'shop', commit: 'c1', operation, on: edited(FLAG), isSameMove: false }),
    EMPTY_STATE,
  );
  if (state.current === null) throw new Error('nothing is in it');
  return state.current;
};
const landedOn = (...operations: readonly FlagOperation[]): NewBase => ({
  commit: 'c2',
  flags: { checkout: edited(operations.reduce(applyOperation, FLAG)) },
});
const short = ({ draft, conflicts, merged, landed }: Rebased) => ({
  ...{ commit: draft.baseCommit, left: draft.operations.length, conflicts: conflicts.map(({ kind }) => kind) },
  ...{ merged: merged.length, landed: landed.length },
});
const CLEAN = { commit: 'c2', left: 1, conflicts: [], merged: 0, landed: 0 };

describe('what landed meanwhile', () => {
  test('elsewhere leaves the draft as it is', () => {
    const theirs = landedOn({ kind: 'set-default', ...OF, default: { serve: 'on' } });
    expect(short(rebaseDraft(draftOf(rules(STAFF, raised(25))), theirs))).toEqual(CLEAN);
  });

  test('in a file that is edited as text meets the text, and not what was edited on top of it', () => {
    const text: Operation = {
      kind: 'set-text',
      file: 'checkout.yaml',
      text: '# other',
      model: { ...FLAG, owner: 'x' },
    };
    const draft = draftOf(text, rules(STAFF, raised(25)));
    const flags = { checkout: { ...edited(FLAG), source: '# theirs' } };
    expect(rebaseDraft(draft, { commit: 'c2', flags }).conflicts.map(({ name }) => name)).toEqual([
      'set-text checkout.yaml',
    ]);
  });

  test('of the same rule is a conflict, and is none any more once somebody kept theirs', () => {
    const draft = draftOf(rules(STAFF, raised(25)));
    const theirs = landedOn(rules(STAFF, raised(50)));
    const { conflicts } = rebaseDraft(draft, theirs);
    expect(conflicts).toMatchObject([{ kind: 'changed', name: 'set-rules checkout.yaml production' }]);
    const [conflict] = conflicts;
    const kept = keepOperation({ ...EMPTY_STATE, current: draft }, conflict?.name ?? '', conflict?.theirs ?? null);
    expect(short(rebaseDraft(kept.current ?? draft, theirs))).toEqual(CLEAN);
  });

  test('of another rule, also one that is new, is taken in', () => {
    const added = rule('beta', 'age > 3', { serve: 'on' });
    const { draft, merged } = rebaseDraft(
      draftOf(rules(STAFF, raised(25))),
      landedOn(rules(added, { ...STAFF, outcome: rollout(50) }, CANARY)),
    );
    expect(merged).toHaveLength(1);
    const [made] = draft.operations;
    expect(made?.kind === 'set-rules' && made.rules.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['beta', { serve: 'on' }],
      ['staff', rollout(50)],
      ['canary', rollout(25)],
    ]);
  });

  test('that takes away the rule that was edited is a conflict', () => {
    expect(short(rebaseDraft(draftOf(rules(STAFF, raised(25))), landedOn(rules(STAFF)))).conflicts).toEqual([
      'changed',
    ]);
    expect(short(rebaseDraft(draftOf(rules(STAFF)), landedOn(rules(STAFF, raised(25))))).conflicts).toEqual([
      'changed',
    ]);
  });

  test('of units that nobody else moved is taken in, and of the same unit it is a conflict', () => {
    const targets = (on: readonly string[], off: readonly string[]): FlagOperation => ({
      ...{ kind: 'set-targets', ...OF },
      targets: [
        { variant: 'on', units: on },
        { variant: 'off', units: off },
      ],
    });
    const { draft } = rebaseDraft(draftOf(targets(['u-1', 'u-2', 'u-3'], [])), landedOn(targets(['u-1'], ['u-9'])));
    expect(draft.operations).toMatchObject([
      {
        targets: [
          { variant: 'on', units: ['u-1', 'u-3'] },
          { variant: 'off', units: ['u-9'] },
        ],
      },
    ]);
    const both = rebaseDraft(draftOf(targets(['u-1', 'u-2', 'u-3'], [])), landedOn(targets(['u-1', 'u-2'], ['u-3'])));
    expect(short(both).conflicts).toEqual(['changed']);
  });

  test('that is the same is no part of the draft any more', () => {
    const mine = rules(STAFF, raised(25));
    expect(short(rebaseDraft(draftOf(mine), landedOn(mine)))).toEqual({ ...CLEAN, left: 0, landed: 1 });
  });

  test('that ends the flag is said, and so is another flag of the key of a new one', () => {
    const draft = draftOf(rules(STAFF));
    expect(short(rebaseDraft(draft, { commit: 'c2', flags: { checkout: null } })).conflicts).toEqual(['gone']);
    const archived = landedOn({ kind: 'set-archived', flag: 'checkout', file: 'checkout.yaml' });
    expect(short(rebaseDraft(draft, archived)).conflicts).toEqual(['gone']);
    const created: Operation = { kind: 'set-text', file: 'new.yaml', text: 'type: boolean\n' };
    const { current } = addOperation(EMPTY_STATE, {
      ...{ project: 'shop', commit: 'c1', operation: created, on: null, isSameMove: false },
    });
    if (current === null) throw new Error('nothing is in it');
    expect(short(rebaseDraft(current, { commit: 'c2', flags: { new: null } }))).toEqual(CLEAN);
    expect(short(rebaseDraft(current, { commit: 'c2', flags: { new: edited(FLAG) } })).conflicts).toEqual(['taken']);
  });

  test('of other facts of the flag is no conflict', () => {
    const facts = (all: Extract<FlagOperation, { kind: 'set-facts' }>['facts']): FlagOperation => ({
      ...{ kind: 'set-facts', flag: 'checkout', file: 'checkout.yaml', facts: all },
    });
    expect(short(rebaseDraft(draftOf(facts({ owner: 'growth' })), landedOn(facts({ tags: ['b'] }))))).toEqual(CLEAN);
    expect(
      short(rebaseDraft(draftOf(facts({ owner: 'growth' })), landedOn(facts({ owner: 'ops' })))).conflicts,
    ).toEqual(['changed']);
  });
});
