/** Several projects in one repository, of two organisations: what is not for somebody is not there. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTerminal } from 'flagforge';
import { startGitHub } from 'flagforge/forge/testing/start-github';
import { openMirror } from 'flagforge/git';
import { noApprovals } from 'flagforge/identity';
import { openDatabase } from 'flagforge/stores';
import { createPublishPlace } from 'flagforge/testing/publish-place';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGitHubProjects } from './projects/github-projects.ts';
import { type ApiAnswer, createApiClient } from './testing/api-client.ts';
import { startStub } from './testing/stub-server.ts';

const FLAG =
  'description: A flag\ntype: boolean\nowner: web\nkind: permanent\nenvironments:\n  production: { enabled: true, default: on }\n';
const config = (organization: string, project: string, more = ''): string =>
  `version: 1\norganization: ${organization}\nproject: ${project}\nenvironments: { production: {} }\n${more}`;

const closers: (() => unknown)[] = [];
let organization = '';
let call: ReturnType<typeof createApiClient>['call'];

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flagforge-console-'));
  const place = await createPublishPlace({ 'flags/a.yaml': FLAG }, 'environments: { production: {} }\n');
  organization = place.organization;
  place.repository.commit({
    'site/flagforge.yaml': config(organization, 'site', 'access: [{ who: "clerk:user_kim", role: editor }]\n'),
    'site/b.yaml': FLAG,
    'rival/flagforge.yaml': config('rival', 'secret'),
    'rival/c.yaml': FLAG,
    'broken/flagforge.yaml': 'version: 1\norganization: [',
    'ill/flagforge.yaml': config(organization, 'ill'),
    'ill/d.yaml': 'type: bolean\n',
  });
  const github = await startGitHub({ from: place.repository.root });
  const terminal = { ...createTerminal(), env: place.env };
  const database = await openDatabase(terminal, null);
  const server = await startStub({
    projects: createGitHubProjects({
      mirror: await openMirror(join(folder, 'clone.git'), github.repository, place.env),
      ...{ terminal, database, targets: [], sign: null, approvals: noApprovals() },
      place: { owner: 'acme', repo: 'web-store', apiUrl: github.url, host: 'github.com' },
      credentials: { kind: 'token', token: github.token },
    }),
  });
  ({ call } = createApiClient(server.url));
  closers.push(...[() => server.close(), () => database.close(), () => github.close(), () => place.remove()], () =>
    rmSync(folder, { recursive: true, force: true }),
  );
});

afterAll(async () => {
  for (const close of closers) await close();
});

const as = (name: string, path: string, project?: string): Promise<ApiAnswer> =>
  call(`${name}~member~${name === 'eve' ? 'rival' : organization}`, 'GET', path, undefined, {
    ...(project === undefined ? {} : { 'x-flagforge-project': project }),
  });
const codeOf = ({ status, body }: ApiAnswer): string => `${status} ${body.code}`;

test('each sees the projects of their organisation in which they have a role', async () => {
  const seen = async (name: string) => (await as(name, '/v1/projects')).body.projects.map(({ project }) => project);
  expect(await seen('kim')).toEqual(['shop', 'site']);
  expect(await seen('jo')).toEqual(['shop']);
  expect(await seen('eve')).toEqual(['secret']);
});

test('who sees several says which one, by its name or with its organisation', async () => {
  const asked = await as('kim', '/v1/flags');
  expect([codeOf(asked), asked.body.hints]).toEqual([
    '400 FF4406',
    ['name one in the header x-flagforge-project: shop, site'],
  ]);
  expect((await as('kim', '/v1/flags', 'site')).body.flags.map(({ key }) => key)).toEqual(['b']);
  expect((await as('kim', '/v1/flags', `${organization}/shop`)).body.flags.map(({ key }) => key)).toEqual(['a']);
  expect((await as('jo', '/v1/flags')).body.flags.map(({ key }) => key)).toEqual(['a']);
});

test('one whose base does not compile is left out of lists, and says so when it is asked for', async () => {
  const refused = await as('jo', '/v1/flags', 'ill');
  expect(codeOf(refused)).toBe('503 FF4418');
  expect(refused.body.detail).toMatch(/has errors \(d\.yaml:1 /);
  expect(codeOf(await as('eve', '/v1/flags', 'ill'))).toBe('404 FF4405');
});

test('what is not for somebody is answered as what does not exist, to the letter', async () => {
  const textOf = async (name: string, project: string) => {
    const { status, body } = await as(name, '/v1/flags', project);
    return `${status} ${JSON.stringify(body)}`.replaceAll(project, 'NAME');
  };
  const nowhere = await textOf('jo', 'nothing');
  expect(nowhere).toMatch(/^404 /);
  for (const project of ['site', 'secret', 'rival/secret', 'broken', `${organization}/secret`])
    expect(await textOf('jo', project), project).toBe(nowhere);
  expect(await textOf('eve', 'shop')).toBe(nowhere);
  expect(codeOf(await as('eve', '/v1/flags/a'))).toBe('404 FF4405');
  expect(codeOf(await as('eve', '/v1/flags', `${organization}/shop`))).toBe('404 FF4405');
});
