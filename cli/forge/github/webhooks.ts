/** Webhooks of GitHub: proofs that something happened, and no more. What is true is read anew by the API. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { codedError } from '../../coded-error.ts';
import type { CommandError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { isFullId } from '../../git/resolve-commit.ts';

/** What to read anew. */
export type WebhookHint =
  | { readonly kind: 'change-request'; readonly number: number }
  | { readonly kind: 'branch'; readonly branch: string };

/** As node has them: names in small letters. */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface WebhookInbox {
  /**
   * Takes a delivery.
   * @param body the very bytes that came: the signature is over those.
   * @returns null: nothing to read anew, as it is of a kind that is not needed, of another repository, or here already.
   * @throws CommandError (1, FF4127) for what is not signed with the secret, too large, or no webhook at all.
   */
  receive(headers: WebhookHeaders, body: Buffer): WebhookHint | null;
}

export interface WebhookOptions {
  /** Of the webhook's settings; 16 characters or more. */
  readonly secret: string;
  /** `acme/web-store`: deliveries of another one are passed over. */
  readonly repository: string;
  /** How many deliveries are remembered. Default 10,000. */
  readonly remembered?: number;
}

/** GitHub sends up to 25 MB, of pushes with thousands of commits. A hint that is lost costs a moment, not the truth. */
export const MAX_WEBHOOK_BYTES = 2 * 1024 * 1024;
const MIN_SECRET = 16;
const REMEMBERED = 10_000;

/** @throws CommandError (1, FF4127) for a secret that could be guessed. */
export function createWebhookInbox({ secret, repository, remembered = REMEMBERED }: WebhookOptions): WebhookInbox {
  if (secret.length < MIN_SECRET) throw refused(`its secret is shorter than ${MIN_SECRET} characters`);
  const seen = new Set<string>();
  const isNew = (delivery: string): boolean => {
    if (seen.has(delivery)) return false;
    seen.add(delivery);
    // A set keeps the order in which things came.
    const [oldest] = seen;
    if (seen.size > remembered && oldest !== undefined) seen.delete(oldest);
    return true;
  };
  return {
    receive(headers, body) {
      if (body.length > MAX_WEBHOOK_BYTES) throw refused(`it has more than ${MAX_WEBHOOK_BYTES / 1024 / 1024} MB`);
      // First of all: what is not signed may not even be remembered.
      if (!isSigned(secret, body, one(headers, 'x-hub-signature-256'))) throw refused('its signature is not ours');
      const [event, delivery] = [one(headers, 'x-github-event'), one(headers, 'x-github-delivery')];
      if (event === '' || delivery === '' || delivery.length > 100) throw refused('it names no event and delivery');
      const payload = parse(body);
      if (!isNew(delivery)) return null;
      return nameOf(payload).toLowerCase() === repository.toLowerCase() ? hintOf(event, payload) : null;
    },
  };
}

const refused = (why: string): CommandError => codedError(EXIT.findings, 'FF4127', { why });

/** In a time that says nothing about where they differ. */
function isSigned(secret: string, body: Buffer, signature: string): boolean {
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** One that is given twice counts as not given. */
function one(headers: WebhookHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

type Payload = Readonly<Record<string, unknown>>;

function parse(body: Buffer): Payload {
  try {
    const payload: unknown = JSON.parse(body.toString('utf8'));
    if (typeof payload === 'object' && payload !== null) return payload as Payload;
  } catch {
    // The content type of the webhook is the other one, `form`.
  }
  throw refused('its body is no JSON object');
}

const nameOf = ({ repository }: Payload): string => String((repository as Payload | undefined)?.full_name ?? '');

function hintOf(event: string, payload: Payload): WebhookHint | null {
  if (event === 'pull_request' || event === 'pull_request_review') {
    const number = (payload.pull_request as Payload | undefined)?.number;
    const isNumber = typeof number === 'number' && Number.isSafeInteger(number) && number > 0;
    return isNumber ? { kind: 'change-request', number } : null;
  }
  if (event !== 'push') return null;
  const { ref, after } = payload;
  const isBranch =
    typeof ref === 'string' && ref.startsWith('refs/heads/') && typeof after === 'string' && isFullId(after);
  return isBranch ? { kind: 'branch', branch: ref.slice('refs/heads/'.length) } : null;
}
