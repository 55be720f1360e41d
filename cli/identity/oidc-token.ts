/** Who a job of GitHub Actions runs for, by a token that GitHub makes for it and that its published keys prove. */
import { codedError } from '../coded-error.ts';
import { EXIT } from '../exit-codes.ts';
import { type FetchLimits, FetchProblem, fetchJson } from './bounded-fetch.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whom tokens are believed, and how long that may take. Nothing of it comes from the environment. */
export interface OidcIssuer {
  /** `iss` of its tokens, exactly. */
  readonly issuer: string;
  /** Where it publishes its keys. */
  readonly keysUrl: string;
  readonly limits: FetchLimits;
}

/** GitHub itself: an Enterprise server has an issuer of its own, and is not believed. */
export const GITHUB_ACTIONS: OidcIssuer = {
  issuer: 'https://token.actions.githubusercontent.com',
  keysUrl: 'https://token.actions.githubusercontent.com/.well-known/jwks',
  limits: { limitMs: 5_000, maxBytes: 256 * 1024, pausesMs: [500], isLoopbackAllowed: false },
};

/** Whom a token has to be for, so that one that somebody got for another service is worth nothing here. */
export const AUDIENCE = 'flagforge';

/** A token is made for this run: one that is older was kept. */
const MAX_AGE_SECONDS = 600;

/** How far clocks may differ. */
const SKEW_SECONDS = 30;

/** A login of GitHub; those of managed users have an underscore, those of Apps end in `[bot]`. */
const LOGIN = /^[A-Za-z\d][A-Za-z\d_-]{0,99}(?:\[bot\])?$/;

/** Where a job asks for its token. */
export interface OidcRequest {
  readonly url: string;
  readonly token: string;
}

/**
 * Where a token is to be had; null: this is no job, or one without `id-token: write`.
 * @throws CommandError (2, FF4244) when only half of it is set.
 */
export function findOidcRequest(env: Environment): OidcRequest | null {
  const [url, token] = [
    env.ACTIONS_ID_TOKEN_REQUEST_URL?.trim() ?? '',
    env.ACTIONS_ID_TOKEN_REQUEST_TOKEN?.trim() ?? '',
  ];
  if (url === '' && token === '') return null;
  if (url !== '' && token !== '' && URL.canParse(url)) return { url, token };
  const name = token === '' ? 'ACTIONS_ID_TOKEN_REQUEST_TOKEN' : 'ACTIONS_ID_TOKEN_REQUEST_URL';
  throw codedError(EXIT.usage, 'FF4244', { name, problem: url !== '' && token !== '' ? 'is no URL' : 'is not set' });
}

/**
 * Gets the job's token and verifies it.
 * @param repository `owner/name` of the project's repository.
 * @param now UTC epoch ms.
 * @returns `github:patlee`, or `github:dependabot[bot]` for an App.
 * @throws CommandError (3, FF4245) when GitHub cannot be asked; (2, FF4246) for a token that is not to be believed, or
 * that is for another repository.
 */
export async function verifyOidcActor(
  request: OidcRequest,
  repository: string,
  now: number,
  issuer: OidcIssuer = GITHUB_ACTIONS,
): Promise<string> {
  const url = new URL(request.url);
  url.searchParams.set('audience', AUDIENCE);
  const [answer, keys] = await Promise.all([
    fetchFor('its token', url, { authorization: `Bearer ${request.token}` }, issuer.limits),
    fetchFor('the keys that prove it', new URL(issuer.keysUrl), {}, issuer.limits),
  ]);
  const token = typeof answer === 'object' && answer !== null && 'value' in answer ? answer.value : null;
  if (typeof token !== 'string') throw refused('GitHub answered without one');
  const claims = await verifyToken(token, keys, issuer.issuer, now);
  if (typeof claims.repository !== 'string' || claims.repository.toLowerCase() !== repository.toLowerCase())
    throw refused(`it is for another repository than ${repository}`);
  if (typeof claims.actor !== 'string' || !LOGIN.test(claims.actor)) throw refused('it names no actor');
  return `github:${claims.actor}`;
}

async function fetchFor(
  what: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
  limits: FetchLimits,
): Promise<unknown> {
  try {
    return await fetchJson(url, headers, limits);
  } catch (error) {
    if (error instanceof FetchProblem) throw codedError(EXIT.outside, 'FF4245', { what, why: error.message });
    throw error;
  }
}

async function verifyToken(
  token: string,
  keys: unknown,
  issuer: string,
  now: number,
): Promise<Readonly<Record<string, unknown>>> {
  const { createLocalJWKSet, errors, jwtVerify } = await import('jose');
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys as Parameters<typeof createLocalJWKSet>[0]), {
      ...{ algorithms: ['RS256'], issuer, audience: AUDIENCE, currentDate: new Date(now) },
      ...{ clockTolerance: SKEW_SECONDS, maxTokenAge: MAX_AGE_SECONDS, requiredClaims: ['exp', 'iat'] },
    });
    // For several audiences: one of them could pass it on.
    if (payload.aud !== AUDIENCE) throw refused('it is not for flagforge alone');
    return payload;
  } catch (error) {
    if (error instanceof errors.JWKSInvalid)
      throw codedError(EXIT.outside, 'FF4245', { what: 'the keys that prove it', why: 'the answer has no keys' });
    if (error instanceof errors.JOSEError) throw refused(reasonOf(error));
    throw error;
  }
}

/** What jose found, as the rest of a sentence. Its own messages are about the format. */
function reasonOf(error: { readonly code: string; readonly claim?: unknown }): string {
  const claim = typeof error.claim === 'string' ? CLAIMS[error.claim] : undefined;
  return REASONS[error.code] ?? claim ?? 'it is no token of GitHub';
}

const REASONS: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'its time is over',
  ERR_JOSE_ALG_NOT_ALLOWED: 'it is not signed as GitHub signs',
  ERR_JWKS_NO_MATCHING_KEY: 'it is signed with none of the keys of GitHub',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'it does not say which of the keys of GitHub it is signed with',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'its signature is wrong',
};

const CLAIMS: Readonly<Record<string, string>> = {
  iss: 'it is of another issuer',
  aud: 'it is for another audience',
  nbf: 'its time has not begun',
  iat: 'its time has not begun',
  exp: 'it never ends',
};

const refused = (why: string) => codedError(EXIT.usage, 'FF4246', { why });
