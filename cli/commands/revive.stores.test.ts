import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPublishPlace, type PublishPlace, projectFile } from '../testing/publish-place.ts';

const everywhere = (more = ''): string =>
  `description: A flag\nowner: team\nkind: permanent\ntype: boolean\n${more}environments:\n  staging: { enabled: true, default: on }\n  production: { enabled: true, default: on }\n`;

const ENVIRONMENTS = 'environments: { staging: { approvals: 0 }, production: { approvals: 1, breakGlass: [admin] } }\n';

const FILES = {
  'flags/a.yaml': everywhere(),
  'flags/b.yaml': everywhere(),
  'flags/needs-a.yaml': everywhere('requires: [{ flag: a, variant: on }]\n'),
  'flags/without-a.yaml': everywhere('requires: [{ flag: a, variant: off }]\n'),
  'flags/gone.yaml': everywhere('killed: true\n'),
  'flags/archived.yaml': everywhere(),
};

let shop: PublishPlace;

beforeAll(async () => {
  shop = await createPublishPlace(FILES, ENVIRONMENTS);
  expect((await shop.run(['publish', '--unapproved', '--reason', 'first'])).code).toBe(0);
});
afterAll(() => shop.remove());

const run = (...words: string[]) => shop.run(words);
const plain = (text: string): string => text.replace(/#[\d,]+/g, '#N').replaceAll(shop.publisher, 'sam');

const served = async (environment: string) => {
  const [row] = await shop.database.query<{ version: number; body: string; action: string; is_unapproved: boolean }>(
    `select version, body, action, s.is_unapproved from flagforge.snapshots s
     join flagforge.environments using (organization, project, environment, version) where environment = $1`,
    [environment],
  );
  return { ...row, overlays: (JSON.parse(row?.body ?? '{}') as { overlays: unknown }).overlays };
};

describe('flagforge revive', () => {
  test('where nobody needs to agree takes the kill away, and says what comes back with it', async () => {
    await run('kill', 'a', '--environment', 'staging', '--reason', 'slow', '--yes');
    const { code, stdout, stderr } = await run('revive', 'a');
    expect(plain(stdout)).toBe(
      [
        'a is no longer killed in staging (audited as #N).',
        'Turned on with it:',
        '  needs-a  requires a=on  staging',
        'Turned off by it:',
        '  without-a  requires a=off  staging',
        '',
      ].join('\n'),
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(await served('staging')).toMatchObject({ version: 3, action: 'revive', is_unapproved: false, overlays: [] });
    const [entry] = await shop.database.query(
      "select old_state::text, new_state::text, action from audit.entries where environment = 'staging' and version = 3",
    );
    expect(entry).toEqual({ old_state: '{"flag":"a","kind":"kill"}', new_state: null, action: 'revive' });
  });

  test('needs the approvals of the environment, or break-glass with a reason, which is shown for what it is', async () => {
    await run('kill', 'b', '--environment', 'production', '--reason', 'slow');
    const refused = await run('revive', 'b');
    expect(refused).toEqual({
      code: 1,
      stdout: '',
      stderr: [
        'error  FF3026  to revive b in production 1 approval is needed (editor or admin), and none is given',
        '       nothing was written. By break-glass (admin): flagforge revive b --unapproved --reason "..."',
        '',
      ].join('\n'),
    });
    const reasonless = await run('revive', 'b', '--unapproved');
    expect([reasonless.code, reasonless.stderr]).toEqual([
      2,
      'error  --unapproved needs a reason\n       for the audit log, so that others know why: flagforge revive b --unapproved --reason "..."\n',
    ]);
    const { code, stdout } = await run('revive', 'b', '--unapproved', '--reason', 'fixed in 2.4.1', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      reason: 'fixed in 2.4.1',
      environments: [{ environment: 'production', outcome: 'revived', unapproved: true }],
    });
    expect(await served('production')).toMatchObject({ action: 'revive', is_unapproved: true, overlays: [] });
    const { stdout: state } = await run('status');
    expect(state).toContain(': fixed in 2.4.1\n');
    expect(state).toMatch(/^UNAPPROVED in production: v3, a revive by break-glass, just now, by database:/m);
  });

  test('without break-glass rights --unapproved does not help', async () => {
    await run('kill', 'b', '--environment', 'production', '--reason', 'slow');
    const access = `${ENVIRONMENTS}access: [{ who: "database:${shop.publisher}", role: admin }]\n`;
    shop.repository.commit({ 'flags/flagforge.yaml': projectFile(shop.organization, access) });
    await run('publish', '--environment', 'production', '--unapproved', '--reason', 'roles');
    const login = await shop.database.createLogin('publisher', shop.organization);
    const { code, stderr } = await shop.run(['revive', 'b', '--unapproved', '--reason', 'x'], {
      DATABASE_URL: shop.database.urlOf(login),
    });
    expect(code).toBe(1);
    expect(stderr).toContain(`FF3025  database:${login} may not revive b in production`);
  });

  test('of what is not killed says so; of what its file kills, too, and that is exit 1', async () => {
    expect(await run('revive', 'a', '--environment', 'staging')).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: 'a is not killed in staging: nothing to do.\n',
    });
    const { code, stderr } = await run('revive', 'gone');
    expect(code).toBe(1);
    expect(stderr).toContain('FF3028  gone is off in production, staging because its file says killed: true');
    expect(stderr).toContain('take  killed: true  out of gone.yaml and publish that');
  });

  test('takes away the kill of a flag that was archived since', async () => {
    await run('kill', 'archived', '--environment', 'staging', '--reason', 'slow');
    shop.repository.commit({ 'flags/archived.yaml': everywhere('archived: true\n') });
    await run('publish', '--environment', 'staging');
    expect((await served('staging')).overlays).toEqual([{ kind: 'kill', flag: 'archived' }]);
    expect((await run('revive', 'archived')).code).toBe(0);
    expect((await served('staging')).overlays).toEqual([]);
  });

  test('of an unknown flag names a near one', async () => {
    const { code, stderr } = await run('revive', 'neds-a');
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean "needs-a"?');
  });

  test('asks nobody where flagforge dev published: the files are the user’s own', async () => {
    await run('kill', 'needs-a', '--environment', 'production', '--reason', 'slow');
    expect((await run('revive', 'needs-a')).code).toBe(1);
    await shop.database.query("update flagforge.projects set origin = 'dev'");
    const { code, stdout } = await run('revive', 'needs-a');
    await shop.database.query("update flagforge.projects set origin = 'git'");
    expect(code).toBe(0);
    expect(stdout).not.toContain('UNAPPROVED');
  });
});
