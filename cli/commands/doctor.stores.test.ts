import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../forge/testing/start-github.ts';
import { booleanFlag, createPublishPlace, type PublishPlace } from '../testing/publish-place.ts';

const CONFIG = `environments: { development: { approvals: 0 }, production: { approvals: 1 } }
people:
  - { name: Pat Lee, github: patlee, email: [pat@acme.com] }
  - { name: Sam Ortiz, github: samortiz, email: [sam@acme.com] }
access:
  - { who: "github:patlee", role: admin }
  - { who: "github:samortiz", role: admin }
`;

let place: PublishPlace;
let github: GitHubStandIn;

beforeAll(async () => {
  place = await createPublishPlace({ 'flags/dark-mode.yaml': booleanFlag('on') }, CONFIG);
  github = await startGitHub({ from: place.repository.root, tokenOf: 'patlee' });
});
afterAll(async () => {
  await github.close();
  await place.remove();
});

interface Found {
  readonly area: string;
  readonly code: string;
  readonly verdict: string;
  readonly finding: string;
}

async function examine(env: Readonly<Record<string, string>>): Promise<{ code: number; checks: readonly Found[] }> {
  const { code, stdout } = await place.run(['doctor', '--json'], env);
  return { code, checks: (JSON.parse(stdout) as { checks: readonly Found[] }).checks };
}

const amiss = (checks: readonly Found[]): string[] =>
  checks.flatMap(({ code, verdict }) => (verdict === 'good' ? [] : [`${code} ${verdict}`]));

const wellProtected = {
  ...{ approvals: 1, dismissStale: true, lastPushApproval: true, codeOwners: true, enforceAdmins: true },
  checks: ['check', 'approvals'],
};

test('a place without a forge and without a signature is told so, and nothing in it is bad', async () => {
  const { code, checks } = await examine({});
  expect({ code, amiss: amiss(checks) }).toEqual({ code: 0, amiss: ['forge unknown', 'signing weak'] });
  expect(checks.map(({ finding }) => finding)).toContainEqual(expect.stringMatching(/^Postgres at .* answers/));
  expect(checks.map(({ finding }) => finding)).toContainEqual(expect.stringMatching(/^Redis at .* answers/));
});

test('a repository that nobody protects is bad in each setting, and names it', async () => {
  const { code, checks } = await examine(github.env);
  expect(code).toBe(1);
  expect(amiss(checks)).toEqual(expect.arrayContaining(['request-required bad', 'anchors-force-push bad']));
  const { stdout } = await place.run(['doctor'], github.env);
  expect(stdout).toContain('"Require a pull request before merging"');
});

test('one that is protected well is told from one whose rules have a hole', async () => {
  github.protect({ classic: wellProtected, codeownersErrors: [] });
  const fine = amiss((await examine(github.env)).checks);
  expect(fine.filter((one) => /^(?:request|approval|stale|last-push|code-owners|checks)/.test(one))).toEqual([]);
  github.protect({ classic: { ...wellProtected, lastPushApproval: false } });
  expect(amiss((await examine(github.env)).checks)).toContain('last-push bad');
});

test('somebody who may not read the settings is told that they are unknown, not that they are fine', async () => {
  const { checks } = await examine(github.as('samortiz').env);
  expect(amiss(checks)).toEqual(expect.arrayContaining(['bypass unknown']));
});

test('a store that is away is bad, and the rest is looked at all the same', async () => {
  const { code, checks } = await examine({ REDIS_URL: 'redis://127.0.0.1:1' });
  expect({ code, amiss: amiss(checks) }).toEqual({
    code: 1,
    amiss: ['forge unknown', 'redis bad', 'signing weak'],
  });
  const down = await examine({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
  expect(amiss(down.checks)).toEqual(['forge unknown', 'postgres bad', 'signing weak']);
  expect(down.checks.map(({ area }) => area)).toContain('people');
});

test('--codeowners writes the file once, and says so', async () => {
  const first = await place.run(['doctor', '--codeowners']);
  expect(first).toMatchObject({ code: 0, stdout: '.github/CODEOWNERS written\n' });
  const file = join(place.repository.root, '.github', 'CODEOWNERS');
  expect(readFileSync(file, 'utf8')).toContain('/flags/flagforge.yaml  @patlee @samortiz');
  expect(await place.run(['doctor', '--codeowners'])).toMatchObject({ stdout: '.github/CODEOWNERS is up to date\n' });
});

test('a project that cannot be read is shown with its mistakes', async () => {
  place.repository.write({ 'flags/flagforge.yaml': 'version: 1\n' });
  const { code, stderr } = await place.run(['doctor']);
  expect(code).toBe(1);
  expect(stderr).toContain('flagforge.yaml');
});
