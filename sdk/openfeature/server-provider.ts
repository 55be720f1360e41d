import type {
  EvaluationContext,
  JsonValue,
  ProviderMetadata,
  ResolutionDetails,
  TrackingEventDetails,
} from '@openfeature/core';
import type { Client } from '../node/client.ts';
import type { AnyFlags } from '../typed/index.ts';
import { createEventEmitter } from './event-emitter.ts';
import { followClient } from './follow-client.ts';
import { providerError } from './provider-error.ts';
import { resolutionOf } from './resolution.ts';

/** What a provider may be told. */
export interface ProviderOptions {
  /**
   * Hears of what `client.track` is called with, to hand it to whatever counts events. FlagForge counts evaluations, and keeps no
   * events: without it nothing happens.
   */
  readonly onTrack?: (name: string, context: EvaluationContext, details: TrackingEventDetails) => void;
}

/**
 * OpenFeature's provider for servers, over a client of Node that evaluates in this process. Shutting OpenFeature down closes the client.
 * @see OpenFeature, providers
 */
export function createServerProvider<Flags>(client: Client<Flags>, { onTrack }: ProviderOptions = {}) {
  const loose = client as unknown as Client<AnyFlags>;
  const events = createEventEmitter();
  const stop = followClient(client, events);

  const resolve = async <Value>(
    key: string,
    fallback: Value,
    context: EvaluationContext,
    asObject = false,
  ): Promise<ResolutionDetails<Value>> => {
    const details = loose.details(key, (asObject ? null : fallback) as JsonValue, context);
    return resolutionOf(fallback, details, loose.openFeatureReason(key, details.reason), asObject);
  };

  return {
    metadata: { name: 'flagforge' } as ProviderMetadata,
    runsOn: 'server' as const,
    events,
    /** Rejects where there is no snapshot in time; it becomes ready when one comes. */
    async initialize(): Promise<void> {
      if (!(await client.ready())) throw providerError(client.status === 'refused');
    },
    async onClose(): Promise<void> {
      stop();
      await client.close();
    },
    resolveBooleanEvaluation: (key: string, fallback: boolean, context: EvaluationContext) =>
      resolve(key, fallback, context),
    resolveStringEvaluation: (key: string, fallback: string, context: EvaluationContext) =>
      resolve(key, fallback, context),
    resolveNumberEvaluation: (key: string, fallback: number, context: EvaluationContext) =>
      resolve(key, fallback, context),
    resolveObjectEvaluation: <Value extends JsonValue>(key: string, fallback: Value, context: EvaluationContext) =>
      resolve(key, fallback, context, true),
    track(name: string, context: EvaluationContext, details: TrackingEventDetails): void {
      onTrack?.(name, context, details);
    },
  };
}
