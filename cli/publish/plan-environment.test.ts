import type { Overlay, Snapshot } from '@flagforge/sdk/engine';
import { describe, expect, test } from 'vitest';
import { compileProject, versionSnapshot } from '../compile/index.ts';
import type { Policy } from '../identity/policy.ts';
import { policyOf, strictestPolicy } from '../identity/policy.ts';
import { nodeSha256 } from '../project.ts';
import { type Lineage, type PlanInput, planEnvironment } from './plan-environment.ts';
import type { Published } from './read-published.ts';

const CONFIG = 'version: 1\norganization: acme\nproject: shop\nenvironments: { production: {} }\n';
const PLACE = { organization: 'acme', project: 'shop', environment: 'production' };
const POLICY: Policy = {
  approvals: 1,
  approvers: ['editor', 'admin'],
  breakGlass: ['admin'],
  people: [],
  access: null,
};
const [OLD, NEW] = ['a'.repeat(40), 'b'.repeat(40)];

/** @param flags what each serves, or `killed`. */
function compile(flags: Readonly<Record<string, 'on' | 'off' | 'killed'>>): Snapshot {
  const sources = Object.entries(flags).map(([key, state]) => ({
    path: `${key}.yaml`,
    text: `type: boolean\nkilled: ${state === 'killed'}\nenvironments:\n  production: { enabled: true, default: ${state === 'off' ? 'off' : 'on'} }\n`,
  }));
  const { snapshots } = compileProject([{ path: 'flagforge.yaml', text: CONFIG }, ...sources], {
    now: 0,
    sha256: nodeSha256,
  });
  const snapshot = snapshots.get('production');
  if (snapshot === undefined) throw new Error('does not compile');
  return snapshot;
}

function published(content: Snapshot, overlays: readonly Overlay[] = [], version = 7): Published {
  const snapshot = versionSnapshot(content, { version, commit: OLD, overlays, sha256: nodeSha256, sign: null });
  const { contentHash, hash } = snapshot;
  return {
    ...{ place: PLACE, version, commit: OLD, tip: OLD, contentHash, hash, overlays, policy: POLICY },
    ...{ publishedAt: 0, isSigned: false, snapshot, body: null, directory: 'flags' },
  };
}

const NOTHING: Published = {
  ...{ place: PLACE, version: 0, commit: null, tip: null, contentHash: null, hash: null, overlays: [], policy: null },
  ...{ publishedAt: null, isSigned: false, snapshot: null, body: null, directory: null },
};

const plan = (before: Published, compiled: Snapshot, more: Partial<PlanInput> = {}) =>
  planEnvironment({
    ...{ before, compiled, commit: NEW, policy: POLICY, withdrawn: null, expectVersion: null },
    lineage: before.version === 0 ? 'first' : 'descends',
    ...more,
  });

const refusalOf = (...args: Parameters<typeof plan>): string | null => {
  const planned = plan(...args);
  return planned.kind === 'refused' ? planned.problem.code : null;
};

const kill = (flag: string): Overlay => ({ kind: 'kill', flag });

test('the first publish is a version', () => {
  expect(plan(NOTHING, compile({ a: 'on' }))).toMatchObject({ kind: 'version', action: 'publish', overlays: [] });
});

test('the same content is nothing to do, but for the newest commit', () => {
  const content = compile({ a: 'on' });
  expect(plan(published(content), content)).toEqual({ kind: 'unchanged', isTipBehind: true });
  expect(plan(published(content), content, { commit: OLD, lineage: 'same' })).toEqual({
    kind: 'unchanged',
    isTipBehind: false,
  });
});

test('who may change an environment is no change of flags, and no nothing', () => {
  const content = compile({ a: 'on' });
  expect(plan(published(content), content, { policy: { ...POLICY, approvals: 0 } })).toEqual({ kind: 'policy' });
});

test.each<[Lineage, string | null]>([
  ['same', null],
  ['descends', null],
  ['diverged', 'FF3001'],
  ['missing', 'FF3004'],
])('a commit whose lineage is %s: %s', (lineage, code) => {
  expect(refusalOf(published(compile({ a: 'on' })), compile({ a: 'off' }), { lineage })).toBe(code);
});

test('another version than the expected one is refused, whatever would change', () => {
  const content = compile({ a: 'on' });
  expect(refusalOf(published(content), content, { expectVersion: 6 })).toBe('FF3003');
  expect(refusalOf(published(content), content, { expectVersion: 7 })).toBeNull();
  expect(refusalOf(NOTHING, content, { expectVersion: 0 })).toBeNull();
});

test.each([
  [
    'its content',
    (before: Published) => ({ ...before, snapshot: { ...before.snapshot, flags: [] } as unknown as Snapshot }),
  ],
  [
    'its overlays',
    (before: Published) => ({ ...before, snapshot: { ...before.snapshot, overlays: [kill('a')] } as Snapshot }),
  ],
  ['its row', (before: Published) => ({ ...before, snapshot: null })],
])('what is served is not built upon when somebody changed %s', (_, damage) => {
  const before = published(compile({ a: 'on' }));
  expect(refusalOf(damage(before), compile({ a: 'off' }))).toBe('FF3009');
});

describe('kills', () => {
  test('stay over a publish', () => {
    const planned = plan(
      published(compile({ a: 'on', b: 'on' }), [kill('a'), kill('b')]),
      compile({ a: 'on', b: 'off' }),
    );
    expect(planned).toMatchObject({ kind: 'version', overlays: [kill('a'), kill('b')], settledKills: [] });
  });

  test('end when the commit says killed: true', () => {
    const before = published(compile({ a: 'on', b: 'on' }), [kill('a'), kill('b')]);
    expect(plan(before, compile({ a: 'killed', b: 'on' }))).toMatchObject({
      overlays: [kill('b')],
      settledKills: ['a'],
    });
  });

  const inProduction = (settings: string): Snapshot => {
    const text = `type: boolean\nenvironments:\n  production: ${settings}\n`;
    const files = [
      { path: 'flagforge.yaml', text: CONFIG },
      { path: 'a.yaml', text },
    ];
    const snapshot = compileProject(files, { now: 0, sha256: nodeSha256 }).snapshots.get('production');
    if (snapshot === undefined) throw new Error('does not compile');
    return snapshot;
  };

  test('end when the commit turns the flag off here, where it was not', () => {
    const before = published(compile({ a: 'on' }), [kill('a')]);
    expect(plan(before, inProduction('{ enabled: false }'))).toMatchObject({ overlays: [], settledKills: ['a'] });
  });

  test('stay over a flag that a step of its schedule turns on, and over one that was off before', () => {
    const later = '{ enabled: false, schedule: [{ at: "2030-01-01T00:00:00Z", enabled: true }] }';
    const kept = { overlays: [kill('a')], settledKills: [] };
    expect(plan(published(compile({ a: 'on' }), [kill('a')]), inProduction(later))).toMatchObject(kept);
    const off = published(inProduction('{ enabled: false }'), [kill('a')]);
    expect(plan(off, inProduction('{ enabled: false, default: on }'))).toMatchObject(kept);
  });

  test('stay over a flag that leaves', () => {
    expect(plan(published(compile({ a: 'on', b: 'on' }), [kill('a')]), compile({ b: 'on' }))).toMatchObject({
      overlays: [kill('a')],
    });
  });
});

describe('a held environment', () => {
  const withdrawn = compile({ a: 'on', b: 'on', other: 'on' });
  const restored = compile({ a: 'off', b: 'off', other: 'on' });
  const held = published(restored, [{ kind: 'hold', commit: OLD, version: 6 }, kill('other')]);

  test('refuses what would bring any of it back, and names it', () => {
    const planned = plan(held, compile({ a: 'on', b: 'off', other: 'off' }), { withdrawn });
    expect(planned).toMatchObject({ kind: 'refused', problem: { code: 'FF3005' } });
    expect(planned.kind === 'refused' && planned.problem.message).toMatch(/bring back a$/);
  });

  test('lets the revert pass, whatever else comes with it, and is held no longer', () => {
    expect(plan(held, compile({ a: 'off', b: 'off', other: 'off', more: 'on' }), { withdrawn })).toMatchObject({
      ...{ kind: 'version', action: 'publish', isReleased: true, overlays: [kill('other')] },
    });
  });

  test('is released by a commit that says exactly what is served', () => {
    expect(plan(held, restored, { withdrawn })).toMatchObject({ kind: 'version', action: 'release', isReleased: true });
  });

  test('refuses a restored flag that goes another way', () => {
    expect(refusalOf(held, compile({ a: 'off', b: 'killed', other: 'on' }), { withdrawn })).toBe('FF3005');
    expect(refusalOf(held, compile({ a: 'off', other: 'on' }), { withdrawn })).toBe('FF3005');
  });
});

describe('the rules that a commit is judged by', () => {
  const of = (approvals: number, approvers: readonly string[]): Policy => ({ ...POLICY, approvals, approvers });

  test("are the commit's own the first time", () => {
    expect(strictestPolicy(null, of(2, ['admin']))).toMatchObject({ approvals: 2, approvers: ['admin'] });
  });

  test('cannot be loosened by the commit, and take effect at once when it tightens them', () => {
    expect(strictestPolicy(of(1, ['admin']), of(0, ['viewer', 'admin']))).toEqual({
      approvals: 1,
      approvers: ['admin'],
    });
    expect(strictestPolicy(of(1, ['editor', 'admin']), of(2, ['admin']))).toEqual({
      approvals: 2,
      approvers: ['admin'],
    });
  });

  test('are read from flagforge.yaml', () => {
    const { project } = compileProject([{ path: 'flagforge.yaml', text: CONFIG }], { now: 0 });
    if (project === null) throw new Error('does not compile');
    expect(policyOf(project.config, 'production')).toEqual(POLICY);
    expect(() => policyOf(project.config, 'nowhere')).toThrow(TypeError);
  });
});
