/** Something to be timed with one input. It returns what it made, so that no compiler can leave it out. */
export type Run<Input> = (input: Input) => unknown;

/** Many short rounds: what disturbs a machine for a moment then spoils few of them, and the median none. */
const ROUNDS = 75;
const ROUND_MS = 4;
const WARM_UP_MS = 200;

/** Total ns of `count` calls over inputs in turn, of which there must be a power of two. */
function loop<Input>(run: Run<Input>, inputs: readonly Input[], count: number): number {
  const last = inputs.length - 1;
  let undefinedResults = 0;
  const start = process.hrtime.bigint();
  for (let i = 0; i < count; i++) if (run(inputs[i & last] as Input) === undefined) undefinedResults++;
  const ns = Number(process.hrtime.bigint() - start);
  if (undefinedResults === count) throw new Error('nothing was measured');
  return ns;
}

/** How many calls fill a round, found after enough calls that the compiler has done its work. */
function calibrate<Input>(run: Run<Input>, inputs: readonly Input[]): number {
  let calls = 0;
  let ns = 0;
  for (let batch = 1; ns < WARM_UP_MS * 1e6; batch = Math.min(batch * 2, 1024)) {
    ns += loop(run, inputs, batch);
    calls += batch;
  }
  const warm = Math.max(1, Math.round(calls / 8));
  return Math.max(1, Math.round((ROUND_MS * 1e6 * warm) / loop(run, inputs, warm)));
}

/** The median over rounds of the time of `ours` for that of `theirs`, each pair measured back to back, in turn first. */
export function measureRatio<Input>(ours: Run<Input>, theirs: Run<Input>, inputs: readonly Input[]): number {
  const countOurs = calibrate(ours, inputs);
  const countTheirs = calibrate(theirs, inputs);
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    let mine = 0;
    if (round % 2 === 0) mine = loop(ours, inputs, countOurs) / countOurs;
    const floor = loop(theirs, inputs, countTheirs) / countTheirs;
    if (round % 2 === 1) mine = loop(ours, inputs, countOurs) / countOurs;
    ratios.push(mine / floor);
  }
  return median(ratios);
}

/** The middle one of an odd number of values, at least one. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}
