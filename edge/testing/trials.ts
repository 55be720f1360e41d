import { createEvaluator, type Evaluator } from '@flagforge/sdk/engine';
import type { EvaluationCase } from '../../sdk/conformance/case-file.ts';
import { conditionsAsFlags } from '../../sdk/conformance/conditions-as-flags.ts';
import { loadCaseFiles } from '../../sdk/conformance/load.ts';
import { completeSnapshot } from '../../sdk/conformance/runner.ts';
import type { EdgeEvent } from '../function/event.ts';
import { evaluateEvent } from './edge-event.ts';
import { CLIENT_KEY, forClients, packedStore } from './packed-store.ts';

/** One question to the function, and what the engine answers to it. */
export interface Trial {
  readonly name: string;
  /** The number of its store. */
  readonly store: number;
  readonly event: EdgeEvent;
  readonly flag: string;
  readonly now: number;
  readonly expected: object;
  /** Whether its context is one: else that is what every flag answers. */
  readonly isPlain: boolean;
}

/** Questions, and the stores that they are put to. */
export interface Trials {
  readonly stores: readonly ReadonlyMap<string, string>[];
  readonly trials: readonly Trial[];
}

/** The edge puts the address of the viewer into every context. */
const VIEWER = '203.0.113.7';

/** What an engine answers, as far as client keys may know it. */
export function expectedAnswer(engine: Evaluator, flag: string, context: unknown, now: number, ip: string): object {
  const answer = engine.evaluate(flag, withAddress(context, ip), now);
  const { flagKey: _, rule: __, ...known } = { rule: undefined, ...answer };
  return known;
}

function withAddress(context: unknown, ip: string): unknown {
  if (typeof context !== 'object' || context === null || Array.isArray(context)) return context;
  const copy = { ...context };
  Object.defineProperty(copy, 'ip', { value: ip, enumerable: true, configurable: true, writable: true });
  return copy;
}

/** The address that stands in a case's own context, so that the edge changes nothing; else some address. */
function addressOf(context: unknown): string {
  const ip = typeof context === 'object' && context !== null && 'ip' in context ? context.ip : undefined;
  return typeof ip === 'string' ? ip : VIEWER;
}

/** Every case of the conformance files, conditions and patterns among them. */
export function conformanceTrials(): Trials {
  const stores: ReadonlyMap<string, string>[] = [];
  const trials: Trial[] = [];
  for (const file of loadCaseFiles()) {
    for (const group of file.content.groups) {
      const asFlags = conditionsAsFlags(group);
      for (const [written, cases] of [
        [group.snapshot ?? {}, group.cases ?? []],
        [asFlags.snapshot, asFlags.cases],
      ] as const) {
        const snapshot = forClients(completeSnapshot(written));
        if (cases.length === 0 || snapshot.format > 1) continue;
        stores.push(packedStore(snapshot).entries);
        const engine = createEvaluator(snapshot);
        for (const one of cases)
          trials.push(trialOf(`${file.name} / ${group.description} / ${one.name}`, engine, one, stores.length - 1));
      }
    }
  }
  return { stores, trials };
}

export function trialOf(
  name: string,
  engine: Evaluator,
  { flag, context, now = 0 }: EvaluationCase,
  store: number,
): Trial {
  const ip = addressOf(context);
  const event = evaluateEvent([flag], context, { key: CLIENT_KEY, ip });
  const isPlain = typeof context === 'object' && context !== null && !Array.isArray(context);
  return { isPlain, name, store, event, flag, now, expected: expectedAnswer(engine, flag, context, now, ip) };
}
