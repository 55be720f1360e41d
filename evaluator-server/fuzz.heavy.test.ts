/** The fuzz of `npm test`, for as many requests as nobody waits for there. */
process.env['FLAGFORGE_FUZZ_RUNS'] ??= '100000';
await import('./fuzz.test.ts');
