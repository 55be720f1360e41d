import { expect, test } from 'vitest';
import { findSubsetViolations } from './check-subset.ts';

test.each([
  ['class A {}', 'class'],
  ['const a = class {};', 'class'],
  ['for (const a of b) c(a);', 'for-of'],
  ['f(...a);', 'spread'],
  ['const a = [...b];', 'spread'],
  ['const a = { ...b };', 'spread'],
  ['const { a } = b;', 'destructuring'],
  ['const [a] = b;', 'destructuring'],
  ['function f({ a }) {}', 'destructuring'],
  ['function f(a = 1) {}', 'default parameter'],
  ['const f = (a = 1) => a;', 'default parameter'],
  ['a?.b;', 'optional chaining'],
  ['a?.();', 'optional chaining'],
  ['a ?? b;', 'nullish coalescing'],
  ['a ??= b;', 'logical assignment'],
  ['a ||= b;', 'logical assignment'],
  ['function* f() {}', 'generator'],
  ['async function f() {}', 'async function'],
  ['const f = async () => 1;', 'async function'],
  ['const a = 1n;', 'BigInt'],
  ['BigInt(1);', 'BigInt'],
  ['try { f(); } catch { g(); }', 'catch without binding'],
  ['/a/.test(b);', 'regular expression'],
  ['new RegExp("a");', 'RegExp'],
  ['new Map();', 'Map'],
  ['new Set();', 'Set'],
  ['new WeakMap();', 'WeakMap'],
  ['Symbol("a");', 'Symbol'],
  ['Date.parse(a);', 'Date'],
  ['Date.now();', 'Date'],
  ['new Date();', 'Date'],
  ['a instanceof Date;', 'Date'],
  ['Intl.Collator;', 'Intl'],
  ['console.log(a);', 'console'],
  ['process.env;', 'process'],
  ['eval("a");', 'eval'],
  ['new Function("a");', 'Function'],
  ['const o = { a: Map };', 'Map'],
  ['const o = { Map };', 'Map'],
  ['a.toLowerCase();', '.toLowerCase()'],
  ['a["toUpperCase"]();', '.toUpperCase()'],
  ['a.localeCompare(b);', '.localeCompare()'],
  ['a.normalize();', '.normalize()'],
  ['a.charCodeAt(0);', '.charCodeAt()'],
  ['a.match(b);', '.match()'],
  ['a.replaceAll("a", "b");', '.replaceAll()'],
  ['Array.from(a);', 'Array.from'],
  ['const from = Array.from;', 'Array.from'],
  ['a.flat();', '.flat()'],
  ['a.flatMap(f);', '.flatMap()'],
  ['a.at(-1);', '.at()'],
  ['Object.fromEntries(a);', '.fromEntries()'],
  ['Object.hasOwn(a, "b");', '.hasOwn()'],
  ['Math.random();', '.random()'],
  ['a: for (;;) break a;', 'label'],
  ['const o = { get a() { return 1; } };', 'getter or setter'],
  ['const o = { set a(b) {} };', 'getter or setter'],
  ['f`a`;', 'tagged template'],
  ['import("a");', 'dynamic import'],
  ['import.meta.url;', 'meta property'],
])('finds what the edge does not have in %s', (code, what) => {
  expect(findSubsetViolations(code).map((violation) => violation.what)).toContain(what);
});

test.each([
  'const step = { at: 1, Date: 2, Map: 3 }; step.at; step.Date; step.Map;',
  'function f(a, ...rest) { return rest.length; }',
  'try { f(); } catch (error) { g(error); }',
  'const a = `b`; const f = (x) => x ** 2; const table = Object.create(null); Object.keys(table).sort();',
  'const o = { a, b() { return 1; }, [c]: 2 }; o.codePointAt(0); Math.imul(1, 2); new Int32Array(4);',
  'export { a } from "./a.js"; import { parseDate } from "./date.js"; parseDate(1);',
])('finds nothing in what the edge has: %s', (code) => {
  expect(findSubsetViolations(code)).toEqual([]);
});

test('says where, from line and column 1', () => {
  expect(findSubsetViolations('const a = 1;\n  a?.b;\n')).toEqual([{ line: 2, column: 3, what: 'optional chaining' }]);
});
