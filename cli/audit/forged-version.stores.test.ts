/** Versions that a publisher's login writes past the command, with everything in order but the truth. */
import { join } from 'node:path';
import type { Overlay, Snapshot } from '@flagforge/sdk/engine';
import { canonicalJson } from '@flagforge/sdk/snapshot';
import { beforeEach, expect, test } from 'vitest';
import { compileProject, contentHashOf, readStoredSnapshot } from '../compile/index.ts';
import type { Database } from '../database/database.ts';
import { openPostgres } from '../database/postgres-database.ts';
import { loadProject, nodeSha256 } from '../project.ts';
import type { NextVersion } from '../publish/published.ts';
import { lockEnvironment } from '../publish/read-published.ts';
import { writeVersion } from '../publish/write-version.ts';
import { type AuditedProject, createAuditedProject } from '../testing/audited-project.ts';

const flag = (production: string): string =>
  `description: A flag\ntype: boolean\nowner: web\nkind: permanent\nenvironments:\n  production: ${production}\n`;

let project: AuditedProject;
let database: Database;
let commit: string;

/** A project of its own each time: what is forged stays. */
beforeEach(async () => {
  project = await createAuditedProject('environments: { production: { approvals: 1 } }\nunit: userId\n');
  commit = project.commit({ 'flags/a.yaml': flag('{ enabled: true, default: on }') });
  await project.mustRun('publish', '--unapproved', '--reason', 'the first');
  database = await openPostgres(project.server.urlOf(project.login));
  return async () => {
    await database.close();
    await project.remove();
  };
});

async function forge(change: (content: Snapshot) => Partial<NextVersion>): Promise<readonly string[]> {
  const place = { organization: project.organization, project: 'shop', environment: 'production' };
  await database.transaction({ as: 'publisher', organization: project.organization }, async (tx) => {
    const before = await lockEnvironment(tx, place);
    if (before.snapshot === null) throw new Error('nothing is published');
    const next: NextVersion = {
      ...{ action: 'publish', content: before.snapshot, overlays: before.overlays, commit, tip: commit },
      ...{ directory: 'flags', policy: null, approvals: [], changeRequest: null, isUnapproved: false, reason: null },
      actor: { identity: `database:${project.login}`, person: null },
      ...change(before.snapshot),
    };
    await writeVersion(tx, before, next, { sign: null, targets: [] });
  });
  const { code, stdout } = await project.run(['audit', 'verify', '--json']);
  expect(code).toBe(1);
  const { findings } = JSON.parse(stdout) as { findings: readonly { code: string; message: string }[] };
  return findings.map((finding) => `${finding.code} ${finding.message}`);
}

const APPROVED = [{ person: 'Kim', identity: 'github:kim', commit: 'c'.repeat(40), request: '#1' }];

/** The same content with another flag, hashes and all. */
function withFlagsOff(content: Snapshot): Snapshot {
  const changed = { ...content, flags: content.flags.map((each) => ({ ...each, enabled: false })) };
  const text = canonicalJson({ ...changed, contentHash: contentHashOf(changed, nodeSha256) });
  return readStoredSnapshot(text) ?? changed;
}

test('content that no commit has', async () => {
  const found = await forge((content) => ({ content: withFlagsOff(content), approvals: APPROVED }));
  expect(found).toEqual([
    `FF3055 production v2 is not what commit ${commit.slice(0, 7)} compiles to: flag a`,
    expect.stringMatching(/^FF3050 #3 was forged/),
    expect.stringMatching(/^FF3059/),
  ]);
});

test('a kill that changes more than it kills', async () => {
  const kill: Overlay = { kind: 'kill', flag: 'a' };
  const found = await forge((content) => ({ action: 'kill', content: withFlagsOff(content), overlays: [kill] }));
  expect(found[0]).toMatch(/^FF3055 production v2 is not what commit/);
  expect(found).toContain('FF3053 production v2 calls itself a kill, and changed flag a');
});

test('a publish without approvals that does not say so', async () => {
  const other = project.commit({ 'flags/a.yaml': flag('{ enabled: false }') });
  const { files } = await loadProject(join(project.root, 'flags'));
  const content = compileProject(files, { now: 0, commit: other }).snapshots.get('production');
  if (content === undefined) throw new Error('it does not compile');
  const found = await forge(() => ({ content, commit: other, tip: other }));
  expect(found).toEqual([
    'FF3064 production v2 has 0 of the 1 approvals that its commit asks for, and does not say that it was published without them',
  ]);
});

/** The content that a commit has, as anybody compiles it. */
async function contentAt(files: Readonly<Record<string, string>>): Promise<{ commit: string; content: Snapshot }> {
  const at = project.commit(files);
  const loaded = await loadProject(join(project.root, 'flags'));
  const content = compileProject(loaded.files, { now: 0, commit: at }).snapshots.get('production');
  if (content === undefined) throw new Error('it does not compile');
  return { commit: at, content };
}

test('an approval of somebody whom no rule lets approve', async () => {
  const next = await contentAt({
    'flags/flagforge.yaml': `${LOOSE(project.organization).replace('approvals: 0', 'approvals: 1')}access: [{ who: "github:sam", role: editor }]\n`,
    'flags/a.yaml': flag('{ enabled: false }'),
  });
  const approvals = [{ person: 'Eve', identity: 'github:eve', commit: next.commit, request: '#1' }];
  expect(await forge(() => ({ ...next, tip: next.commit, approvals }))).toContain(
    'FF3064 production v2 has 0 of the 1 approvals that its commit asks for, and does not say that it was published without them',
  );
});

const LOOSE = (organization: string): string =>
  `version: 1\norganization: ${organization}\nproject: shop\nenvironments: { production: { approvals: 0 } }\nunit: userId\n`;

test('a commit that loosens the rules which it is judged by', async () => {
  const next = await contentAt({
    'flags/flagforge.yaml': LOOSE(project.organization),
    'flags/a.yaml': flag('{ enabled: false }'),
  });
  const found = await forge(() => ({ ...next, tip: next.commit }));
  expect(found[0]).toBe(
    'FF3064 production v2 has 0 of the 1 approvals that the rules published before it ask for, and does not say that it was published without them',
  );
});

test('a rollback to a commit that was never served', async () => {
  const next = await contentAt({ 'flags/a.yaml': flag('{ enabled: false }') });
  expect(await forge(() => ({ ...next, action: 'rollback', tip: commit }))).toEqual([
    'FF3070 production v2 calls itself a rollback, and serves what was never served there before',
  ]);
});

test('a rollback that calls approved what never was', async () => {
  expect(await forge(() => ({ action: 'rollback', overlays: [{ kind: 'hold', commit, version: 1 }] }))).toEqual([
    'FF3070 production v2 calls itself a rollback to something approved, which was only ever published without approvals',
  ]);
});

test('a release that changes content', async () => {
  const next = await contentAt({ 'flags/a.yaml': flag('{ enabled: false }') });
  expect(await forge(() => ({ ...next, action: 'release', tip: next.commit, approvals: APPROVED }))).toEqual([
    'FF3053 production v2 calls itself a release, and changed flag a',
  ]);
});

test('a revive that nobody agreed to', async () => {
  await project.mustRun('kill', 'a', '--environment', 'production', '--reason', 'slow', '--yes');
  expect(await forge(() => ({ action: 'revive', overlays: [] }))).toEqual([
    'FF3064 production v3 has 0 of the 1 approvals that the rules published before it ask for, and does not say that it was published without them',
  ]);
});

test('a branch that was never merged', async () => {
  project.git('checkout', '--quiet', '-b', 'aside', 'HEAD~1');
  const next = await contentAt({ 'flags/a.yaml': flag('{ enabled: false }') });
  expect(await forge(() => ({ ...next, tip: next.commit, approvals: APPROVED }))).toEqual([
    `FF3071 production v2: commit ${next.commit.slice(0, 7)} does not descend from ${commit.slice(0, 7)}, the newest one published before it`,
  ]);
});

test('rules that were loosened in the row alone', async () => {
  const loose = project.commit({ 'flags/flagforge.yaml': LOOSE(project.organization) });
  await database.transaction({ as: 'publisher', organization: project.organization }, (tx) =>
    tx.query(`update flagforge.environments set tip = $1, policy = jsonb_set(policy, '{approvals}', '0')`, [loose]),
  );
  const { code, stdout } = await project.run(['audit', 'verify']);
  expect(code).toBe(1);
  expect(stdout).toContain('the row of production in flagforge.environments was changed: policy is not of its newest');
});

test('rules that are published alone have an entry, which says who did it without approvals', async () => {
  project.commit({ 'flags/flagforge.yaml': LOOSE(project.organization) });
  await project.mustRun('publish', '--unapproved', '--reason', 'nobody is here');
  const log = await project.mustRun('audit', 'log', '--limit', '1');
  for (const words of [
    'UNAPPROVED',
    'nobody is here',
    'policy production  who may',
    '- approvals: 1',
    '+ approvals: 0',
  ])
    expect(log).toContain(words);
  expect((await project.run(['audit', 'verify'])).code).toBe(0);
  project.commit({ 'flags/a.yaml': flag('{ enabled: false }') });
  await project.mustRun('publish');
  expect((await project.run(['audit', 'verify'])).code).toBe(0);
});

test('an entry about rules that its commit does not have', async () => {
  await database.transaction({ as: 'publisher', organization: project.organization }, (tx) =>
    tx.query(
      `insert into audit.entries (organization, project, environment, action, subject, old_state, new_state, commit, compiler, actor)
       values ($1, 'shop', 'production', 'publish', 'policy', '{}', '{"approvals":0}', $2, 'flagforge', $3)`,
      [project.organization, commit, `database:${project.login}`],
    ),
  );
  const { code, stdout } = await project.run(['audit', 'verify']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/old_state, new_state of the rules do not match/);
  expect(stdout).toContain('has 0 of the 1 approvals');
});

const ODD = [
  '{}',
  '5',
  '{"approvals":0,"approvers":["editor"],"breakGlass":5,"people":[],"access":null}',
  '{"approvals":0,"approvers":[],"breakGlass":["admin"],"people":[],"access":[{"who":5,"role":"admin"}]}',
];

test.each(ODD)("rules that nobody wrote are nobody's to go by: %s", async (policy) => {
  await database.transaction({ as: 'publisher', organization: project.organization }, (tx) =>
    tx.query('update flagforge.environments set policy = $1::jsonb', [policy]),
  );
  for (const words of [['kill', 'a', '--reason', 'slow', '--yes'], ['publish'], ['status']]) {
    const { code, stdout, stderr } = await project.run(words);
    expect({ words, code }).toEqual({ words, code: 1 });
    expect(stdout + stderr).toContain('is not what was published under that number');
  }
});

test('approvals that are none do not keep the log from being read', async () => {
  const forged = JSON.stringify([null, 5, { person: '\u001b[2J', identity: 5, commit: 7, request: {} }]);
  await database.transaction({ as: 'publisher', organization: project.organization }, (tx) =>
    tx.query(
      `insert into audit.entries (organization, project, environment, version, action, subject, flag, new_state, compiler, actor, approvals)
       values ($1, 'shop', 'production', 9, 'publish', 'flag', 'a', '{}', 'flagforge', 'x', $2)`,
      [project.organization, forged],
    ),
  );
  const log = await project.mustRun('audit', 'log');
  expect(log).toContain('approved  somebody');
  expect(log).not.toContain('\u001b');
});

test('a reason is no book', async () => {
  const { code, stderr } = await project.run(['kill', 'a', '--reason', 'x'.repeat(2_001), '--yes']);
  expect({ code, stderr: stderr.split('\n')[0] }).toEqual({ code: 2, stderr: 'error  --reason has 2001 characters' });
});
