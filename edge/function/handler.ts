import { answer } from './answer.ts';
import { CONFIG } from './config.ts';
import type { EdgeEvent, EdgeRequest, EdgeResponse } from './event.ts';
import { preflight } from './preflight.ts';
import { vary } from './vary.ts';

const EVALUATE = '/v1/evaluate';

/**
 * The viewer-request function. Gives back a response, or the request, which then goes to the origin: as it came for
 * whatever cannot be answered here, so that the origin says what is wrong with it.
 */
export async function handler(event: EdgeEvent): Promise<EdgeRequest | EdgeResponse> {
  const request = event.request;
  let result: EdgeRequest | EdgeResponse = request;
  try {
    if (request.uri !== EVALUATE) {
      if (CONFIG.flags[0]) await vary(event);
    } else if (request.method === 'GET') result = await answer(event);
    else if (request.method === 'OPTIONS') result = preflight(request);
  } catch (_) {
    // A store that failed, a page that is gone, a request that is not as it should be: the origin knows better.
    result = request;
  }
  return result;
}
