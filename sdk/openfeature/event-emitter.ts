import type { AnyProviderEvent, EventContext, EventHandler, ProviderEventEmitter } from '@openfeature/core';

/**
 * Tells OpenFeature what happens in a provider. Ours, because each of the two SDKs brings one of its own, and a page
 * should not load that of the server.
 */
export function createEventEmitter(): ProviderEventEmitter<AnyProviderEvent> {
  const handlers = new Map<AnyProviderEvent, EventHandler[]>();
  const of = (event: AnyProviderEvent): EventHandler[] => handlers.get(event) ?? [];
  const emitter: ProviderEventEmitter<AnyProviderEvent> = {
    emit(event, context?: EventContext) {
      for (const handler of of(event)) void handler(context as Parameters<EventHandler>[0]);
    },
    addHandler: (event, handler) => void handlers.set(event, [...of(event), handler]),
    removeHandler: (event, handler) =>
      void handlers.set(
        event,
        of(event).filter((known) => known !== handler),
      ),
    removeAllHandlers(event) {
      if (event === undefined) handlers.clear();
      else handlers.delete(event);
    },
    getHandlers: of,
    setLogger: () => emitter,
  };
  return emitter;
}
