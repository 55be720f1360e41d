/** Edits of the rules of environments, of people and of segments: what they make of files, their words, and how two meet. */
import fc from 'fast-check';
import { compileProject, type ProjectConfig, type SegmentSource } from 'flagforge/compile';
import { editYaml } from 'flagforge/edit';
import { describe, expect, test } from 'vitest';
import { changeOfDraft } from './change-of-draft.ts';
import type { EditedSettings } from './draft.ts';
import { addOperation, EMPTY_STATE } from './draft-steps.ts';
import { mergeNames } from './merge-names.ts';
import type { MemberLists, Operation, PolicyParts, RiskCounts } from './operation.ts';
import { operationText } from './operation-words.ts';
import { rebaseDraft } from './rebase-draft.ts';
import { nameOfOperation } from './thing.ts';

const CONFIG = `# the shop
version: 1
organization: acme
project: shop
unit: userId
environments:
  staging: {}
  production: { approvals: 1 } # four eyes
people:
  - { name: Kim Adler, clerk: user_2kim, email: [kim@acme.com] } # since 2024
  - { name: Sam Ortiz, clerk: user_2sam, github: samortiz }
access:
  - { who: "clerk:user_2sam", role: admin }
  # until the summer
  - { who: "clerk:user_2kim", role: editor }
`;
const SEGMENT = `# who works here
description: Staff
if: email ends_with "@acme.com"
include: [u-1, u-2]
`;

function compiled(config: string, segment = SEGMENT): { config: ProjectConfig; segment: SegmentSource } {
  const { project, diagnostics } = compileProject(
    [
      { path: 'flagforge.yaml', text: config },
      { path: 'segments/staff.yaml', text: segment },
    ],
    { now: Date.UTC(2026, 10, 24) },
  );
  const found = project?.segments[0];
  if (project === null || found === undefined) throw new Error(JSON.stringify(diagnostics));
  return { config: project.config, segment: found };
}

function settingsOf(text: string): EditedSettings {
  const { config } = compiled(text);
  return {
    ...{ people: config.people, access: config.access },
    environments: config.environments.map(({ name, approvals, approvalsByRisk, approvers, breakGlass, overrides }) => ({
      ...{ name, approvers, breakGlass, overrides },
      approvals: { low: approvals, medium: approvals, high: approvals, ...approvalsByRisk },
    })),
  };
}

const LIVE = settingsOf(CONFIG);
const counts = (low: number, medium = low, high = medium): RiskCounts => ({ low, medium, high });
const policy = (parts: PolicyParts, unnamed: readonly string[] = []): Operation => ({
  ...{ kind: 'set-policy', file: 'flagforge.yaml', environment: 'production', policy: parts, unnamed },
});
const members = (change: (live: EditedSettings) => Partial<MemberLists>): Operation => ({
  ...{ kind: 'set-members', file: 'flagforge.yaml' },
  members: { people: LIVE.people, access: LIVE.access, ...change(LIVE) },
});
const segment = (parts: Extract<Operation, { kind: 'set-segment' }>['parts']): Operation => ({
  ...{ kind: 'set-segment', file: 'segments/staff.yaml', segment: 'staff', parts },
});
const onSegment = {
  segment: { description: 'Staff', if: 'email ends_with "@acme.com"', include: ['u-1', 'u-2'], exclude: [] },
  source: SEGMENT,
};

function draftOf(...operations: readonly Operation[]) {
  const { current } = operations.reduce(
    (state, operation) =>
      addOperation(state, {
        ...{ project: 'shop', commit: 'c1', operation, isSameMove: false },
        on: operation.kind === 'set-segment' ? onSegment : LIVE,
      }),
    EMPTY_STATE,
  );
  if (current === null) throw new Error('nothing is in it');
  return current;
}

/** The file as the API would make it. */
function written(file: string, text: string, ...operations: readonly Operation[]): string {
  const edits = changeOfDraft(draftOf(...operations)).edits?.find(({ path }) => path === file)?.edits ?? [];
  const result = editYaml(text, [...edits], file === 'flagforge.yaml' ? 'project' : 'segment');
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.problem));
  return result.text;
}

describe('the files that they make', () => {
  test('have the rules of the environment, and their comments', () => {
    const parts: PolicyParts = {
      ...{ approvals: counts(1, 1, 2), approvers: ['admin'], breakGlass: ['editor', 'admin'], overrides: 'allowed' },
    };
    const text = written('flagforge.yaml', CONFIG, policy(parts));
    expect(text).toContain('# four eyes');
    expect(settingsOf(text).environments[1]).toEqual({ name: 'production', ...parts });
    expect(settingsOf(text).environments[0]).toEqual(LIVE.environments[0]);
  });

  test('name every environment once one is, where none was', () => {
    const bare = 'version: 1\norganization: acme\nproject: shop\n';
    const usual = settingsOf(bare).environments;
    const names = usual.map(({ name }) => name);
    const two = [policy({ approvals: counts(2) }, names), policy({ approvers: ['admin'] }, names)];
    const other = { ...policy({ approvals: counts(3) }, names), environment: 'staging' } as Operation;
    const made = settingsOf(written('flagforge.yaml', bare, ...two, other)).environments;
    expect(made).toEqual([
      usual[0],
      { ...usual[1], approvals: counts(3) },
      { ...usual[2], approvals: counts(2), approvers: ['admin'] },
    ]);
  });

  test('have people and roles, and leave the comments of the others', () => {
    const operation = members(({ people, access }) => ({
      people: [...people, { name: 'Lee Park', github: 'leepark', email: [] }],
      access: [
        ...(access ?? []).map((entry) => (entry.who === 'clerk:user_2kim' ? { ...entry, role: 'admin' } : entry)),
        { who: 'github:leepark', role: 'editor', environments: ['staging'] },
      ],
    }));
    const text = written('flagforge.yaml', CONFIG, operation);
    expect(text).toContain('# since 2024');
    expect(text).toContain('# until the summer');
    expect(operation.kind === 'set-members' && settingsOf(text)).toMatchObject(
      operation.kind === 'set-members' ? operation.members : {},
    );
  });

  test('have the condition and the lists of a segment; what is empty goes', () => {
    const text = written('segments/staff.yaml', SEGMENT, segment({ if: 'age > 3', include: [], exclude: ['u-9'] }));
    expect(text).toBe('# who works here\ndescription: Staff\nif: age > 3\nexclude: [u-9]\n');
    const { segment: made } = compiled(CONFIG, written('segments/staff.yaml', SEGMENT, segment({ if: null })));
    expect([made.if, made.include]).toEqual([null, ['u-1', 'u-2']]);
  });
});

describe('their words', () => {
  const grown = (name: string): MemberLists['people'] => [...LIVE.people, { name, github: 'lee', email: [] }];
  test.each<[string, Operation]>([
    ['production: approvals go from 1 to 2', policy({ approvals: counts(2) })],
    ['production: approvals go from 1 to 1, and 2 where the risk is high', policy({ approvals: counts(1, 1, 2) })],
    ['production: those who may approve go from editors or admins to admins', policy({ approvers: ['admin'] })],
    [
      'production: approvals become 2 and those who may kill and roll back become nobody',
      policy({ approvals: counts(2), breakGlass: [], overrides: 'denied' }),
    ],
    [
      'Kim Adler goes from editor to admin in staging',
      members(({ access }) => ({
        access: (access ?? []).map((entry) =>
          entry.who === 'clerk:user_2kim' ? { ...entry, role: 'admin', environments: ['staging'] } : entry,
        ),
      })),
    ],
    [
      'Lee Park is new, with editor',
      members(({ access }) => ({
        people: grown('Lee Park'),
        access: [...(access ?? []), { who: 'github:lee', role: 'editor' }],
      })),
    ],
    ['Lee Park is new, with no role', members(() => ({ people: grown('Lee Park') }))],
    [
      'Kim Adler goes',
      members(({ people, access }) => ({ people: people.slice(1), access: (access ?? []).slice(0, 1) })),
    ],
    [
      'Members of the organisation go from no role to viewer',
      members(({ access }) => ({ access: [...(access ?? []), { who: 'clerk:org:member', role: 'viewer' }] })),
    ],
    ['segment staff: another condition', segment({ if: 'age > 3' })],
    [
      'segment staff: 1 more always in, 1 less always in and 2 more never in',
      segment({ include: ['u-1', 'u-3'], exclude: ['a', 'b'] }),
    ],
    ['segment staff: no condition any more and another description', segment({ if: null, description: 'All' })],
  ])('%s', (text, operation) => {
    const { operations, before } = draftOf(operation);
    const [made] = operations;
    expect(made === undefined ? null : operationText(made, before[nameOfOperation(made)])).toBe(text);
  });

  test('of a new segment, and of one that goes, name it', () => {
    const file = 'segments/beta.yaml';
    expect(operationText({ kind: 'set-text', file, text: 'if: a == 1\n' }, null)).toBe('segment beta is new');
    expect(operationText({ kind: 'set-text', file, text: null }, 'if: a == 1\n')).toBe('segment beta goes');
  });
});

test('an edit that is taken back leaves the draft, a part of one stays', () => {
  const state = [{ approvals: counts(2) }, { approvers: ['admin'] }, { approvals: counts(1) }].reduce(
    (made, parts) =>
      addOperation(made, { project: 'shop', commit: 'c1', operation: policy(parts), on: LIVE, isSameMove: false }),
    EMPTY_STATE,
  );
  const [left] = state.current?.operations ?? [];
  expect(left === undefined ? null : operationText(left, state.current?.before[nameOfOperation(left)])).toBe(
    'production: those who may approve go from editors or admins to admins',
  );
  const back = policy({ approvers: ['editor', 'admin'] });
  const none = addOperation(state, { project: 'shop', commit: 'c1', operation: back, on: LIVE, isSameMove: false });
  expect(none.current).toBeNull();
});

describe('what landed meanwhile', () => {
  const base = (settings: EditedSettings) => ({ commit: 'c2', flags: {}, settings });
  const withPolicy = (parts: PolicyParts): EditedSettings => ({
    ...LIVE,
    environments: LIVE.environments.map((each) => (each.name === 'production' ? { ...each, ...parts } : each)),
  });
  const raised = draftOf(policy({ approvals: counts(2) }));

  test.each<[string, EditedSettings, object]>([
    ['another rule fits', withPolicy({ approvers: ['admin'] }), { conflicts: [], landed: [] }],
    ['the same has landed', withPolicy({ approvals: counts(2) }), { landed: [{ kind: 'set-policy' }] }],
    ['another number is a conflict', withPolicy({ approvals: counts(3) }), { conflicts: [{ kind: 'changed' }] }],
    [
      'an environment that goes is said',
      { ...LIVE, environments: LIVE.environments.slice(0, 1) },
      { conflicts: [{ kind: 'gone' }] },
    ],
  ])('of the rules of an environment: %s', (_, settings, wanted) => {
    expect(rebaseDraft(raised, base(settings))).toMatchObject(wanted);
  });

  test('of the roles of somebody else is taken in, of the same person it is a conflict', () => {
    const become = (who: string, role: string): MemberLists['access'] =>
      (LIVE.access ?? []).map((entry) => (entry.who === who ? { ...entry, role } : entry));
    const mine = draftOf(members(() => ({ access: become('clerk:user_2kim', 'admin') })));
    const both = rebaseDraft(mine, base({ ...LIVE, access: become('clerk:user_2sam', 'viewer') }));
    expect(both.draft.operations).toMatchObject([{ members: { access: [{ role: 'viewer' }, { role: 'admin' }] } }]);
    const met = rebaseDraft(mine, base({ ...LIVE, access: become('clerk:user_2kim', 'viewer') }));
    expect(met.conflicts).toMatchObject([{ kind: 'changed' }]);
    expect(rebaseDraft(mine, base({ ...LIVE, access: null })).conflicts).toMatchObject([{ kind: 'changed' }]);
  });

  test('of a segment is put together by part and by name', () => {
    const mine = draftOf(segment({ if: 'age > 3', include: ['u-1', 'u-2', 'u-3'] }));
    const landed = (parts: object) => ({
      ...{ commit: 'c2', flags: {} },
      segments: { staff: { ...onSegment, segment: { ...onSegment.segment, ...parts } } },
    });
    expect(rebaseDraft(mine, landed({ include: ['u-2', 'u-9'] })).draft.operations).toMatchObject([
      { parts: { if: 'age > 3', include: ['u-2', 'u-9', 'u-3'] } },
    ]);
    expect(rebaseDraft(mine, landed({ if: 'age > 4' })).conflicts).toMatchObject([{ kind: 'changed' }]);
    expect(rebaseDraft(mine, { commit: 'c2', flags: {}, segments: { staff: null } }).conflicts).toMatchObject([
      { kind: 'gone' },
    ]);
  });

  test('whatever two do to a list of names, what either put in is in it once, and what either took out is not', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'));
    fc.assert(
      fc.property(names, names, names, (before, theirs, mine) => {
        const merged = mergeNames(before, theirs, mine);
        const kept = before.filter((name) => theirs.includes(name) && mine.includes(name));
        const added = [...theirs, ...mine].filter((name) => !before.includes(name));
        expect([...merged].sort()).toEqual([...new Set([...kept, ...added])].sort());
        expect(mergeNames(before, before, mine)).toEqual([
          ...before.filter((name) => mine.includes(name)),
          ...mine.filter((name) => !before.includes(name)),
        ]);
        expect(mergeNames(before, theirs, before)).toEqual(theirs);
      }),
    );
  });

  test('names that both put in are in it once', () => {
    expect(mergeNames(['a', 'b'], ['b', 'c', 'd'], ['a', 'b', 'd', 'e'])).toEqual(['b', 'c', 'd', 'e']);
  });
});
