/** Brings a target to what Postgres says, and makes sure that it holds it. */

import { placeKeys } from '@flagforge/edge/pack';
import { storeLayout } from '@flagforge/sdk/snapshot';
import { codedError } from '../coded-error.ts';
import type { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { HeldDocument, Target, TargetDocument } from '../targets/target.ts';

/** What a document is known by, without its body. */
export interface DocumentState extends Omit<TargetDocument, 'body'> {
  /** SHA-256 of the body, lower-case hex. */
  readonly digest: string;
}

/**
 * How a target stands after it was offered what Postgres says. `written`: it took it; `held`: it had it; both were read
 * back. `ahead`: it has something newer, or something else of that version, and was left alone. `failed`: it could not
 * be reached, or does not give back what it took.
 */
export interface Delivery {
  readonly target: Target['name'];
  readonly address: string;
  readonly kind: TargetDocument['kind'];
  readonly outcome: 'written' | 'held' | 'ahead' | 'failed';
  readonly version: number;
  /** From the offer until it was read back, in ms. */
  readonly elapsedMs: number;
  /** null for `written` and `held`. */
  readonly problem: CommandError | null;
  /** What the target said of it, such as `2 keys, switched`; null: nothing. */
  readonly note: string | null;
}

/** Points of a crash test. */
export type DeliveryStep = 'offered' | 'read back';

/**
 * Offers a document to a target and reads it back. Reads first when the body is not at hand yet: most copies are as
 * they should be, and then it is never loaded.
 * @param state what Postgres says now.
 * @param loadBody the body, from the tables.
 * Never rejects for what the target does.
 */
export async function syncTarget(
  target: Target,
  state: DocumentState,
  loadBody: () => Promise<string>,
  options: { readonly isNew: boolean; readonly onStep?: (step: DeliveryStep) => void },
): Promise<Delivery> {
  const { onStep = () => {} } = options;
  const startedAt = performance.now();
  let note: string | null = null;
  const delivery = (outcome: Delivery['outcome'], problem: CommandError | null = null): Delivery => ({
    target: target.name,
    address: target.address,
    kind: state.kind,
    outcome,
    version: state.version,
    elapsedMs: performance.now() - startedAt,
    problem,
    note,
  });
  try {
    if (!options.isNew && isHeld(await target.read(state.place, state.kind, state), state)) return delivery('held');
    const { digest: _, ...document } = state;
    const offer = await target.offer({ ...document, body: await loadBody() });
    onStep('offered');
    if (offer.outcome === 'ahead') return delivery('ahead', aheadProblem(target, state, offer.version));
    note = offer.note ?? null;
    const held = await target.read(state.place, state.kind, state);
    onStep('read back');
    if (isHeld(held, state)) return delivery(offer.outcome);
    // Another publisher was here in between: it carries its own version, and looks after it.
    if (held !== null && held.version > state.version) return delivery(offer.outcome);
    return delivery('failed', codedError(EXIT.outside, 'FF3013', argsOf(target, state, held?.version ?? 0)));
  } catch (error) {
    if (isCommandError(error)) return delivery('failed', error);
    throw error;
  }
}

function isHeld(held: HeldDocument | null, state: DocumentState): boolean {
  return held?.version === state.version && held.hash === state.hash && held.digest === state.digest;
}

function aheadProblem(target: Target, state: DocumentState, version: number): CommandError {
  return codedError(EXIT.findings, 'FF3012', argsOf(target, state, version));
}

function argsOf(target: Target, state: DocumentState, held: number) {
  const { place, kind, version } = state;
  const key = keyOf(target, state);
  return { target: target.name, address: target.address, environment: place.environment, kind, version, held, key };
}

/** What somebody would delete who decided that a target which is ahead is wrong; empty where there is no such thing. */
function keyOf({ name }: Target, { place, kind }: DocumentState): string {
  if (name === 'redis') return storeLayout(place)[kind];
  return name === 'edge' ? placeKeys(place).pointer : '';
}

function isCommandError(error: unknown): error is CommandError {
  return error instanceof Error && error.name === 'CommandError';
}
