/** Listens to the stream of events as a page does; for tests only. */
import type { ChangeEventJson } from '../../api/event-json.ts';

export interface HeardEvent extends ChangeEventJson {
  readonly name: string;
}

export interface Listener {
  readonly status: number;
  /** What was heard and not asked for yet, else what comes next; null: the stream ended. */
  next(): Promise<HeardEvent | null>;
  /** The first event with this in it, those before it dropped. @throws Error when the stream ends before. */
  hear(part: ChangeEventJson['what'][number]): Promise<HeardEvent>;
  /** Vanishes without a word. */
  leave(): void;
}

export async function listenToEvents(url: string, token: string | null): Promise<Listener> {
  const leaving = new AbortController();
  const response = await fetch(`${url}/v1/events`, {
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    signal: leaving.signal,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<HeardEvent | null> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end < 0) {
        const chunk = await reader?.read();
        if (chunk === undefined || chunk.done) return null;
        text += chunk.value;
        continue;
      }
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (name !== undefined && data !== undefined) return { name, ...(JSON.parse(data) as ChangeEventJson) };
    }
  };
  return {
    status: response.status,
    next,
    async hear(part) {
      for (;;) {
        const heard = await next();
        if (heard === null) throw new Error(`the stream ended before it told of ${part}`);
        if (heard.what.includes(part)) return heard;
      }
    },
    leave: () => leaving.abort(),
  };
}
