import { expect, test } from 'vitest';
import { asCode, asCodeBlock, asMarkdown } from './markdown.ts';
import { diffTexts } from './text-diff.ts';

test('shows the lines that differ with two around them, in hunks as diff -u counts them', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n';
  expect(diffTexts(before, before)).toEqual([]);
  expect(diffTexts(before, before.replace('b\n', 'B\n').replace('i\n', ''))).toEqual([
    ...['@@ -1,4 +1,4 @@', ' a', '-b', '+B', ' c', ' d'],
    ...['@@ -7,4 +7,3 @@', ' g', ' h', '-i', ' j'],
  ]);
  expect(diffTexts('', 'a\r\n')).toEqual(['@@ -0,0 +1,1 @@', '+a']);
  expect(diffTexts('a\n', '')).toEqual(['@@ -1,1 +0,0 @@', '-a']);
});

test('what strangers wrote has no meaning in Markdown, and calls nobody', () => {
  expect(asMarkdown('@acme/all **now** <img src=x> [a](b)\n# c')).toBe(
    '@\u200bacme/all \\*\\*now\\*\\* \\<img src=x\\> \\[a\\]\\(b\\) \\# c',
  );
  expect(asCode('a`b``c')).toBe('```a`b``c```');
  expect(asCode('`')).toBe('`` ` ``');
  expect(asCodeBlock('diff', ['```', '+a'])).toBe('````diff\n```\n+a\n````');
});
