/** What the scenarios do, on the two SDKs of OpenFeature with the two providers of FlagForge. */
import type { EvaluationContext, EvaluationDetails, FlagValue, JsonValue } from '@openfeature/core';
import * as serverSdk from '@openfeature/server-sdk';
import * as webSdk from '@openfeature/web-sdk';
import { CLIENT_KEY } from '../../../evaluator-server/testing/serve.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { createClient as createNodeClient } from '../../node/create-client.ts';
import { memorySource } from '../../node/memory-source.ts';
import type { SourceListener } from '../../node/source.ts';
import { createClient as createWebClient } from '../../web/create-client.ts';
import { createServerProvider, createWebProvider } from '../index.ts';

/** How a provider stands before a scenario asks it. */
export type Standing = 'stable' | 'not ready' | 'error' | 'fatal' | 'stale';

export type FlagKind = 'Boolean' | 'String' | 'Number' | 'Object';

/** A hook that both SDKs take. */
export interface NotingHook {
  before(hook: { readonly context: EvaluationContext }): EvaluationContext | undefined;
  after(hook: unknown, details: EvaluationDetails<FlagValue>): void;
  error(hook: unknown, error: unknown): void;
  finally(hook: unknown, details: EvaluationDetails<FlagValue>): void;
}

export interface Question {
  readonly kind: FlagKind;
  readonly key: string;
  readonly fallback: JsonValue;
  readonly context: EvaluationContext;
  /** Of this evaluation alone. */
  readonly hooks: readonly NotingHook[];
}

/** One side: the SDK of servers or that of pages, with a provider under a name of its own. */
export interface World {
  /** Registers a provider that stands like this. */
  provide(standing: Standing): Promise<void>;
  /** @param levels contexts that are set elsewhere, by the scenarios' names for the places. */
  evaluate(
    question: Question,
    levels: Readonly<Record<string, EvaluationContext>>,
  ): Promise<EvaluationDetails<FlagValue>>;
  /** The context that the provider was asked with last. */
  asked(): EvaluationContext;
  status(): string;
  /** Of all evaluations. */
  addHook(hook: NotingHook): void;
}

/** What a client of either SDK has in common with the other. */
type TypedClient = { readonly [Method in `get${FlagKind}Details`]: (...given: unknown[]) => unknown } & {
  readonly providerStatus: string;
  addHooks(hook: NotingHook): unknown;
  setContext(context: EvaluationContext): unknown;
};

let domains = 0;
/** Nobody answers. */
const silence: typeof fetch = () => new Promise(() => {});
const isNotWaiting = { ready: () => Promise.resolve(false) };

export function createServerWorld(snapshot: Snapshot): World {
  const domain = `server-${++domains}`;
  const api = serverSdk.OpenFeature;
  const client = api.getClient(domain) as unknown as TypedClient;
  let asked: EvaluationContext = {};
  return {
    async provide(standing) {
      const source = memorySource(snapshot);
      let told: SourceListener | undefined;
      const isServed = standing === 'stable' || standing === 'stale';
      const node = createNodeClient({
        log: () => {},
        hooks: [
          {
            before({ context }) {
              asked = context as EvaluationContext;
            },
          },
        ],
        source: {
          start(listener) {
            told = listener;
            return isServed ? source.start(listener) : () => {};
          },
        },
      });
      if (standing === 'fatal') told?.status('refused');
      const given = standing === 'error' || standing === 'fatal' ? Object.assign(node, isNotWaiting) : node;
      const provider = createServerProvider(given);
      if (standing === 'not ready') api.setProvider(domain, provider);
      else await api.setProviderAndWait(domain, provider).catch(() => {});
      if (standing === 'stale') told?.status('stale');
    },
    async evaluate({ kind, key, fallback, context, hooks }, levels) {
      api.setContext(levels['API'] ?? {});
      client.setContext(levels['Client'] ?? {});
      const ask = () => client[`get${kind}Details`](key, fallback, context, { hooks });
      const propagator = new serverSdk.AsyncLocalStorageTransactionContextPropagator();
      api.setTransactionContextPropagator(propagator);
      return new Promise((resolve, reject) =>
        api.setTransactionContext(levels['Transaction'] ?? {}, () =>
          Promise.resolve(ask() as Promise<EvaluationDetails<FlagValue>>).then(resolve, reject),
        ),
      );
    },
    asked: () => asked,
    status: () => client.providerStatus,
    addHook: (hook) => void client.addHooks(hook),
  };
}

/** @param url of a real evaluator. @param open takes what has to be closed. */
export function createWebWorld(url: string, open: Map<string, () => void>): World {
  const domain = `web-${++domains}`;
  const client = webSdk.OpenFeature.getClient(domain) as unknown as TypedClient;
  return {
    async provide(standing) {
      const isServed = standing === 'stable' || standing === 'stale';
      const refuses: typeof fetch = async () => new Response(null, { status: 401 });
      let isCut = false;
      const web = createWebClient({
        ...{ url, key: CLIENT_KEY, storage: null, usage: false },
        fetch: (input, init) => {
          if (standing === 'fatal') return refuses(input, init);
          return isServed && !isCut ? fetch(input, init) : silence(input, init);
        },
      });
      open.set(domain, () => web.close());
      if (standing === 'fatal')
        await new Promise<void>((resolve) => web.on(({ status }) => status === 'refused' && resolve()));
      const given = standing === 'error' || standing === 'fatal' ? Object.assign(web, isNotWaiting) : web;
      const provider = createWebProvider(given);
      if (standing === 'not ready') webSdk.OpenFeature.setProvider(domain, provider);
      else await webSdk.OpenFeature.setProviderAndWait(domain, provider).catch(() => {});
      if (standing === 'stale') {
        isCut = true;
        provider.events.emit('PROVIDER_STALE' as never);
      }
    },
    async evaluate({ kind, key, fallback, context, hooks }) {
      if (Object.keys(context).length > 0) await webSdk.OpenFeature.setContext(domain, context);
      return client[`get${kind}Details`](key, fallback, { hooks }) as EvaluationDetails<FlagValue>;
    },
    asked: () => ({}),
    status: () => client.providerStatus,
    addHook: (hook) => void client.addHooks(hook),
  };
}
