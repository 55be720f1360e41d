import type { FlagEnvironment, FlagSource } from 'flagforge/compile';
import type { FlagOperation, Operation } from './operation.ts';

/** A flag as it would be with all of these made, in their order. The same object when none is about it. */
export const applyOperations = (flag: FlagSource, operations: readonly Operation[]): FlagSource =>
  operations.reduce((made, operation) => {
    if (operation.kind === 'set-text') return operation.file === flag.file ? (operation.model ?? made) : made;
    return 'flag' in operation ? applyOperation(made, operation) : made;
  }, flag);

/** A flag as it would be with an operation made. Operations of other flags leave it as it is. */
export function applyOperation(flag: FlagSource, operation: FlagOperation): FlagSource {
  if (operation.flag !== flag.key) return flag;
  switch (operation.kind) {
    case 'set-enabled':
      return inEnvironment(flag, operation.environment, { enabled: operation.enabled });
    case 'set-targets':
      return inEnvironment(flag, operation.environment, { targets: operation.targets });
    case 'set-rules':
      return inEnvironment(flag, operation.environment, { rules: operation.rules });
    case 'set-default':
      return inEnvironment(flag, operation.environment, { default: operation.default });
    case 'set-schedule':
      return inEnvironment(flag, operation.environment, { schedule: operation.schedule });
    case 'set-killed':
      return { ...flag, killed: operation.killed };
    case 'set-archived':
      return { ...flag, archived: true };
    case 'set-facts':
      return { ...flag, ...operation.facts };
  }
}

function inEnvironment(flag: FlagSource, name: string, change: Partial<FlagEnvironment>): FlagSource {
  const known = flag.environments.find((each) => each.name === name);
  const changed: FlagEnvironment = { schedule: [], ...known, ...change, name };
  return {
    ...flag,
    environments:
      known === undefined
        ? [...flag.environments, changed]
        : flag.environments.map((each) => (each === known ? changed : each)),
  };
}
