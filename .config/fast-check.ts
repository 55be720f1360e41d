import fc from 'fast-check';

/** How long one property may look for counterexamples and shrink one, in ms: less than vitest's limit for a test. */
const PROPERTY_MS = 20_000;

/**
 * The same cases in every run, so that a change fails by what it changed and by nothing else. `FLAGFORGE_SEED=random`
 * looks for new ones, as `npm run test:heavy` does; a failure tells its seed, which can stand there too.
 */
const SEED = 20_261_123;

const asked = process.env['FLAGFORGE_SEED'];
const seed = asked === 'random' ? {} : { seed: asked === undefined ? SEED : Number(asked) };

/**
 * Runs before every test file. A property that is out of time ends with what it knows: a failure that was being
 * shrunk is reported as far as it is shrunk, and one whose runs have all passed so far passes, because a busy machine
 * must not break a build. What no limit can end is one run that never returns; such a run is a bug of its own.
 */
fc.configureGlobal({ interruptAfterTimeLimit: PROPERTY_MS, ...seed });
