import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEventParser, type EventBlock } from './event-parser.ts';

function parse(pieces: readonly string[]): EventBlock[] {
  const blocks: EventBlock[] = [];
  const feed = createEventParser(({ event, data, id, retry }) => {
    const block = Object.entries({ event, data, id, retry }).filter(([, value]) => value !== undefined);
    if (block.length > 0) blocks.push(Object.fromEntries(block));
  });
  for (const piece of pieces) feed(piece);
  return blocks;
}

const NAMES = ['event', 'data', 'id', 'retry'];

/** The same, line by line, with all of the text at hand. Its last line is only the start of one. */
function expected(text: string): EventBlock[] {
  const lines = text.split(/\r?\n/).slice(0, -1);
  const blocks: EventBlock[] = [];
  let fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (line === '') {
      const known = [...fields].filter(([name]) => NAMES.includes(name));
      if (known.length > 0) blocks.push(Object.fromEntries(known));
      fields = new Map();
    } else if (colon !== 0) {
      const name = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      fields.set(name, value);
    }
  }
  return blocks;
}

describe('a stream of server-sent events', () => {
  test.each<[string, readonly string[], readonly EventBlock[]]>([
    ['an event', ['id: 1\nevent: put\ndata: {}\n\n'], [{ id: '1', event: 'put', data: '{}' }]],
    ['lines that end in CR LF, cut between the two', ['id: a\r', '\ndata: b\r\n\r', '\n'], [{ id: 'a', data: 'b' }]],
    ['a value with what JSON leaves as it is', ['data: "a\u2028b\u2029"\n\n'], [{ data: '"a\u2028b\u2029"' }]],
    ['a field that is sent twice', ['id: 1\nid: 2\ndata: x\n\n'], [{ id: '2', data: 'x' }]],
    ['a value with colons, and one without a space', ['data:a: b\n\n'], [{ data: 'a: b' }]],
    ['a field without a colon', ['data\n\n'], [{ data: '' }]],
    ['comments and empty lines', [':\n\n: hb\n\n\n'], []],
    ['a time to wait, alone', ['retry: 1500\n\n'], [{ retry: '1500' }]],
    ['an event that was cut off', ['data: whole\n\ndata: cut\n'], [{ data: 'whole' }]],
  ])('%s', (_, pieces, blocks) => {
    expect(parse(pieces)).toEqual(blocks);
  });

  test('is read the same wherever it is cut', () => {
    const word = fc.constantFrom('data', 'event', 'id', 'retry', ':', ' ', 'a', '日', '\n', '\n', '\r\n');
    fc.assert(
      fc.property(fc.array(fc.array(word).map((words) => words.join(''))), (pieces) => {
        // An end that cannot be mistaken for half of another one.
        expect(parse([...pieces, '\n\n', ':'])).toEqual(expected(`${pieces.join('')}\n\n:`));
      }),
    );
  });
});
