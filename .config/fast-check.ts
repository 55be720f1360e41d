import fc from 'fast-check';

/** How long one property may look for counterexamples and shrink one, in ms: less than vitest's limit for a test. */
const PROPERTY_MS = 20_000;

/**
 * Runs before every test file. A property that is out of time ends with what it knows: a failure that was being
 * shrunk is reported as far as it is shrunk, and one whose runs have all passed so far passes, because a busy machine
 * must not break a build. What no limit can end is one run that never returns; such a run is a bug of its own.
 */
fc.configureGlobal({ interruptAfterTimeLimit: PROPERTY_MS });
