import { ownValue } from '@flagforge/sdk/engine/core';
import crypto from 'crypto';
import type { PackedKey } from '../pack/format.ts';
import { allowOrigin } from './allow-origin.ts';
import { CONFIG } from './config.ts';
import { parseContext } from './context.ts';
import { evaluate } from './evaluate.ts';
import type { EdgeEvent, EdgeRequest, EdgeResponse, Valued } from './event.ts';
import { type EdgeScope, enter } from './load.ts';
import { must } from './must.ts';

/** Names of the outside are texts: those of properties become shorter when the function is built. */
const FLAGS = 'flagKey';
const CONTEXT = 'context';
const CONTEXT_HEADER = 'x-flagforge-context';
const BEARER = 'Bearer ';
const MOST_FLAGS = 10;
/** Whatever else a query may hold, the evaluator reads with more care. */
const FLAG_LIST = /^[\w.,-]+$/;

/** The keys of the flags that a query names, each once, in its order. */
function askedFlags(asked: Valued | undefined): readonly string[] {
  must(asked && !asked.multiValue);
  const list = decodeURIComponent(asked.value);
  must(FLAG_LIST.test(list));
  const keys = list.split(',').filter((key, i, all) => key && all.indexOf(key) === i);
  must(keys.length && keys.length <= MOST_FLAGS);
  return keys;
}

/** Rejects a request without a client key that is good here and now. */
function checkKey(headers: EdgeRequest['headers'], scope: EdgeScope): void {
  const bearer = headers.authorization;
  const apiKey = headers['x-api-key'];
  must(!bearer || !apiKey);
  const key = ((bearer || apiKey) as Valued).value.split(BEARER).pop() as string;
  const hash = crypto.createHash('sha256').update(key).digest('base64url');
  const known = ownValue(scope.pointer.clientKeys, hash) as PackedKey | undefined;
  must(known && !((known[0] as number) <= scope.now));
  must(!headers.origin || known.length < 2 || known.indexOf(headers.origin.value) > 0);
}

/** `GET /v1/evaluate?flagKey=a,b`, as the evaluator answers it. Rejects what that has to answer itself. */
export async function answer(event: EdgeEvent): Promise<EdgeResponse> {
  const headers = event.request.headers;
  const keys = askedFlags(event.request.querystring[FLAGS]);
  const context = parseContext(
    headers[CONTEXT_HEADER] || (CONFIG.query ? event.request.querystring[CONTEXT] : undefined),
  );
  context.ip = event.viewer.ip;
  const scope = await enter(context);
  checkKey(headers, scope);
  let flags = '';
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] as string;
    const flag = await evaluate(key, scope);
    flags += `${flags && ','}"${key}":{${flag}}`;
  }
  return {
    statusCode: 200,
    headers: allowOrigin(event.request, {
      'content-type': { value: 'application/json' },
      'cache-control': { value: 'no-store' },
    }),
    body: `{"version":${scope.pointer.version},"flags":{${flags}}}`,
  };
}
