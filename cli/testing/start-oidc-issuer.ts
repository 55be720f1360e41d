/** GitHub's issuer of tokens for jobs, on this machine: as strict as the real one in what it asks of whoever asks. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CryptoKey } from 'jose';
import type { OidcIssuer } from '../identity/oidc-token.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface IssuerStandIn {
  /** What commands are given in place of GitHub: short limits, no pauses. */
  readonly issuer: OidcIssuer;
  /** The variables of a job, in acme/web-store. */
  readonly env: Readonly<Record<string, string>>;
  /** Claims as GitHub makes them for a push to main by patlee, now. */
  claims(): Readonly<Record<string, unknown>>;
  /** Signs with its own key, by RS256, unless told otherwise. */
  sign(claims: object, header?: object, key?: CryptoKey | Uint8Array): Promise<string>;
  /** What the next requests get as token; back to what `claims` says without one. */
  hands(token: string | null): void;
  /** Whoever the next tokens are for, where nothing else was handed in. */
  actAs(actor: string): void;
  /** Answers at a path in place of the usual; null: the usual again. */
  answer(path: '/token' | '/jwks', as: Answer | null): void;
  /** Requests so far, `GET /token?...`. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const REQUEST_TOKEN = 'request-token-of-the-job';
const ISSUER = 'https://token.actions.githubusercontent.com';

export async function startOidcIssuer(): Promise<IssuerStandIn> {
  const { exportJWK, generateKeyPair, SignJWT } = await import('jose');
  const [own, older] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  const jwk = async (key: CryptoKey, kid: string) => ({ ...(await exportJWK(key)), kid, alg: 'RS256', use: 'sig' });
  const jwks = { keys: [await jwk(older.publicKey, 'key-0'), await jwk(own.publicKey, 'key-1')] };
  let [handed, actor]: [string | null, string] = [null, 'patlee'];
  const special = new Map<string, Answer>();
  const requests: string[] = [];

  const claims: IssuerStandIn['claims'] = () => {
    const now = Math.floor(Date.now() / 1000);
    return {
      ...{ jti: `${now}-1`, sub: 'repo:acme/web-store:ref:refs/heads/main', aud: 'flagforge', iss: ISSUER },
      ...{ repository: 'acme/web-store', repository_owner: 'acme', ref: 'refs/heads/main', event_name: 'push', actor },
      ...{ iat: now, nbf: now - 300, exp: now + 300 },
    };
  };
  const sign: IssuerStandIn['sign'] = (body, header = {}, key = own.privateKey) =>
    new SignJWT({ ...body }).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'key-1', ...header }).sign(key);

  const usual = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://issuer');
    const end = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
    };
    if (request.method !== 'GET') end(405, { message: 'method' });
    else if (url.pathname === '/jwks') end(200, jwks);
    else if (url.pathname !== '/token' || url.searchParams.get('api-version') !== '2.0') end(404, { message: 'where' });
    else if (request.headers.authorization !== `Bearer ${REQUEST_TOKEN}`) end(401, { message: 'who' });
    else end(200, { value: handed ?? (await sign({ ...claims(), aud: url.searchParams.get('audience') ?? 'acme' })) });
  };
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const as = special.get(new URL(request.url ?? '/', 'http://issuer').pathname);
    if (as !== undefined) as(request, response);
    else void usual(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer: {
      ...{ issuer: ISSUER, keysUrl: `${url}/jwks` },
      limits: { limitMs: 2_000, maxBytes: 64 * 1024, pausesMs: [], isLoopbackAllowed: true },
    },
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN,
      GITHUB_REPOSITORY: 'acme/web-store',
    },
    ...{ claims, sign, requests },
    hands: (token) => {
      handed = token;
    },
    actAs: (login) => {
      actor = login;
    },
    answer(path, as) {
      if (as === null) special.delete(path);
      else special.set(path, as);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
