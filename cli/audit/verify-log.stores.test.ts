import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../database/database.ts';
import { describe as describeFinding } from '../diagnostics/codes.ts';
import { openRepository } from '../git/repository.ts';
import { attackedDatabase } from '../testing/attacked-database.ts';
import { type AuditedProject, createAuditedProject } from '../testing/audited-project.ts';
import type { LoadCommitContent } from './commit-content.ts';
import { createLineage, type Descends } from './lineage.ts';
import { createCommitLoader } from './load-commit-content.ts';
import { loadRememberedHeads, type RememberedHeads } from './load-remembered-heads.ts';
import { type Verification, verifyLog } from './verify-log.ts';

const CONFIG = [
  'environments: { staging: { approvals: 0 }, production: { approvals: 1 } }',
  'unit: userId',
  'attributes: { userId: string, region: string }',
  '',
].join('\n');

const flag = (production: string): string =>
  `description: A flag\ntype: boolean\nowner: web\nkind: permanent\nenvironments:\n  production: ${production}\n`;
const US = 'rules: [{ name: us, if: region starts_with "us-", serve: on }]';

let project: AuditedProject;
let client: pg.Client;
let database: Database;
let remembered: RememberedHeads;
let loadCommit: LoadCommitContent;
let descends: Descends;
let auditor = '';

/** v1 and v2 are publishes, v3 a kill; two keys, one revoked. Staging has v1. */
beforeAll(async () => {
  project = await createAuditedProject(CONFIG);
  const { organization, root, server } = project;
  const unapproved = ['--unapproved', '--reason', 'as usual'];
  project.commit({ 'flags/a.yaml': flag('{ enabled: true, default: on }'), 'flags/b.yaml': flag('{ enabled: true }') });
  await project.mustRun('publish', ...unapproved);
  project.commit({ 'flags/a.yaml': flag(`{ enabled: true, default: off, ${US} }`) });
  await project.mustRun('publish', ...unapproved);
  await project.mustRun('kill', 'a', '--environment', 'production', '--reason', 'errors', '--yes');
  for (const name of ['web', 'old'])
    await project.mustRun('keys', 'create', '--kind', 'server', '--environment', 'production', '--name', name);
  const [old] = await server.query<{ id: string }>(`select id from flagforge.api_keys where name = 'old'`);
  await project.mustRun('keys', 'revoke', old?.id ?? '', '--environment', 'production', '--reason', 'leaked');
  auditor = await server.createLogin('auditor', organization);
  client = new pg.Client({ connectionString: server.url });
  await client.connect();
  database = attackedDatabase(client, () => auditor);
  const repository = await openRepository(join(root, 'flags'), { ...process.env, HOME: root });
  loadCommit = createCommitLoader(repository);
  descends = createLineage(repository);
  await client.query('begin');
  remembered = await loadRememberedHeads(database, 'auditor', repository, [], organization);
  await client.query('rollback');
});
afterAll(async () => {
  await client.end();
  await project.remove();
});

test('a log that nobody touched is proved', async () => {
  const { code, stdout, stderr } = await project.run(['audit', 'verify']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.replace(/in .*\.$/m, 'in a while.').split('\n')).toEqual([
    `${project.organization}/shop   11 entries, 4 versions, 2 commits`,
    '  chain      whole',
    '  anchors    2 of 2 agree; last entries not yet anchored: 4',
    '  snapshots  4 of 4 equal a fresh compile of their commit',
    '  entries    each equals one change between two snapshots, and the other way round',
    '  keys       each is what its entries say',
    '  database   triggers, policies, grants and owners are those of the migrations',
    'Proved in a while.',
    '',
  ]);
});

async function verify(sql: readonly string[], load = loadCommit): Promise<Verification> {
  await client.query('begin');
  try {
    for (const table of ['audit.entries', 'audit.heads', 'flagforge.snapshots'])
      await client.query(`alter table ${table} disable trigger user`);
    for (const statement of sql) await client.query(statement);
    const { organization } = project;
    return await verifyLog({
      database,
      organization,
      reader: 'auditor',
      remembered,
      loadCommit: load,
      descends,
      onProgress: () => {},
    });
  } finally {
    await client.query('rollback');
  }
}

/** Without what is said of the triggers, which are off. */
async function findingsAfter(...sql: string[]): Promise<string[]> {
  const { found } = await verify(sql);
  return found.errors.filter(({ code }) => code !== 'FF3061').map((finding) => describeFinding(finding).message);
}

const PRODUCTION = `environment = 'production'`;
const EDITED = '(row changed after it was written; only a superuser of the database, or the owner of the schema, can)';

describe('an edit is named', () => {
  test.each<[what: string, sql: string, findings: readonly (string | RegExp)[]]>([
    [
      'the state of an entry',
      `update audit.entries set old_state = '{}' where seq = 8`,
      [`#8: old_state does not match production v3 ${EDITED}`],
    ],
    [
      'two fields of an entry',
      `update audit.entries set actor = 'database:pat', reason = null where seq = 4`,
      [`#4: reason, actor do not match production v1 ${EDITED}`],
    ],
    [
      'the flag of an entry',
      `update audit.entries set flag = 'c' where seq = 7`,
      [/^#7: the row does not fit its own hash/, 'production v2 changed flag a, which no entry tells of'],
    ],
    [
      'a field of an entry that no snapshot has',
      `update audit.entries set change_request = '#1' where seq = 7`,
      [/^#7: the row does not fit its own hash \(a field was changed after it was written/],
    ],
    [
      'an entry about a key',
      `update audit.entries set old_state = '{}' where action = 'key_revoke'`,
      [/^#11: the row does not fit its own hash/],
    ],
    [
      'an entry that is taken out',
      'delete from audit.entries where seq = 7',
      [
        /^#7 is missing: rows were deleted in the middle/,
        'no entry tells of production v2: it was written by hand, or its entries were taken out',
      ],
    ],
    [
      'the reason of a version',
      `update flagforge.snapshots set reason = 'x' where ${PRODUCTION} and version = 2`,
      [/^#7: reason of flag a does not match production v2 \(the entry fits its hash/],
    ],
    [
      'the approvals of a version',
      `update flagforge.snapshots set approvals = '[{"person": "Kim"}]', is_unapproved = false where ${PRODUCTION} and version = 2`,
      [
        /^#7: approvals, is_unapproved of flag a do not match production v2/,
        // An approval without an identity is nobody's.
        /^production v2 has 0 of the 1 approvals/,
      ],
    ],
    [
      'the time of a version',
      `update flagforge.snapshots set created_at = created_at - interval '1 day' where ${PRODUCTION} and version = 2`,
      [/^#7: at of flag a does not match production v2/],
    ],
    [
      'a flag in a stored snapshot',
      `update flagforge.snapshots set body = replace(body, '"serve":"on"', '"serve":"off"') where ${PRODUCTION} and version = 2`,
      ['production v2: the stored snapshot was changed after it was written (flag a)'],
    ],
    [
      'a kill that is taken out of a stored snapshot',
      `update flagforge.snapshots set body = replace(body, '"overlays":[{"flag":"a","kind":"kill"}]', '"overlays":[]') where ${PRODUCTION} and version = 3`,
      ['production v3: the stored snapshot was changed after it was written (kill a)'],
    ],
    [
      'a stored snapshot that is no JSON',
      `update flagforge.snapshots set body = left(body, 100) where ${PRODUCTION} and version = 3`,
      ['production v3: the stored snapshot was changed after it was written (it is no snapshot any more)'],
    ],
    [
      'a member that is there twice, so that parsers differ',
      `update flagforge.snapshots set body = replace(body, '{"commit":', '{"flags":[],"commit":') where ${PRODUCTION} and version = 1`,
      ['production v1: the stored snapshot was changed after it was written (it is no snapshot any more)'],
    ],
    [
      'the commit of a version',
      `update flagforge.snapshots set commit = (select commit from flagforge.snapshots where ${PRODUCTION} and version = 1) where ${PRODUCTION} and version = 2`,
      [/^#7: commit of flag a does not match production v2/],
    ],
    [
      'a version that is gone',
      `delete from flagforge.snapshots where ${PRODUCTION} and version = 2`,
      ['production v2 is missing, though it was published'],
    ],
    [
      'the newest version that is gone',
      `delete from flagforge.snapshots where ${PRODUCTION} and version = 3`,
      [
        'production v3 is missing, though it was published',
        /^the row of production in flagforge\.environments was changed: version/,
      ],
    ],
    [
      'what an environment says that it serves',
      `update flagforge.environments set hash = repeat('0', 64), tip = repeat('0', 40) where ${PRODUCTION}`,
      ['the row of production in flagforge.environments was changed: hash is not of its newest version'],
    ],
    [
      'the approvals that an environment asks for',
      `update flagforge.environments set policy = jsonb_set(policy, '{approvals}', '0') where ${PRODUCTION}`,
      ['the row of production in flagforge.environments was changed: policy is not of its newest version'],
    ],
    [
      'the head that an environment remembers',
      `update flagforge.environments set audit_hash = repeat('0', 64) where ${PRODUCTION}`,
      ['the row of production in flagforge.environments was changed: audit_hash is not of its newest version'],
    ],
    [
      'a flag in the derived table',
      `update flagforge.feature_flags set enabled = false where ${PRODUCTION} and flag = 'b'`,
      ['feature_flags or targeting_rules of production differ from the snapshot that is served: b'],
    ],
    [
      'a rule in the derived table',
      `update flagforge.targeting_rules set serve = 'off' where ${PRODUCTION}`,
      ['feature_flags or targeting_rules of production differ from the snapshot that is served: a'],
    ],
    [
      'a flag more in the derived table',
      `insert into flagforge.feature_flags select (jsonb_populate_record(f, '{"flag": "zzz"}')).* from flagforge.feature_flags f where ${PRODUCTION} and flag = 'b'`,
      ['feature_flags or targeting_rules of production differ from the snapshot that is served: zzz'],
    ],
    [
      'a revoked key that is brought back',
      'update flagforge.api_keys set revoked_at = null',
      [/^key \w+ of production was changed by hand: revokedAt$/],
    ],
    [
      "a key of one's own",
      `insert into flagforge.api_keys (organization, project, environment, id, kind, hash, created_by) select organization, project, environment, 'mine', 'server', repeat('a', 64), 'database:me' from flagforge.environments where ${PRODUCTION}`,
      ['key mine of production was made by hand: no entry tells of it'],
    ],
    [
      'a key that is gone',
      `delete from flagforge.api_keys where name = 'web'`,
      [/^key \w+ of production is gone, though it was created$/],
    ],
    [
      'an actor that is not the login',
      `do $$
       declare
         entry audit.entries;
       begin
         select * into strict entry from audit.entries order by seq desc limit 1;
         entry.seq := entry.seq + 1;
         entry.previous_hash := entry.hash;
         entry.actor := 'database:ceo';
         entry.old_state := entry.new_state;
         entry.hash := audit.hash_of(entry);
         insert into audit.entries select entry.*;
         update audit.heads set seq = entry.seq, hash = entry.hash;
       end $$`,
      [/^#12: the actor database:ceo, written by the login \w+, of key/],
    ],
  ])('%s', async (_, sql, expected) => {
    const found = await findingsAfter(sql);
    expect(
      found.map((text) => `${text}\n`),
      found.join('\n'),
    ).toHaveLength(expected.length);
    for (const [index, text] of expected.entries())
      expect(found[index]).toMatch(typeof text === 'string' ? exactly(text) : text);
  });
});

const exactly = (text: string): RegExp => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

test('the end that was cut off, head and all, shows by the anchors', async () => {
  const found = await findingsAfter(
    'delete from audit.entries where seq > 3',
    'update audit.heads h set seq = 3, hash = (select hash from audit.entries where seq = 3)',
  );
  expect(found[0]).toMatch(
    /^#4 to #7 are missing at the end: anchor [0-9a-f]{7} remembers #7, and 1 more says so too$/,
  );
});

test('versions of commits that git no longer has are unreachable, not tampered with; an edit of them is still named', async () => {
  const none: LoadCommitContent = async () => ({ kind: 'unreachable' });
  const whole = await verify([], none);
  expect(whole.found.errors.filter(({ code }) => code !== 'FF3061')).toEqual([]);
  expect(whole.proved).toBe(0);
  expect(whole.found.warnings.map((finding) => describeFinding(finding).message)).toEqual([
    '4 versions are of commits that this clone does not have (staging v1): unreachable, not tampered with',
  ]);
  const edited = await verify(
    [
      `update flagforge.snapshots set body = replace(body, '"serve":"on"', '"serve":"off"') where ${PRODUCTION} and version = 2`,
    ],
    none,
  );
  expect(
    edited.found.errors.filter(({ code }) => code !== 'FF3061').map((finding) => describeFinding(finding).message),
  ).toEqual(['production v2: the stored snapshot was changed after it was written (contentHash)']);
});

test('a broken log ends with 1, names the first bad entry first, and counts the rest', async () => {
  const { server } = project;
  await server.query(`alter table audit.entries disable trigger user`);
  await server.query(`update audit.entries set reason = 'x' where seq in (4, 5, 6)`);
  await server.query(`alter table audit.entries enable always trigger refuse_change`);
  try {
    const { code, stdout } = await project.run(['audit', 'verify']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {2}chain {6}3 findings$/m);
    expect(stdout).toContain(`error  FF3040  #4: reason does not match production v1 ${EDITED}`);
    expect(stdout).toContain('error  FF3061  firing of trigger chain_entry of audit.entries is disabled, not always');
    expect(stdout).toMatch(/^Not proved: 6 findings in /m);
    const json = JSON.parse((await project.run(['audit', 'verify', '--json'])).stdout) as Record<string, unknown>;
    expect(json).toMatchObject({ isProved: false, findingCount: 6, counts: { FF3040: 3, FF3061: 3 } });
    expect(json['findings']).toMatchObject([
      { code: 'FF3040', seq: 4, environment: 'production', version: 1 },
      {},
      {},
      {},
      {},
      {},
    ]);
  } finally {
    await server.query(`update audit.entries set reason = 'as usual' where seq in (4, 5, 6)`).catch(() => {});
  }
});

test('tables that are gone are findings, and nothing is claimed of what could not be read', async () => {
  const { found, isReadable, entries } = await verify(['drop schema audit cascade']);
  expect({ isReadable, entries }).toEqual({ isReadable: false, entries: 0 });
  expect(found.errors.map((finding) => describeFinding(finding).message)).toContain('table audit.entries is missing');
});
