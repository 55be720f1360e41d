import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findRequest } from './find-request.ts';

const folder = mkdtempSync(join(tmpdir(), 'flagforge-event-'));
afterAll(() => rmSync(folder, { recursive: true }));

function eventFile(event: unknown): string {
  const path = join(folder, 'event.json');
  writeFileSync(path, typeof event === 'string' ? event : JSON.stringify(event));
  return path;
}

test.each([
  ['118', 118],
  ['#7', 7],
])('what is typed wins: %s', (typed, number) => {
  expect(findRequest({ GITHUB_REF: 'refs/pull/3/merge' }, typed)).toBe(number);
});

test.each(['', '0', '-1', '1.5', 'main', '1; rm', '12345678901'])('%j is no number', (typed) => {
  expect(() => findRequest({}, typed)).toThrowError(expect.objectContaining({ code: 'FF4060', exitCode: 2 }));
});

const QUEUED = `refs/heads/gh-readonly-queue/main/pr-9-${'a'.repeat(40)}`;

test.each<[string, unknown, number]>([
  ['pull_request', { action: 'opened', number: 4, pull_request: { number: 4 } }, 4],
  ['pull_request_review', { review: { id: 1 }, pull_request: { number: 5 } }, 5],
  ['a comment on a pull request', { issue: { number: 6, pull_request: { url: 'x' } } }, 6],
  ['merge_group', { merge_group: { head_ref: QUEUED } }, 9],
])('the event %s says it', (_, event, number) => {
  expect(findRequest({ GITHUB_EVENT_PATH: eventFile(event) }, null)).toBe(number);
});

test.each<[string, unknown]>([
  ['a comment on an issue', { issue: { number: 6 } }],
  ['a push', { ref: 'refs/heads/main' }],
  ['no JSON', 'nothing'],
  ['null', null],
  ['a number that is text', { pull_request: { number: '4' } }],
])('%s says nothing, and then the ref decides', (_, event) => {
  const GITHUB_EVENT_PATH = eventFile(event);
  expect(findRequest({ GITHUB_EVENT_PATH, GITHUB_REF: 'refs/pull/8/merge' }, null)).toBe(8);
  expect(() => findRequest({ GITHUB_EVENT_PATH, GITHUB_REF: 'refs/heads/pr-8' }, null)).toThrowError(
    expect.objectContaining({ code: 'FF4059', exitCode: 2 }),
  );
});
