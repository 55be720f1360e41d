/** The GitHub App of the stand-in: it proves itself by a signed token, and gets another one for its installation. */
import { createPublicKey, verify } from 'node:crypto';
import type { Handler } from './handler.ts';
import { Refusal, type World } from './world.ts';

const INSTALLATION = 42;

/** Operations that only an App may ask, with its own token. */
export const APP_OPERATIONS = [
  'apps/get-authenticated',
  'apps/get-repo-installation',
  'apps/create-installation-access-token',
];

export const APP_HANDLERS: Readonly<Record<string, Handler>> = {
  'apps/get-authenticated': async ({ world }) => ({
    status: 200,
    body: {
      ...{
        id: world.app.id,
        slug: world.app.slug,
        name: world.app.slug,
        description: null,
        permissions: {},
        events: [],
      },
      owner: { login: world.owner, id: 1, type: 'Organization', site_admin: false, gravatar_id: '' },
      ...{ external_url: 'https://github.com', ...dates(world) },
    },
  }),
  'apps/get-repo-installation': async ({ world }) => ({
    status: 200,
    body: {
      ...{
        id: INSTALLATION,
        app_id: world.app.id,
        app_slug: world.app.slug,
        target_id: 1,
        target_type: 'Organization',
      },
      account: { login: world.owner, id: 1, type: 'Organization', site_admin: false, gravatar_id: '' },
      ...{ repository_selection: 'selected', permissions: {}, events: [], single_file_name: null, ...dates(world) },
      ...{ suspended_by: null, suspended_at: null },
    },
  }),
  'apps/create-installation-access-token': async ({ world, parts }) => {
    if (Number(parts.installation_id) !== INSTALLATION) throw new Refusal(404, 'Not Found');
    const expires = new Date(world.now() + 3_600_000).toISOString();
    return { status: 201, body: { token: world.app.token, expires_at: expires, permissions: {} } };
  },
};

const dates = (world: World): Readonly<Record<string, string>> => ({
  created_at: new Date(world.now()).toISOString(),
  updated_at: new Date(world.now()).toISOString(),
});

/** Whether a token is one that the App signed itself: RS256, by its key, for a few minutes. */
export function isAppToken(world: World, token: string): boolean {
  const [header = '', payload = '', signature = ''] = token.split('.');
  if (signature === '') return false;
  const key = createPublicKey(world.app.publicKey);
  if (!verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')))
    return false;
  const { iss, exp, iat } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, number>;
  const seconds = world.now() / 1000;
  return Number(iss) === world.app.id && Number(exp) > seconds && Number(exp) - Number(iat) <= 660;
}
