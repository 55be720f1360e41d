import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';

/** What became of the evaluations so far. */
export interface LoadCounts {
  readonly answered: number;
  /** Those that got no 200 within `ANSWER_MS`. */
  readonly failed: number;
  /** Those of a version that is older than one that was given before, or than one that could be read for 5 s. */
  readonly old: number;
  /** Those whose value is not the one of their version. */
  readonly torn: number;
  readonly slowestMs: number;
  /** The newest version that was given. */
  readonly newest: number;
  /** The first few things that went wrong, in words. */
  readonly problems: readonly string[];
}

/** Evaluations at a constant rate, whether or not they are answered. */
export interface EvaluationLoad {
  /** Where they go from now on. */
  aim(port: number): void;
  /** Sends none until the next `aim`; resolves when none is under way: whoever kills an evaluator kills what it is answering. */
  rest(): Promise<void>;
  /** From now on this version can be read by the evaluator. */
  readable(version: number): void;
  /** Resolves with the time of the first answer of this version or a newer one, as `performance.now()`. */
  seen(version: number): Promise<number>;
  /** Resolves when this many more were answered. */
  more(answers: number): Promise<void>;
  counts(): LoadCounts;
  /** Measures the slowest answer anew. */
  forgetSlowest(): void;
  /** Sends nothing more; resolves when the last one is over. */
  stop(): Promise<void>;
}

export interface LoadOptions {
  readonly serverKey: string;
  readonly clientKey: string;
  /** Evaluations a second. Default 400. */
  readonly rate?: number;
}

/** How soon what can be read must be what is answered. */
const NOTICE_MS = 5_000;
/** An answer that takes longer is none. */
const ANSWER_MS = 5_000;
const TICK_MS = 10;
/** More under way at once are a server that hangs: each of them is counted as failed, in time. */
const MOST_UNDER_WAY = 4_000;

/** The flag whose value is the version of its snapshot. */
export const VERSION_FLAG = 'version';

interface Answer {
  readonly version: number;
  readonly value?: number;
  readonly flags?: Readonly<Record<string, { readonly value: number }>>;
}

export function startEvaluationLoad({ serverKey, clientKey, rate = 400 }: LoadOptions): EvaluationLoad {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const one = (user: number): string => JSON.stringify({ flagKey: VERSION_FLAG, context: { userId: `u${user}` } });
  const questions = [
    { path: '/v1/evaluate', key: serverKey, body: one },
    { path: '/v1/evaluate', key: clientKey, body: one },
    { path: '/v1/evaluate/all', key: clientKey, body: (user: number) => `{"context":{"userId":"u${user}"}}` },
  ] as const;
  const published: { readonly version: number; readonly from: number }[] = [];
  const waiting: { readonly isOver: () => boolean; readonly end: () => void }[] = [];
  const problems: string[] = [];
  let [answered, failed, old, torn, slowestMs, newest, newestAt] = [0, 0, 0, 0, 0, 0, 0];
  let [sent, underWay] = [0, 0];
  let port: number | null = null;

  const note = (problem: string): void => {
    if (problems.length < 20) problems.push(problem);
  };
  const settle = (): void => {
    for (const each of waiting.filter(({ isOver }) => isOver())) {
      waiting.splice(waiting.indexOf(each), 1);
      each.end();
    }
  };
  const until = (isOver: () => boolean): Promise<void> =>
    new Promise((end) => {
      waiting.push({ isOver, end });
      settle();
    });

  /** The oldest version that an answer to a question of this time may be of. */
  const leastAt = (askedAt: number): number =>
    published.reduce(
      (least, { version, from }) => (from + NOTICE_MS <= askedAt ? Math.max(least, version) : least),
      newest,
    );

  const take = (text: string, least: number): void => {
    const { version, value, flags } = JSON.parse(text) as Answer;
    answered += 1;
    if ((value ?? flags?.[VERSION_FLAG]?.value) !== version) {
      torn += 1;
      note(`torn: ${text}`);
    }
    if (version < least) {
      old += 1;
      note(`old: ${version} instead of ${least}`);
    }
    if (version > newest) {
      newest = version;
      newestAt = performance.now();
    }
    settle();
  };

  const ask = (to: number): void => {
    const question = questions[sent % questions.length] ?? questions[0];
    const body = question.body(sent % 997);
    const askedAt = performance.now();
    const least = leastAt(askedAt);
    let isOver = false;
    const over = (problem: string | null): void => {
      if (isOver) return;
      isOver = true;
      underWay -= 1;
      clearTimeout(limit);
      slowestMs = Math.max(slowestMs, performance.now() - askedAt);
      if (problem !== null) {
        failed += 1;
        note(`${question.path}: ${problem}`);
      }
      settle();
    };
    sent += 1;
    underWay += 1;
    const headers = { authorization: `Bearer ${question.key}`, 'content-length': Buffer.byteLength(body) };
    const sending = request({ agent, host: '127.0.0.1', port: to, path: question.path, method: 'POST', headers });
    const limit = setTimeout(() => {
      over(`no answer within ${ANSWER_MS} ms`);
      sending.destroy();
    }, ANSWER_MS);
    sending.on('error', (error) => over(error.message));
    sending.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', (error) => over(error.message));
      response.on('end', () => {
        if (isOver) return;
        over(response.statusCode === 200 ? null : `${response.statusCode} ${text}`);
        if (response.statusCode === 200) take(text, least);
      });
    });
    sending.end(body);
  };

  let begun = performance.now();
  let due = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    due += ((now - begun) / 1_000) * rate;
    begun = now;
    for (; due >= 1; due -= 1) if (port !== null && underWay < MOST_UNDER_WAY) ask(port);
  }, TICK_MS);

  const rest = (): Promise<void> => {
    port = null;
    return until(() => underWay === 0);
  };

  return {
    aim(to) {
      port = to;
    },
    readable: (version) => published.push({ version, from: performance.now() }),
    async seen(version) {
      await until(() => newest >= version);
      return newestAt;
    },
    more(answers) {
      const target = answered + answers;
      return until(() => answered >= target);
    },
    counts: () => ({ answered, failed, old, torn, slowestMs, newest, problems }),
    forgetSlowest() {
      slowestMs = 0;
    },
    rest,
    async stop() {
      clearInterval(timer);
      await rest();
      agent.destroy();
    },
  };
}
