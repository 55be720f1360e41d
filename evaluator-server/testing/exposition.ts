/** One line of a metric. */
export interface ParsedSample {
  /** With the ending that histograms add. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric with its lines. */
export interface ParsedFamily {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly samples: readonly ParsedSample[];
}

const HELP = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\\n]|\\\\|\\n)+)$/;
const TYPE = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(,|$)/y;

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  let at = 0;
  while (at < text.length) {
    LABEL.lastIndex = at;
    const found = LABEL.exec(text);
    const [whole = '', name = '', value = '', comma] = found ?? [];
    if (found === null || name in labels) throw new Error(`no labels: ${text}`);
    at += whole.length;
    if (comma === ',' && at === text.length) throw new Error(`a comma too many: ${text}`);
    labels[name] = value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
  }
  return labels;
}

function isOf(sample: string, family: string, type: ParsedFamily['type']): boolean {
  if (type !== 'histogram') return sample === family;
  return ['_bucket', '_sum', '_count'].some((ending) => sample === family + ending);
}

/** Each series of a histogram: buckets that only grow, up to +Inf, which is the count. */
function checkHistogram(family: string, samples: readonly ParsedSample[]): void {
  const series = new Map<string, ParsedSample[]>();
  for (const sample of samples) {
    const { le: _, ...labels } = sample.labels;
    const name = JSON.stringify(labels);
    series.set(name, [...(series.get(name) ?? []), sample]);
  }
  for (const own of series.values()) {
    const buckets = own.filter(({ name }) => name.endsWith('_bucket'));
    const bounds = buckets.map(({ labels: { le } }) => (le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le)));
    const counts = buckets.map(({ value }) => value);
    const isAscending = (list: readonly number[], isStrict: boolean): boolean =>
      list.every((value, index) => {
        const before = list[index - 1] ?? Number.NEGATIVE_INFINITY;
        return isStrict ? value > before : value >= before;
      });
    const count = own.find(({ name }) => name.endsWith('_count'))?.value;
    const isWhole =
      isAscending(bounds, true) &&
      isAscending(counts, false) &&
      bounds.at(-1) === Number.POSITIVE_INFINITY &&
      counts.at(-1) === count &&
      own.some(({ name }) => name.endsWith('_sum'));
    if (!isWhole) throw new Error(`a histogram that is none: ${family}`);
  }
}

/**
 * Reads the text format of Prometheus more strictly than Prometheus does: HELP and TYPE before the lines of each metric, all of
 * them together, each series once, counters that end in `_total` and are not negative. Throws at the first line that is wrong.
 */
export function parseExposition(text: string): ReadonlyMap<string, ParsedFamily> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const families = new Map<string, { type: ParsedFamily['type']; help: string; samples: ParsedSample[] }>();
  const seen = new Set<string>();
  let help: readonly [name: string, text: string] | null = null;
  let current = '';
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, helped, words] = HELP.exec(line) ?? [];
    if (helped !== undefined && words !== undefined) {
      if (help !== null || families.has(helped)) throw new Error(`a second HELP: ${line}`);
      help = [helped, words];
      continue;
    }
    const [, typed, type] = TYPE.exec(line) ?? [];
    if (typed !== undefined) {
      if (help?.[0] !== typed) throw new Error(`a TYPE without its HELP: ${line}`);
      if (type === 'counter' && !typed.endsWith('_total')) throw new Error(`a counter without _total: ${line}`);
      families.set(typed, { type: type as ParsedFamily['type'], help: help[1], samples: [] });
      help = null;
      current = typed;
      continue;
    }
    const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
    const family = families.get(current);
    if (name === undefined || family === undefined || help !== null) throw new Error(`no line of a metric: ${line}`);
    if (!isOf(name, current, family.type)) throw new Error(`a line outside its metric: ${line}`);
    const sample = { name, labels: parseLabels(labels), value: Number(value?.replace('Inf', 'Infinity')) };
    const identity = JSON.stringify([name, Object.entries(sample.labels).sort()]);
    if (seen.has(identity)) throw new Error(`a series twice: ${line}`);
    seen.add(identity);
    if (family.type === 'counter' && !(sample.value >= 0)) throw new Error(`a counter below 0: ${line}`);
    family.samples.push(sample);
  }
  for (const [name, { type, samples }] of families) if (type === 'histogram') checkHistogram(name, samples);
  return families;
}
