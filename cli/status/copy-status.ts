/** How the copies of an environment, and those who serve them, stand to Postgres. */
import { CommandError } from '../command-error.ts';
import type { Published } from '../publish/read-published.ts';
import type { EvaluatorReport, HeldDocument, Target } from '../targets/target.ts';
import type { ServedEnvironment } from './served-environment.ts';

/**
 * `equal`: byte for byte what Postgres says; `missing`: it has nothing; `behind`, `ahead`: another version; `different`:
 * another content under the same version; `unreachable`: it could not be asked.
 */
export type CopyState = 'equal' | 'missing' | 'behind' | 'ahead' | 'different' | 'unreachable';

export interface CopyStatus {
  readonly target: Target['name'];
  readonly address: string;
  readonly state: CopyState;
  /** null where it has none, or could not be asked. */
  readonly version: number | null;
  /** The same of the API keys; null where it could not be asked. */
  readonly keys: { readonly state: CopyState; readonly version: number } | null;
  readonly problem: CommandError | null;
}

export interface EvaluatorStatus {
  readonly report: EvaluatorReport;
  readonly state: 'equal' | 'behind' | 'ahead' | 'different';
}

/** Asks one target. Never rejects for what the target does. */
export async function loadCopyStatus(
  target: Target,
  { published, keys }: Pick<ServedEnvironment, 'published' | 'keys'>,
): Promise<CopyStatus> {
  const { name, address } = target;
  try {
    const held = await target.read(published.place, 'snapshot');
    const heldKeys = await target.read(published.place, 'keys');
    return {
      ...{ target: name, address, state: copyState(held, published), version: held?.version ?? null },
      keys: { state: copyState(heldKeys, keys), version: heldKeys?.version ?? 0 },
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { target: name, address, state: 'unreachable', version: null, keys: null, problem: error };
  }
}

function copyState(held: HeldDocument | null, { version, hash }: Pick<Published, 'version' | 'hash'>): CopyState {
  if (held === null) return version === 0 ? 'equal' : 'missing';
  if (held.version !== version) return held.version < version ? 'behind' : 'ahead';
  return held.hash === hash ? 'equal' : 'different';
}

/** Those that reported to any of the targets lately, each once, ascending by id. Silent where a target is down. */
export async function loadEvaluators(
  targets: readonly Target[],
  published: Published,
): Promise<readonly EvaluatorStatus[]> {
  const newest = new Map<string, EvaluatorReport>();
  for (const target of targets) {
    const reports = await target.evaluators(published.place).catch((error: unknown): readonly EvaluatorReport[] => {
      if (error instanceof CommandError) return [];
      throw error;
    });
    for (const report of reports) {
      if ((newest.get(report.id)?.at ?? 0) <= report.at) newest.set(report.id, report);
    }
  }
  return [...newest.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((report) => ({ report, state: evaluatorState(report, published) }));
}

function evaluatorState({ version, hash }: EvaluatorReport, served: Published): EvaluatorStatus['state'] {
  if (version !== served.version) return version < served.version ? 'behind' : 'ahead';
  return hash === served.hash ? 'equal' : 'different';
}
