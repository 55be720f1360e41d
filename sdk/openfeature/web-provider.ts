import type {
  AnyProviderEvent,
  EvaluationContext,
  JsonValue,
  ProviderMetadata,
  ResolutionDetails,
  ResolutionReason,
  TrackingEventDetails,
} from '@openfeature/core';
import { openFeatureReason } from '../engine/reasons.ts';
import type { AnyFlags } from '../typed/index.ts';
import type { CoreClient, Details } from '../web/client.ts';
import { createEventEmitter } from './event-emitter.ts';
import { followClient } from './follow-client.ts';
import { providerError } from './provider-error.ts';
import { resolutionOf } from './resolution.ts';
import type { ProviderOptions } from './server-provider.ts';

/** What is stored or bootstrapped is CACHED. Results do not say whether a flag's default depends on nothing: no STATIC. */
function reasonOf({ reason, source }: Details<unknown>): ResolutionReason {
  return source === 'cache' || source === 'bootstrap' ? 'CACHED' : openFeatureReason(reason, false);
}

/**
 * OpenFeature's provider for pages, over a client of pages. OpenFeature's context becomes the client's, unless it is empty. Clearing the
 * provider closes the client.
 * @see OpenFeature, providers
 */
export function createWebProvider<Flags>(client: CoreClient<Flags>, { onTrack }: ProviderOptions = {}) {
  const loose = client as unknown as CoreClient<AnyFlags>;
  const events = createEventEmitter();
  const stop = followClient(client, events);

  const hasResults = (): boolean => Object.keys(client.results().flags).length > 0;
  const identify = async (context: EvaluationContext): Promise<void> => {
    const isEmpty = Object.keys(context).length === 0;
    if (await (isEmpty ? client.ready() : client.identify(context))) return;
    if (client.status === 'refused' || !hasResults()) throw providerError(client.status === 'refused');
    events.emit('PROVIDER_STALE' as AnyProviderEvent);
  };

  const resolve = <Value>(key: string, fallback: Value, asObject = false): ResolutionDetails<Value> => {
    const details = loose.details(key, (asObject ? null : fallback) as JsonValue);
    return resolutionOf(fallback, details, reasonOf(details), asObject);
  };

  return {
    metadata: { name: 'flagforge' } as ProviderMetadata,
    runsOn: 'client' as const,
    events,
    /** Rejects where no evaluator answers in time and nothing is stored; it becomes ready when one does. */
    initialize: (context: EvaluationContext = {}) => identify(context),
    onContextChange: (_: EvaluationContext, context: EvaluationContext) => identify(context),
    async onClose(): Promise<void> {
      stop();
      client.close();
    },
    resolveBooleanEvaluation: (key: string, fallback: boolean) => resolve(key, fallback),
    resolveStringEvaluation: (key: string, fallback: string) => resolve(key, fallback),
    resolveNumberEvaluation: (key: string, fallback: number) => resolve(key, fallback),
    resolveObjectEvaluation: <Value extends JsonValue>(key: string, fallback: Value) => resolve(key, fallback, true),
    track(name: string, context: EvaluationContext, details: TrackingEventDetails): void {
      onTrack?.(name, context, details);
    },
  };
}
