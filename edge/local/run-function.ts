import { createHash } from 'node:crypto';
import { createContext, Script } from 'node:vm';
import type { EdgeEvent, EdgeRequest, EdgeResponse } from '../function/event.ts';

/** A function that may be called: its response, or the request that goes on to the origin. */
export type EdgeFunction = (event: EdgeEvent) => Promise<EdgeRequest | EdgeResponse>;

/** What a function reads: the value of a key, or null. */
export type ReadValue = (key: string) => Promise<string | null>;

const IMPORT = /\bimport (\w+) from ?["'](crypto|cloudfront)["'];/g;

/** Whether what a function gave back is an answer of its own. */
export function isResponse(result: EdgeRequest | EdgeResponse): result is EdgeResponse {
  return 'statusCode' in result;
}

/**
 * Runs the text of a function as CloudFront does, over another store: with the runtime's modules, and nothing of Node but
 * `Buffer`. What it gives back is a copy.
 * @param now the clock, UTC epoch ms; default: the machine's.
 */
export function loadFunction(code: string, read: ReadValue, now: () => number = Date.now): EdgeFunction {
  const kvs = {
    async get(key: string, { format }: { format: string }): Promise<unknown> {
      const value = await read(key);
      if (value === null) throw new Error(`KeyNotFound: ${key}`);
      if (format !== 'json') return value;
      return parse(value);
    },
  };
  const modules = { cloudfront: { kvs: () => kvs }, crypto: { createHash } };
  const context = createContext({ Buffer, modules, now });
  const parse = new Script('(text) => JSON.parse(text)').runInContext(context) as (text: string) => unknown;
  const body = code.replace(IMPORT, 'const $1 = modules.$2;');
  const script = new Script(`"use strict"; Date.now = now; ${body}; handler;`, { filename: 'edge-function.js' });
  const handler = script.runInContext(context) as EdgeFunction;
  return async (event) => {
    const given = JSON.stringify(event);
    return JSON.parse(JSON.stringify(await handler(parse(given) as EdgeEvent))) as EdgeRequest | EdgeResponse;
  };
}
