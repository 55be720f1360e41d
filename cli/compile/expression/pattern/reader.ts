import type { PatternFault } from './pattern-ast.ts';

/** A pattern and how far it is read, in UTF-16 units. */
export interface Reader {
  readonly pattern: string;
  at: number;
}

export function createReader(pattern: string): Reader {
  return { pattern, at: 0 };
}

/** Carries a fault out of the nested readers; never leaves `parsePattern`. */
class PatternFaultSignal extends Error {
  readonly fault: PatternFault;
  constructor(fault: PatternFault) {
    super(fault.reason);
    this.fault = fault;
  }
}

/** Ends the reading with a fault at [start, end). */
export function fail(start: number, end: number, reason: string, hint?: string): never {
  throw new PatternFaultSignal(hint === undefined ? { reason, start, end } : { reason, hint, start, end });
}

export function isFault(error: unknown): error is { readonly fault: PatternFault } {
  return error instanceof PatternFaultSignal;
}
