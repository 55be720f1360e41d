/** Whatever people write, wherever they may: it is shown as the text that it is, on every page, and nothing else happens. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CallAs, callAs, commitOf, done } from './testing/call-as.ts';
import { openStage, type Stage } from './testing/open-stage.ts';
import { pagesOf } from './testing/page-list.ts';
import { SHOP_FILES } from './testing/shop-files.ts';
import { tooWide } from './testing/too-wide.ts';

const ATTACKS = [
  '<script>attack()</script>',
  '"><img src=x onerror=attack()>',
  "'-attack()-'",
  'javascript:attack()',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is one that must stay a text
  '{{constructor.constructor("attack()")()}} ${attack()}',
  '</script></style></textarea></title><svg onload=attack()>',
  '[here](javascript:attack()) http://evil.example/x.png',
  '\u202Egnp.exe\u202C \u2066\u200B\u200D\uFEFF',
  '👩‍👩‍👧‍👦 مرحبا 日本語 Z̷̢̛̗͙̍',
];
/** What stands in fields of one line, with who it is, so that each is found again. */
const hostile = (name: string): string => `${name}: ${ATTACKS.join(' ')}`;
const LONG = `long-${'w'.repeat(2_000)}`;
const text = (name: string): string => JSON.stringify(hostile(name));

const FILES: Readonly<Record<string, string>> = {
  ...SHOP_FILES,
  'flags/flagforge.yaml': (SHOP_FILES['flags/flagforge.yaml'] ?? '')
    .replace('Kim Adler', '"Kim <img src=x onerror=attack()> Adler"')
    .replace('Jo Lindqvist', JSON.stringify(hostile('Jo'))),
  'flags/new-checkout.yaml': [
    `description: ${text('description')}`,
    'type: json',
    `owner: ${text('owner')}`,
    `tags: [${text('tag')}, "javascript:attack()", ${JSON.stringify(LONG)}]`,
    'kind: permanent',
    `variants: { big: { "${'<b>key</b>'}": ${text('value')} }, list: [${text('member')}], small: ${JSON.stringify(LONG)} }`,
    'off: small',
    'environments:',
    '  production:',
    '    enabled: true',
    `    targets: { big: [${text('unit')}, ${JSON.stringify(LONG)}] }`,
    '    rules:',
    `      - name: ${text('rule')}`,
    `        if: ${JSON.stringify(`country == ${JSON.stringify(hostile('literal'))}`)}`,
    '        rollout: { big: 10, small: 90 }',
    `        salt: "<img src=x onerror=attack()>"`,
    '    default: list',
    '    schedule:',
    '      - { at: "2027-01-10T09:00:00Z", default: big }',
    '',
  ].join('\n'),
  'flags/segments/staff.yaml': [
    `description: ${text('segment')}`,
    `if: ${JSON.stringify(`email ends_with ${JSON.stringify(hostile('of the segment'))}`)}`,
    `include: [${text('included')}]`,
    '',
  ].join('\n'),
  'flags/contexts/people.yaml': `${text('context')}: { country: ${text('country')} }\n`,
  [`flags/${'k'.repeat(100)}.yaml`]: (SHOP_FILES['flags/dark-mode.yaml'] ?? '').replace(/web/, 'javascript:attack()'),
};

let stage: Stage;
let sam: CallAs;
beforeAll(async () => {
  stage = await openStage(FILES);
  const kim = await callAs(stage, 'user_2kim');
  sam = await callAs(stage, 'user_2sam');
  const file = (FILES['flags/new-checkout.yaml'] ?? '').replace(
    'rollout: { big: 10, small: 90 }',
    'rollout: { big: 20, small: 80 }',
  );
  const given = { title: hostile('title').slice(0, 200), body: hostile('body'), baseCommit: await commitOf(sam) };
  const { changeRequest } = await done<{ changeRequest: { number: number; head: string } }>(
    kim('/v1/change-requests', { body: { ...given, files: [{ path: 'new-checkout.yaml', text: file }] } }),
  );
  const { head, number } = changeRequest;
  await done(
    sam(`/v1/change-requests/${number}/reviews`, { body: { verdict: 'commented', head, body: hostile('comment') } }),
  );
  await done(
    sam('/v1/flags/dark-mode/kill', {
      body: { environments: ['production'], reason: hostile('reason').slice(0, 400) },
    }),
  );
  await done(
    sam('/v1/keys', { body: { environment: 'production', kind: 'server', name: hostile('key').slice(0, 100) } }),
  );
});
afterAll(() => stage?.close());

/** What a page did that no text may do. */
async function happened(page: Page): Promise<unknown> {
  return await page.evaluate(`({
    attacks: window.attacks ?? 0,
    images: document.querySelectorAll('img, iframe, object, embed').length,
    scripts: [...document.querySelectorAll('script')].filter(({ src }) => !src.startsWith(location.origin)).length,
    handlers: [...document.querySelectorAll('*')].filter((each) => [...each.attributes].some(({ name }) => name.startsWith('on'))).length,
    links: [...document.querySelectorAll('a[href]')].filter(({ protocol }) => !/^https?:$/.test(protocol)).length,
  })`);
}
const NOTHING = { attacks: 0, images: 0, scripts: 0, handlers: 0, links: 0 };

/** What at least is seen on which page. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  flag: ['owner', 'rule', 'literal', 'tag', 'description'],
  request: ['title', 'body', 'comment'],
  segment: ['segment', 'of the segment', 'included'],
  environments: ['key'],
  audit: ['reason'],
  members: ['Jo'],
};

test('every page shows it as text, and nothing else happens', async () => {
  const { page, context, complaints } = await stage.visit('user_2sam', '/p/shop', {
    viewport: { width: 360, height: 800 },
  });
  const told: string[] = [];
  page.on('dialog', (dialog) => {
    told.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${stage.url}/`)) told.push(request.url());
  });
  await context.addInitScript('globalThis.attack = () => { window.attacks = (window.attacks ?? 0) + 1; }');
  const pages = {
    ...pagesOf('shop'),
    long: `/p/shop/flags/${'k'.repeat(100)}/production`,
    killed: '/p/shop/flags/dark-mode/production',
  };
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(stage.url + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
    for (const words of SHOWN[name] ?? []) {
      const shown = page.getByText(`${words}: <script>attack()</script>`, { exact: false });
      await expect.poll(() => shown.count(), { message: `${name} shows the ${words}` }).toBeGreaterThan(0);
    }
    expect.soft(await happened(page), name).toEqual(NOTHING);
    expect.soft(await tooWide(page), name).toEqual([]);
    if (process.env['FLAGFORGE_PICTURES'] !== undefined)
      await page.screenshot({ path: `${process.env['FLAGFORGE_PICTURES']}/hostile-${name}.png`, fullPage: true });
  }
  expect([told, complaints.filter((each) => !each.includes('404'))]).toEqual([[], []]);
  await context.close();
});
