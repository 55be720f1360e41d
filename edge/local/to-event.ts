import type { IncomingMessage } from 'node:http';
import type { EdgeEvent, Valued } from '../function/event.ts';

/** Each name with its values, as CloudFront hands them on: the last one as `value`, all of them where there are more. */
function valued(pairs: readonly (readonly [name: string, value: string])[]): Record<string, Valued> {
  const all = new Map<string, string[]>();
  for (const [name, value] of pairs) all.set(name, [...(all.get(name) ?? []), value]);
  return Object.fromEntries(
    [...all].map(([name, values]) => {
      const [first = ''] = values;
      return [
        name,
        values.length === 1 ? { value: first } : { value: first, multiValue: values.map((value) => ({ value })) },
      ];
    }),
  );
}

function headersOf({ rawHeaders }: IncomingMessage): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2)
    pairs.push([(rawHeaders[i] ?? '').toLowerCase(), rawHeaders[i + 1] ?? '']);
  return pairs;
}

/** `a=1&b` as pairs, percent-encoded as they came. */
function pairsIn(text: string, separator: string): (readonly [string, string])[] {
  return text.split(separator).flatMap((part) => {
    const [name = '', ...rest] = part.trim().split('=');
    return name === '' ? [] : [[name, rest.join('=')] as const];
  });
}

/** The event that CloudFront makes of a viewer's request. Cookies are not among the headers. */
export function toEvent(req: IncomingMessage): EdgeEvent {
  const [path = '/', ...query] = (req.url ?? '/').split('?');
  const headers = headersOf(req);
  const cookies = headers.filter(([name]) => name === 'cookie').flatMap(([, value]) => pairsIn(value, ';'));
  return {
    viewer: { ip: (req.socket.remoteAddress ?? '').replace(/^::ffff:/, '') },
    request: {
      method: req.method ?? 'GET',
      uri: path,
      querystring: valued(pairsIn(query.join('?'), '&')),
      headers: valued(headers.filter(([name]) => name !== 'cookie')),
      cookies: valued(cookies),
    },
  };
}
