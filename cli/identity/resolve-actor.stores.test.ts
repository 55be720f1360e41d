import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPostgres } from '../database/postgres-database.ts';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import type { Policy } from './policy.ts';
import { resolveActor } from './resolve-actor.ts';

const NOWHERE = { env: {}, now: Date.now };
const SHOP = { organization: 'acme', directory: '/' };

let server: TestDatabase;

beforeAll(async () => {
  server = await createTestDatabase();
});

afterAll(() => server.drop());

const policyFor = (login: string): Policy => ({
  ...{ approvals: 1, approvers: ['admin'], breakGlass: ['admin'] },
  people: [{ name: 'Sam Ortiz', database: login, email: [] }],
  access: [{ who: `database:${login}`, role: 'admin', environments: ['production'] }],
});

test('on a real Postgres the actor is the login that it let in, whatever role that takes on', async () => {
  const login = await server.createLogin('publisher', 'acme');
  await server.query(`alter role ${login} set role flagforge_publisher`);
  const database = await openPostgres(server.urlOf(login));
  const publisher = await resolveActor(database, NOWHERE, SHOP);
  await database.close();
  expect(publisher.actor(policyFor(login))).toEqual({ identity: `database:${login}`, person: 'Sam Ortiz' });
  expect(publisher.mayBreakGlass(policyFor(login), 'production')).toBe(true);
  expect(publisher.mayBreakGlass(policyFor(login), 'staging')).toBe(false);
});

test('a login in other letters is another one, and a superuser has no rights of its own', async () => {
  const login = await server.createLogin('publisher', 'acme');
  await server.query(`create role "${login.toUpperCase()}" login`);
  const database = await openPostgres(server.urlOf(login.toUpperCase()));
  expect((await resolveActor(database, NOWHERE, SHOP)).actor(policyFor(login)).person).toBeNull();
  await database.close();
  await server.query(`drop role "${login.toUpperCase()}"`);
  const superuser = await openPostgres(server.url);
  expect((await resolveActor(superuser, NOWHERE, SHOP)).mayBreakGlass(policyFor(login), 'production')).toBe(false);
  await superuser.close();
});
