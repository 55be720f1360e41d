/** Work that a pattern may cost before it is refused, so that hostile ones stay under a tenth of a second. */

/** States of the nondeterministic automaton, after counted repetitions are written out. */
export const MAX_NFA_STATES = 4000;
/** States before minimisation. */
export const MAX_SUBSETS = 4096;
/** Character classes before minimisation. */
export const MAX_FINE_CLASSES = 256;
/** Steps of the subset construction. */
export const MAX_SUBSET_STEPS = 2_000_000;
/** Steps of the minimisation. */
export const MAX_REFINEMENT_STEPS = 8_000_000;

/** States and classes of the automaton that an engine takes. @see contract 3, matches */
export const MAX_STATES = 256;
export const MAX_CLASSES = 32;

/** What became too much, for the message. */
export interface TooComplex {
  readonly tooComplex: 'states' | 'classes' | 'repetitions' | 'work';
}
