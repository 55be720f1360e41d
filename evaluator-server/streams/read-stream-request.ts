import { parseIp } from '@flagforge/sdk/engine';
import { readQuestion, readStreamContext } from '../evaluation/question.ts';
import { addressBucket } from '../http/client-address.ts';
import type { Problem } from '../http/problem.ts';
import type { Limits } from '../limits.ts';
import type { Caller } from '../routes/admission.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { StreamRequest } from './streams.ts';

/** A stream of snapshots depends on no context. */
const SNAPSHOTS = { kind: 'server', form: 'own', context: '{}', overrides: undefined } as const;

const NEEDS_CONTEXT: Problem = {
  status: 400,
  code: 'invalid_context',
  detail: 'The stream of a client key needs a context: POST {"context": {...}}, or GET with a ticket.',
};

const MOST_ID_CHARACTERS = 64;

function idOf(header: string | readonly string[] | undefined): string | null {
  if (header === undefined) return null;
  // A longer one is none of ours, and so are several: whoever sends that does not have nothing, but something unknown.
  return typeof header === 'string' && header.length <= MOST_ID_CHARACTERS ? header : '';
}

function common({ key, address }: Caller, lastEventId: string | readonly string[] | undefined) {
  const ip = address === '' ? null : parseIp(address);
  return { key, lastEventId: idOf(lastEventId), address: ip === null ? '' : addressBucket(ip) };
}

/**
 * What an admitted caller asks for.
 * @param body null: a GET.
 * @param lastEventId the header as it came.
 */
export function readStreamRequest(
  caller: Caller,
  body: Buffer | null,
  lastEventId: string | readonly string[] | undefined,
  limits: Limits,
): StreamRequest | Problem {
  if (caller.key.kind === 'server') return { ...common(caller, lastEventId), question: SNAPSHOTS };
  if (body === null) return NEEDS_CONTEXT;
  const question = readQuestion(body, false, caller, limits);
  if ('status' in question) return question;
  const kept = readStreamContext(question, limits);
  if ('status' in kept) return kept;
  return { ...common(caller, lastEventId), question: { kind: 'client', form: 'own', ...kept } };
}

/** What a ticket asks for. @param caller who the ticket's key admits. */
export function ticketStreamRequest(
  caller: Caller,
  { form, context, overrides, seen }: Ticket,
  lastEventId: string | readonly string[] | undefined,
): StreamRequest {
  const { kind } = caller.key;
  if (kind === 'server' && form === 'own') return { ...common(caller, lastEventId), question: SNAPSHOTS };
  const known = lastEventId ?? seen ?? undefined;
  const question = {
    ...{ kind, form, context: JSON.stringify(context) },
    overrides: overrides === undefined ? undefined : JSON.stringify(overrides),
  };
  return { ...common(caller, known), question };
}
