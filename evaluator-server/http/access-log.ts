import type { Log } from '../log.ts';
import type { AnswerMeter } from './answer-meter.ts';
import { markFields } from './request-marks.ts';

/** Which answers get a line in the log: none, those with a status from 400 on, or all. */
export const ACCESS_LOGS = ['off', 'errors', 'all'] as const;
export type AccessLog = (typeof ACCESS_LOGS)[number];

const FIRST_ERROR = 400;
const FIRST_FAILURE = 500;

/**
 * A meter that also logs. A line names the route, never the path: a path may hold what nobody should read.
 * @param route the word that the log knows the route by.
 */
export function logAnswers(meter: AnswerMeter, route: string, log: Log, which: AccessLog): AnswerMeter {
  if (which === 'off') return meter;
  return {
    observe(status, ms, req) {
      meter.observe(status, ms, req);
      if (which === 'errors' && status < FIRST_ERROR) return;
      const level = status < FIRST_FAILURE ? 'info' : 'warn';
      log({ level, event: 'request', route, status, ms: Math.round(ms * 1_000) / 1_000, ...markFields(req) });
    },
  };
}
