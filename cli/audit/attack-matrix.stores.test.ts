import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../database/database.ts';
import { describe as describeFinding } from '../diagnostics/codes.ts';
import { openRepository } from '../git/repository.ts';
import { attackedDatabase } from '../testing/attacked-database.ts';
import { type Attack, type Attempt, attacksOn } from '../testing/attacks.ts';
import { type AuditedProject, createAuditedProject } from '../testing/audited-project.ts';
import type { LoadCommitContent } from './commit-content.ts';
import { createLineage, type Descends } from './lineage.ts';
import { createCommitLoader } from './load-commit-content.ts';
import { loadRememberedHeads, type RememberedHeads } from './load-remembered-heads.ts';
import { verifyLog } from './verify-log.ts';

const README = fileURLToPath(new URL('README.md', import.meta.url));
const OTHER = 'globex';

const CONFIG = 'environments: { staging: { approvals: 0 }, production: { approvals: 0 } }\nunit: userId\n';
const flag = (production: string): string =>
  `description: A flag\ntype: boolean\nowner: web\nkind: permanent\nenvironments:\n  production: ${production}\n`;

/** Roles of the table's columns; the owners are acted as by a login that is a member of them. */
const ROLES = ['evaluator', 'publisher', 'auditor', 'audit owner', 'schema owner', 'superuser'] as const;
type Role = (typeof ROLES)[number];

const OWNERS: Readonly<Partial<Record<Role, string>>> = {
  'audit owner': 'flagforge_audit_owner',
  'schema owner': 'flagforge_owner',
};

let project: AuditedProject;
let client: pg.Client;
let database: Database;
let remembered: RememberedHeads;
let loadCommit: LoadCommitContent;
let descends: Descends;
let auditor: string;
const logins = new Map<Role, string>();
let last = 0;
/** SQLSTATEs of the warnings of a statement. */
const warnings: (string | undefined)[] = [];

beforeAll(async () => {
  project = await createAuditedProject(CONFIG);
  const { server, organization } = project;
  project.commit({ 'flags/a.yaml': flag('{ enabled: true, default: on }'), 'flags/b.yaml': flag('{ enabled: true }') });
  await project.mustRun('publish', '--reason', 'the first');
  project.commit({ 'flags/a.yaml': flag('{ enabled: true, default: off }') });
  await project.mustRun('publish');
  const [head] = await server.query<{ seq: string }>('select seq from audit.heads');
  last = Number(head?.seq);
  for (const role of ROLES) {
    if (role === 'superuser') continue;
    const owner = OWNERS[role];
    const login = await server.createLogin(owner === undefined ? (role as 'publisher') : null, organization);
    if (owner !== undefined) await server.query(`grant ${owner} to ${login}`);
    logins.set(role, login);
  }
  logins.set('superuser', 'postgres');
  auditor = await server.createLogin('auditor', organization, OTHER);
  await server.query(`insert into flagforge.organization_logins values ('postgres', '${organization}')`);
  await server.query(
    `insert into flagforge.projects (organization, project, origin, directory) values ('${OTHER}', 'shop', 'git', 'flags')`,
  );
  await server.query(
    `insert into flagforge.environments (organization, project, environment) values ('${OTHER}', 'shop', 'production')`,
  );
  client = new pg.Client({ connectionString: server.url });
  await client.connect();
  client.on('notice', ({ code }) => warnings.push(code));
  const repository = await openRepository(join(project.root, 'flags'), { ...process.env, HOME: project.root });
  loadCommit = createCommitLoader(repository);
  descends = createLineage(repository);
  database = attackedDatabase(client, () => auditor);
  remembered = await loadRememberedHeads(database, 'auditor', repository, [], organization);
});
afterAll(async () => {
  await client.end();
  await project.remove();
});

/** What `audit verify` says of every organisation. */
async function findings(): Promise<string[]> {
  const found: string[] = [];
  for (const organization of [project.organization, OTHER]) {
    const own = organization === OTHER ? { heads: [], findings: [] } : remembered;
    const request = {
      database,
      organization,
      reader: 'auditor' as const,
      remembered: own,
      loadCommit,
      descends,
      onProgress: () => {},
    };
    const { found: all } = await verifyLog(request);
    found.push(...all.errors.map((finding) => describeFinding(finding).message));
  }
  return found;
}

type Outcome = 'blocked' | 'detected';

/** Runs an attempt as a role and undoes it. Each statement stands for a transaction: those before a refused one stay. */
async function tryAttack({ gift }: Attack, role: Role, { statements, named }: Attempt): Promise<Outcome> {
  const login = logins.get(role) ?? '';
  const owner = OWNERS[role];
  await client.query('begin');
  try {
    if (gift === 'bypassrls' && role !== 'superuser') await client.query(`alter role ${owner ?? login} bypassrls`);
    for (const [index, statement] of statements.entries()) {
      warnings.length = 0;
      await client.query('savepoint attack');
      await client.query(`set local session authorization ${login}`);
      if (owner !== undefined) await client.query(`set local role ${owner}`);
      try {
        await client.query(statement);
      } catch (error) {
        const state = error instanceof Error && 'code' in error ? error.code : null;
        expect(['42501', '42704'], `${statement}: ${String(error)}`).toContain(state);
        await client.query('rollback to savepoint attack');
        if (index === 0 || (await findings()).length === 0) return 'blocked';
        return 'detected';
      }
      await client.query('set local session authorization default');
      // GRANT is the one statement that Postgres refuses with a warning.
      if (warnings.includes('01007') && (await findings()).length === 0) return 'blocked';
    }
    const found = await findings();
    expect(found.join('\n'), `${role}: ${statements.join('; ')}`).toMatch(named);
    return 'detected';
  } finally {
    await client.query('rollback');
  }
}

const rows: string[][] = [];

describe('every attack by every role is blocked with an error, or named by audit verify', () => {
  test('nobody attacked yet', async () => {
    await client.query('begin');
    expect(await findings()).toEqual([]);
    await client.query('rollback');
  });

  test.each(attacksOn({ organization: '', other: '', last: 0 }).map(({ name }) => name))('%s', async (name) => {
    const attack = attacksOn({ organization: project.organization, other: OTHER, last }).find(
      (each) => each.name === name,
    );
    if (attack === undefined) throw new Error(name);
    const row = [name];
    for (const role of ROLES) {
      const outcomes = new Set<Outcome>();
      for (const each of attack.attempts) outcomes.add(await tryAttack(attack, role, each));
      // Detected: at least one of its attempts went through.
      row.push(outcomes.has('detected') ? 'detected' : 'blocked');
    }
    rows.push(row);
  });

  test('and the table in the README says what was seen here (FLAGFORGE_UPDATE_GOLDEN=1 writes it)', () => {
    const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
    const table = [line(['attack', ...ROLES]), line(['---', ...ROLES.map(() => '---')]), ...rows.map(line)].join('\n');
    const text = readFileSync(README, 'utf8');
    const section = /(<!-- attacks -->\n)[\s\S]*(\n<!-- end -->)/;
    if (process.env['FLAGFORGE_UPDATE_GOLDEN'] === '1') writeFileSync(README, text.replace(section, `$1${table}$2`));
    expect(readFileSync(README, 'utf8')).toContain(table);
  });
});
