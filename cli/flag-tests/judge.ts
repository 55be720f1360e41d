import type { Evaluation } from '@flagforge/sdk/engine';
import type { Expectation } from '../compile/index.ts';
import { jsonEqual } from './json-equal.ts';

/** Whether an answer is what a test expects: every part that the test writes must be so, nothing else matters. */
export function isAsExpected(expect: Expectation, received: Evaluation): boolean {
  if (expect.reason !== undefined && expect.reason !== received.reason) return false;
  if (received.reason === 'error') {
    if (expect.value !== undefined || expect.variant !== undefined || expect.rule !== undefined) return false;
    return expect.errorCode === undefined || expect.errorCode === received.errorCode;
  }
  if (expect.errorCode !== undefined) return false;
  if (expect.variant !== undefined && expect.variant !== received.variant) return false;
  if (expect.rule !== undefined && expect.rule !== received.rule) return false;
  return expect.value === undefined || jsonEqual(expect.value, received.value);
}
