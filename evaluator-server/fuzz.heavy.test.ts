/** The fuzz of `npm test`, for as many requests as nobody waits for there. */
process.env['FLAGFORGE_FUZZ_RUNS'] ??= '50000';
await import('./fuzz.test.ts');
