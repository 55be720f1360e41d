/** Whoever runs a command is who the audit log says, and may do what the published rules give them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgres } from '../database/postgres-database.ts';
import { applyKill } from '../emergency/kill-flag.ts';
import { planKill } from '../emergency/plan-kill.ts';
import { compiledCommit, openCommit } from '../publish/open-commit.ts';
import { publishCommit } from '../publish/publish-commit.ts';
import { createClerkSessions } from '../testing/clerk-sessions.ts';
import { createFakeTerminal } from '../testing/fake-terminal.ts';
import { booleanFlag, createPublishPlace, type PublishPlace, projectFile } from '../testing/publish-place.ts';
import { type IssuerStandIn, startOidcIssuer } from '../testing/start-oidc-issuer.ts';
import { noApprovals } from './approval-sources.ts';
import { resolveActor } from './resolve-actor.ts';

/** One flag for each who kills. */
const FLAGS = ['login', 'person', 'claims', 'member', 'job', 'bot', 'bad'];

let shop: PublishPlace;
let github: IssuerStandIn;
const sessions = createClerkSessions();

const rules = (login: string): string => `environments: { production: { approvals: 0, breakGlass: [admin] } }
people:
  - { name: Pat Lee, github: patlee, clerk: user_2pat }
  - { name: Sam Ortiz, database: "${login}" }
access:
  - { who: "github:patlee", role: admin }
  - { who: "database:${login}", role: admin }
  - { who: "clerk:org:admin", role: admin }
`;

beforeAll(async () => {
  github = await startOidcIssuer();
  shop = await createPublishPlace(
    Object.fromEntries(FLAGS.map((flag) => [`flags/${flag}.yaml`, booleanFlag('off')])),
    rules('nobody'),
  );
  shop.repository.commit({ 'flags/flagforge.yaml': projectFile(shop.organization, rules(shop.publisher)) });
  expect((await shop.run(['publish'])).code).toBe(0);
});
afterAll(async () => {
  await github.close();
  await shop.remove();
});

interface Entry {
  readonly seq: string;
  readonly action: string;
  readonly actor: string;
  readonly person: string | null;
  readonly login: string;
}

const entries = () =>
  shop.database.query<Entry>('select seq::text, action, actor, person, login from audit.entries order by entries.seq');

/** What was written since, each the same once: `publish: github:patlee, Pat Lee`. */
async function writtenSince(before: readonly Entry[]): Promise<string[]> {
  const added = (await entries()).slice(before.length);
  // The database knows its own login, whoever it is that holds the token.
  expect(added.every(({ login }) => login === shop.publisher)).toBe(true);
  return [...new Set(added.map(({ action, actor, person }) => `${action}: ${actor}, ${person ?? 'nobody'}`))];
}

const change = (flag: string): void => {
  shop.repository.commit({ [`flags/${flag}.yaml`]: booleanFlag('on') });
};

async function clerkEnvironment(user: string, role: string): Promise<Record<string, string>> {
  const claims = sessions.claims(user, { slug: shop.organization, role });
  return { ...sessions.env, FLAGFORGE_TOKEN: await sessions.sign(claims) };
}

test('the login of Postgres, where there is no token', async () => {
  const before = await entries();
  change('login');
  expect((await shop.run(['publish'])).code).toBe(0);
  expect((await shop.run(['kill', 'login', '--reason', 'slow', '--yes'])).code).toBe(0);
  const who = `database:${shop.publisher}, Sam Ortiz`;
  expect(await writtenSince(before)).toEqual([`publish: ${who}`, `kill: ${who}`]);
});

test.each([
  ['person', 'user_2pat', 'member', 'clerk:user_2pat, Pat Lee', true],
  ['claims', 'user_2new', 'admin', 'clerk:user_2new, nobody', true],
  ['member', 'user_2new', 'member', 'clerk:user_2new, nobody', false],
])('a token of Clerk: %s', async (flag, user, role, who, mayKill) => {
  const env = await clerkEnvironment(user, role);
  const before = await entries();
  change(flag);
  expect((await shop.run(['publish'], env)).code).toBe(0);
  const killed = await shop.run(['kill', flag, '--reason', 'slow', '--yes'], env);
  expect(killed.code).toBe(mayKill ? 0 : 1);
  expect(await writtenSince(before)).toEqual([`publish: ${who}`, ...(mayKill ? [`kill: ${who}`] : [])]);
  const keys = await shop.run(['keys', 'create', '--kind', 'server', '--environment', 'production'], env);
  expect(keys.code).toBe(mayKill ? 0 : 1);
  const revived = await shop.run(['revive', flag, '--reason', 'well again'], env);
  expect([revived.code, (await writtenSince(before)).at(-1)]).toEqual(
    mayKill ? [0, `revive: ${who}`] : [revived.code, `publish: ${who}`],
  );
});

test.each([
  ['job', 'PatLee', 'github:PatLee, Pat Lee', 'killed'],
  ['bot', 'deployer[bot]', 'github:deployer[bot], nobody', 'refused'],
])('a job of GitHub Actions: %s', async (flag, login, who, outcome) => {
  github.actAs(login);
  change(flag);
  const before = await entries();
  const { root } = shop.repository;
  const terminal = createFakeTerminal(root, { env: { ...shop.env, ...github.env }, now: Date.now() });
  const source = compiledCommit(await openCommit(terminal, 'flags', null));
  const project = { organization: shop.organization, project: 'shop', directory: `${root}/flags` };
  const database = await openPostgres(shop.env.DATABASE_URL ?? '');
  try {
    const publisher = await resolveActor(database, terminal, project, github.issuer);
    const tools = { database, targets: [], publisher, approvals: noApprovals(), sign: null, now: Date.now };
    const report = await publishCommit({
      ...{ ...tools, source, origin: 'git', environments: ['production'], writeAnchor: null },
      ...{ expectVersion: null, isUnapproved: false, reason: null, isDryRun: false },
    });
    expect(report.environments.map((environment) => environment.outcome)).toEqual(['published']);
    const plan = await planKill(tools, { project, flag, environments: null, reason: 'slow' });
    expect((await applyKill(tools, plan)).map((killed) => killed.outcome)).toEqual([outcome]);
  } finally {
    await database.close();
  }
  expect(await writtenSince(before)).toEqual([`publish: ${who}`, ...(outcome === 'killed' ? [`kill: ${who}`] : [])]);
});

describe('a token that does not hold ends every command before anything is written', () => {
  const COMMANDS = [
    ['publish'],
    ['kill', 'bad', '--reason', 'slow', '--yes'],
    ['revive', 'login', '--reason', 'well again'],
    ['rollback', '--environment', 'production', '--to', '1', '--reason', 'slow', '--yes'],
    ['keys', 'create', '--kind', 'server', '--environment', 'production'],
  ];

  test.each(COMMANDS.map((words) => [words.join(' '), words] as const))('%s', async (_, words) => {
    const before = await entries();
    const good = await clerkEnvironment('user_2pat', 'admin');
    const token = good.FLAGFORGE_TOKEN ?? '';
    const attempts: readonly (readonly [number, string, Readonly<Record<string, string>>])[] = [
      [
        2,
        'another organisation',
        { ...good, FLAGFORGE_TOKEN: await sessions.sign(sessions.claims('user_2pat', RIVAL)) },
      ],
      [2, 'FLAGFORGE_CLERK_JWT_KEY is not', { FLAGFORGE_TOKEN: token }],
      [2, 'is not signed with the key', { ...good, FLAGFORGE_CLERK_JWT_KEY: OTHER }],
      [2, 'is not set', { ...good, ACTIONS_ID_TOKEN_REQUEST_URL: 'https://127.0.0.1:1/token' }],
      // What stands in for GitHub in these tests is believed by no command, whatever the variables say.
      [3, 'its address is not https', { ...good, ...github.env }],
    ];
    for (const [code, says, env] of attempts) {
      const done = await shop.run(words, env);
      expect([done.code, done.stderr]).toEqual([code, expect.stringContaining(says)]);
      expect(done.stdout + done.stderr).not.toMatch(/eyJ|request-token|BEGIN|MII/);
    }
    expect(await entries()).toEqual(before);
  });
});

const RIVAL = { slug: 'rival', role: 'admin' };
const OTHER = createClerkSessions().env.FLAGFORGE_CLERK_JWT_KEY ?? '';
