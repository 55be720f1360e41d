/** What the measured process says to the one that measures it. */
export type ServeMessage = { readonly port: number } | { readonly cpuMicros: number };

/** The key that the load sends. */
export const BENCH_KEY = 'ff_server_benchmark';
