import { expect, test } from 'vitest';
import { coAuthorsIn } from './co-authors.ts';

const PAT = { name: 'Pat Lee', email: 'pat@acme.com' };
const KIM = { name: 'Kim', email: 'kim@acme.com' };

test.each([
  ['one', 'Co-authored-by: Pat Lee <pat@acme.com>', [PAT]],
  ['in capital letters, with spaces around', ' CO-AUTHORED-BY :  Pat Lee  < pat@acme.com > ', [PAT]],
  [
    'in the middle of the message, with line ends of Windows',
    'a\r\nco-authored-by: Kim <kim@acme.com>\r\n\r\nb',
    [KIM],
  ],
  ['several in one line', 'Co-authored-by: Pat Lee <pat@acme.com>, Kim <kim@acme.com>', [PAT, KIM]],
  ['folded', 'Co-authored-by: Pat Lee\n  <pat@acme.com>\nCo-authored-by:\n\tKim <kim@acme.com>', [PAT, KIM]],
  ['an address alone', 'Co-authored-by: pat@acme.com', [{ name: '', email: 'pat@acme.com' }]],
  ['no address', 'Co-authored-by: the whole team', [{ name: 'the whole team', email: null }]],
  ['of another alphabet', 'Co-authored-by: 李 <李@例.cn>', [{ name: '李', email: '李@例.cn' }]],
  ['none', 'Signed-off-by: Pat <pat@acme.com>\nNot-Co-authored-by: x <x@y.z>', []],
])('%s', (_, message, expected) => {
  expect(coAuthorsIn(`A change\n\n${message}\nmore`)).toEqual(expected);
});
