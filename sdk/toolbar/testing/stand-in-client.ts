import type { Json } from '../../engine/snapshot.ts';
import type { Change, FlagResult, Results, Status } from '../../web/client.ts';
import type { ToolbarClient } from '../toolbar-client.ts';

/** A flag as the stand-in has it: what it serves, and the value of each variant. */
export interface StandInFlag {
  readonly serves: FlagResult;
  readonly values: Readonly<Record<string, Json>>;
}

/** A client without a network for tests of the toolbar: it answers as an evaluator would, at once. */
export interface StandInClient extends ToolbarClient {
  /** Changes what a flag serves, as a publish does. */
  publish(key: string, serves: FlagResult): void;
  /** Nothing was heard so far: null. */
  stand(status: Status, heard?: null): void;
  /** From now on what is forced has no effect before `answer` is called. */
  hold(): void;
  answer(): void;
  /** How many listen. */
  listeners(): number;
  readonly asked: (readonly [key: string, variant: string | null])[];
}

/** @param isAllowed whether the environment allows overrides */
export function createStandInClient(
  flags: Readonly<Record<string, StandInFlag>>,
  isAllowed: boolean,
  overrides: Record<string, string> = {},
): StandInClient {
  const serves = new Map(Object.entries(flags).map(([key, flag]) => [key, flag.serves]));
  const heard = new Set<(change: Change) => void>();
  const asked: (readonly [string, string | null])[] = [];
  let status: Status = 'live';
  let isSilent = false;
  /** What an evaluator would have answered to; that of the moment unless it is held. */
  let held: Readonly<Record<string, string>> | undefined;

  const resultOf = (key: string): FlagResult => {
    const { values = {} } = flags[key] ?? {};
    const variants = isAllowed ? { variants: Object.keys(values) } : {};
    const forced = (held ?? overrides)[key];
    const value = forced === undefined ? undefined : values[forced];
    return isAllowed && forced !== undefined && value !== undefined
      ? { value, variant: forced, reason: 'override', ...variants }
      : { ...(serves.get(key) ?? { reason: 'error' }), ...variants };
  };
  const tell = (keys: readonly string[]): void => {
    for (const listener of heard) listener({ keys, status });
  };

  return {
    asked,
    listeners: () => heard.size,
    get status() {
      return status;
    },
    overrides: () => overrides,
    results(): Results {
      if (isSilent) return { version: 0, flags: {} };
      const entries = [...serves.keys()].map((key) => [key, resultOf(key)] as const);
      return { version: 1, flags: Object.fromEntries(entries), ...(isAllowed && { overrides: true }) };
    },
    override(key: string, variant: string | null) {
      asked.push([key, variant]);
      const { [key]: _, ...others } = overrides;
      overrides = variant === null ? others : { ...others, [key]: variant };
      if (held === undefined) tell(serves.has(key) ? [key] : []);
    },
    on(first: string | ((change: Change) => void), second?: (change: Change) => void) {
      const listener = typeof first === 'function' ? first : (second ?? (() => undefined));
      heard.add(listener);
      return () => heard.delete(listener);
    },
    publish(key, result) {
      serves.set(key, result);
      tell([key]);
    },
    hold() {
      held = overrides;
    },
    answer() {
      held = undefined;
      tell(Object.keys(overrides));
    },
    stand(next, heard) {
      status = next;
      isSilent = heard === null;
      tell([]);
    },
  };
}
