import { expect, test } from 'vitest';
import { readEvents, type StreamEvent } from './read-events.ts';

async function read(...pieces: readonly string[]): Promise<readonly StreamEvent[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
  const events: StreamEvent[] = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
}

test.each([
  ['one', ['event: state\ndata: {"a":1}\n\n'], [{ name: 'state', data: '{"a":1}' }]],
  ['cut anywhere', ['eve', 'nt: changed\nda', 'ta: 1\n', '\n'], [{ name: 'changed', data: '1' }]],
  ['comments are passed over', [': beat\n\n', 'data: 1\n\n'], [{ name: 'message', data: '1' }]],
  ['several lines are one text', ['data: a\ndata: b\n\n'], [{ name: 'message', data: 'a\nb' }]],
  ['what has no end yet is no event', ['data: a\n'], []],
  ['CRLF', ['event: x\r\ndata: 1\r\n\r\n'], [{ name: 'x', data: '1' }]],
])('%s', async (_, pieces, expected) => {
  expect(await read(...pieces)).toEqual(expected);
});
