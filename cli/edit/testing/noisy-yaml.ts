/** YAML as nobody would want it: comments everywhere, odd indentation, flow in block, any line end; each comment is unique. */

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Noise {
  readonly random: () => number;
  comments: number;
  values: number;
}

const KEYS = ['enabled', 'rules', 'default', 'targets', 'schedule', 'name', 'if', 'serve', 'a', 'b-c', 'on', '"q: r"'];

/** A whole file: a map at its root. */
export function noisyYaml(seed: number): string {
  const noise: Noise = { random: createRandom(seed), comments: 0, values: 0 };
  const lines = [...(chance(noise, 0.5) ? [comment(noise)] : []), ...(chance(noise, 0.3) ? [''] : [])];
  lines.push(...mapLines(noise, 0, 3), ...(chance(noise, 0.3) ? ['', comment(noise)] : []));
  const text = `${lines.join('\n')}${chance(noise, 0.85) ? '\n' : ''}`;
  return `${chance(noise, 0.05) ? '\ufeff' : ''}${chance(noise, 0.3) ? text.replaceAll('\n', '\r\n') : text}`;
}

const chance = ({ random }: Noise, share: number): boolean => random() < share;

const pick = <T>({ random }: Noise, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

function comment(noise: Noise): string {
  noise.comments += 1;
  return `# c${noise.comments}${chance(noise, 0.2) ? ": 'x' {[" : ''}`;
}

/** Blank and comment lines before something. */
function before(noise: Noise, column: number): string[] {
  const lines: string[] = [];
  while (chance(noise, 0.25)) {
    if (chance(noise, 0.5)) lines.push('');
    else lines.push(' '.repeat(column + (chance(noise, 0.1) ? 2 : 0)) + comment(noise));
  }
  return lines;
}

function mapLines(noise: Noise, column: number, depth: number): string[] {
  const count = 1 + Math.floor(noise.random() * 4);
  const keys = [...KEYS].sort(() => noise.random() - 0.5).slice(0, count);
  return keys.flatMap((key) => [
    ...before(noise, column),
    ...behind(noise, `${' '.repeat(column)}${key}:`, column, depth, false),
  ]);
}

function listLines(noise: Noise, column: number, depth: number): string[] {
  const count = 1 + Math.floor(noise.random() * 4);
  return Array.from({ length: count }).flatMap(() => [
    ...before(noise, column),
    ...behind(noise, `${' '.repeat(column)}-`, column, depth, true),
  ]);
}

/** A value behind a key or a dash. */
function behind(noise: Noise, head: string, column: number, depth: number, isDash: boolean): string[] {
  const tail = (): string => (chance(noise, 0.25) ? `${chance(noise, 0.5) ? ' ' : '   '}${comment(noise)}` : '');
  const inner = column + 1 + Math.floor(noise.random() * 4);
  const kind = depth === 0 ? noise.random() * 0.6 : noise.random();
  const below = ' '.repeat(inner);
  if (kind < 0.05) return [head + tail()];
  if (kind < 0.35) return [`${head}${chance(noise, 0.8) ? ' ' : '  '}${scalar(noise, false)}${tail()}`];
  if (kind < 0.4) return [`${head}${tail()}`, `${below}${scalar(noise, false)}${tail()}`];
  if (kind < 0.45) {
    const keep = pick(noise, ['', '-', '+']);
    const lines = [`${below}text ${value(noise)}`, '', `${below}  more`, `${below}# not a comment`];
    return [`${head} ${pick(noise, ['|', '>'])}${keep}${tail()}`, ...lines, ...(chance(noise, 0.3) ? [''] : [])];
  }
  if (kind < 0.6) return [`${head} ${flow(noise, 2)}${tail()}`];
  if (kind < 0.65) return brokenFlow(noise, head, inner, tail());
  if (kind < 0.83) {
    if (isDash && chance(noise, 0.7)) {
      const lines = mapLines(noise, inner + 1, depth - 1);
      const first = lines.findIndex((line) => line.trim() !== '' && !line.trim().startsWith('#'));
      const rest = lines.slice(first);
      return [`${head}${' '.repeat(inner + 1 - column - 1)}${(rest[0] ?? '').trimStart()}`, ...rest.slice(1)];
    }
    return [head + tail(), ...mapLines(noise, inner, depth - 1)];
  }
  const dashColumn = !isDash && chance(noise, 0.3) ? column : inner;
  return [head + tail(), ...listLines(noise, dashColumn, depth - 1)];
}

/** A flow collection over several lines. */
function brokenFlow(noise: Noise, head: string, inner: number, tail: string): string[] {
  const isMap = chance(noise, 0.5);
  const pad = ' '.repeat(inner + 1);
  const count = 1 + Math.floor(noise.random() * 3);
  const items = Array.from({ length: count }, (_, index) => {
    const comma = index < count - 1 || chance(noise, 0.5) ? ',' : '';
    const own = isMap ? `k${index}: ${scalar(noise, true)}` : scalar(noise, true);
    return [
      ...(chance(noise, 0.2) ? [pad + comment(noise)] : []),
      `${pad}${own}${comma}${chance(noise, 0.3) ? ` ${comment(noise)}` : ''}`,
    ];
  });
  const [open, close] = isMap ? '{}' : '[]';
  return [`${head} ${open}`, ...items.flat(), `${' '.repeat(inner)}${close}${tail}`];
}

function flow(noise: Noise, depth: number): string {
  const count = Math.floor(noise.random() * 4);
  const one = (): string => (depth > 0 && chance(noise, 0.3) ? flow(noise, depth - 1) : scalar(noise, true));
  const pad = chance(noise, 0.5) ? ' ' : '';
  const comma = count > 0 && chance(noise, 0.1) ? ',' : '';
  if (chance(noise, 0.5)) return `[${pad}${Array.from({ length: count }, one).join(', ')}${comma}${pad}]`;
  return `{${pad}${Array.from({ length: count }, (_, index) => `f${index}: ${one()}`).join(', ')}${comma}${pad}}`;
}

function value(noise: Noise): string {
  noise.values += 1;
  return `v${noise.values}`;
}

function scalar(noise: Noise, isInFlow: boolean): string {
  const kinds = [
    () => value(noise),
    () => `'it''s ${value(noise)}'`,
    () => `"${value(noise)} \\u00e9 # no"`,
    () => '12345678901234567890',
    () => String(Math.floor(noise.random() * 1000) / 8),
    () => pick(noise, ['true', 'off', 'null', '~', '2026-01-02', '10%', '"on"']),
    () => (isInFlow ? value(noise) : `${value(noise)} [x] {y}, "z" and more`),
  ];
  return pick(noise, kinds)();
}
