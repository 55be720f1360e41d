import { expect, test } from 'vitest';
import { readStrictAnswers } from './strict-answers.ts';
import { readStrictRequests } from './strict-requests.ts';

const ONE = 'POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}';
const TWO = 'POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\nT: 1\r\n\r\n';

const read = (text: string) => {
  const { requests, stop } = readStrictRequests(Buffer.from(text, 'latin1'));
  return [...requests.map(({ target, body }) => `${target} ${body}`), stop];
};

test.each([
  ['two requests', ONE + TWO, ['/a {}', '/b {}', 'end']],
  ['empty lines before a request', `\r\n\r\n${ONE}`, ['/a {}', 'end']],
  ['one and a half', ONE + TWO.slice(0, -1), ['/a {}', 'more']],
  ['a body cut short', ONE.slice(0, -1), ['more']],
  ['a line cut before its line feed', ONE.slice(0, 17), ['more']],
  ['one that closes', ONE.replace('Host', 'Connection: x, Close\r\nHost') + TWO, ['/a {}', 'closes']],
  ['an old one', `GET / HTTP/1.0\r\n\r\n${ONE}`, ['/ ', 'closes']],
  ['both lengths', TWO.replace('Host', 'Content-Length: 2\r\nHost'), ['wrong']],
  ['two lengths', ONE.replace('Host', 'Content-Length: 2\r\nHost'), ['wrong']],
  ['a list of lengths', ONE.replace(': 2', ': 2, 2'), ['wrong']],
  ['a length with a sign', ONE.replace(': 2', ': +2'), ['wrong']],
  ['a coding that is not chunked', TWO.replace('chunked', 'gzip, chunked'), ['wrong']],
  ['chunks in an old one', TWO.replace('HTTP/1.1', 'HTTP/1.0'), ['wrong']],
  ['a chunk of another length', TWO.replace('2;', '1;'), ['wrong']],
  ['a length of a chunk that is none', TWO.replace('2;', '0x2;'), ['wrong']],
  ['a line feed alone', ONE.replace('\r\n', '\n'), ['wrong']],
  ['a carriage return alone', ONE.replace('Host: x', 'Host: x\ry'), ['wrong']],
  ['a folded field', ONE.replace('Host: x', 'Host: x\r\n y'), ['wrong']],
  ['a space before the colon', ONE.replace('Host:', 'Host :'), ['wrong']],
  ['a NUL', ONE.replace('Host: x', 'Host: \0'), ['wrong']],
  ['no host', ONE.replace('Host: x\r\n', ''), ['wrong']],
  ['two hosts', ONE.replace('Host: x', 'Host: x\r\nHost: x'), ['wrong']],
  ['a tab in the line', ONE.replace(' /a', '\t/a'), ['wrong']],
  ['a space at the end of the line', ONE.replace('1.1', '1.1 '), ['wrong']],
  ['two spaces in the line', ONE.replace(' /a', '  /a'), ['/a {}', 'end']],
])('requests: %s', (_, text, expected) => {
  expect(read(text)).toEqual(expected);
});

const answers = (text: string, isHead = false) =>
  readStrictAnswers(Buffer.from(text), () => isHead)?.map(({ status, body }) => `${status} ${body}`) ?? null;

test.each([
  ['two', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 304 Not Modified\r\n\r\n', ['200 a', '304 ']],
  ['one after an interim one', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', ['200 ']],
  ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n', ['200 a']],
  ['until the end', 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc', ['200 abc']],
  ['without an end', 'HTTP/1.1 200 OK\r\n\r\nabc', null],
  ['cut short', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na', null],
  ['something behind it', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab', null],
  ['no HTTP', 'hello', null],
])('answers: %s', (_, text, expected) => {
  expect(answers(text)).toEqual(expected);
});

test('an answer to HEAD has no body', () => {
  expect(answers('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', true)).toEqual(['200 ']);
});
