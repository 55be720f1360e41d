/** Rules in Chromium: as sentences, by keys, as text, in another order; what the change says is what was meant. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage, type Visitor } from './testing/open-stage.ts';
import { SHOP_FILES } from './testing/shop-files.ts';
import { tooWide } from './testing/too-wide.ts';

const FLAG = '/p/shop/flags/new-checkout/production';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(SHOP_FILES);
});
afterAll(() => stage?.close());

/** Waits until the review shows this line of the flag's file, and answers with all that it shows. */
async function reviewed({ page }: Visitor, line: string): Promise<string> {
  await page.getByRole('button', { name: 'YAML', exact: true }).click();
  const shown = (): Promise<string> => page.getByRole('main').innerText();
  await expect.poll(shown).toContain(line);
  return shown();
}

async function choose({ page }: Visitor, label: string, text: string): Promise<void> {
  await page.getByLabel(label).click();
  await page.getByRole('option', { name: text }).first().click();
}

test('a rule is made of words that are chosen, and is in the file as it was meant', async () => {
  const kim = await stage.visit('user_2kim', FLAG);
  const { page } = kim;
  await page.getByRole('button', { name: 'Add rule' }).click();
  await choose(kim, 'New rule: what is asked', 'country');
  await page.getByLabel('Condition 1: value').fill('SE');
  await page.getByLabel('Condition 1: how').selectOption('is one of');
  await page.getByLabel('Condition 1: values: add').fill('NO, DK');
  await page.getByLabel('Condition 1: values: add').press('Enter');
  await page.getByRole('button', { name: 'Condition 1: and…' }).click();
  await choose(kim, 'and: what is asked', 'a segment');
  await page.getByLabel('Condition 2: how').selectOption('is not in segment');
  await page.getByRole('button', { name: 'Condition 2: or…' }).click();
  await choose(kim, 'or: what is asked', 'age');
  await page.getByLabel('Condition 2.2: how').selectOption('is at least');
  await page.getByLabel('Condition 2.2: value').fill('65');
  await page.getByLabel('Name', { exact: true }).fill('nordics');
  await page.getByRole('radio', { name: 'Split by percent' }).check();
  await page.getByRole('button', { name: '25 %' }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('link', { name: /Review change/ }).click();
  await reviewed(kim, 'if: country in ["SE", "NO", "DK"] and (not segment "staff" or age >= 65)');
  expect(kim.complaints).toEqual([]);
});

test('keys alone open, change and move a rule, and each move is said', async () => {
  const kim = await stage.visit('user_2kim', FLAG);
  const { page } = kim;
  await page.getByRole('button', { name: 'Edit us-canary' }).waitFor();
  await page.keyboard.press('a');
  const asked = page.getByLabel('New rule: what is asked');
  await expect.poll(() => asked.evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true);
  await page.keyboard.type('em');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => page.getByLabel('Condition 1: value').evaluate((field) => field === field.ownerDocument.activeElement))
    .toBe(true);
  await page.keyboard.type('pat@acme.com');
  await page.keyboard.press('Alt+ArrowUp');
  await page.getByRole('status').filter({ hasText: 'rule 2, rule 1 of 2' }).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/\/draft$/);
  const text = await reviewed(kim, 'if: email == "pat@acme.com"');
  expect(text.indexOf('if: email == "pat@acme.com"')).toBeLessThan(text.lastIndexOf('if: country == "US"'));
});

test('as text nothing is lost: what does not read is kept, said, mended, and is a sentence again', async () => {
  const { page, complaints } = await stage.visit('user_2kim', FLAG);
  await page.getByRole('button', { name: 'Edit us-canary' }).click();
  await page.getByRole('button', { name: 'As text', exact: true }).click();
  const text = page.getByLabel('Condition, as text');
  expect(await text.inputValue()).toBe('country == "US"');
  await text.fill('country  ==  "US" and (age > "18"');
  // Where it is wrong is said, and shown in the text.
  await page.getByRole('button', { name: /^line 1, column 30/ }).waitFor();
  expect(await page.getByRole('button', { name: 'As a sentence' }).getAttribute('aria-disabled')).toBe('true');
  await page.reload();
  await page.getByText('country == "US" and (age > "18"').first().waitFor();
  await page.getByRole('button', { name: 'Edit us-canary' }).click();
  await text.fill('country  ==  "US" and (age > "18")');
  await page.getByRole('button', { name: 'Mend it: country  ==  "US" and (age > 18)' }).click();
  await page.getByRole('button', { name: 'As a sentence' }).click();
  // One word changed leaves every space where it was.
  await page.getByLabel('Condition 2: value').fill('21');
  await page.getByRole('button', { name: 'As text', exact: true }).click();
  expect(await text.inputValue()).toBe('country  ==  "US" and (age > 21)');
  expect(complaints).toEqual([]);
});

test('targets name people for a variant, and nobody for two', async () => {
  const { page } = await stage.visit('user_2kim', FLAG);
  await page.getByRole('button', { name: 'Edit targets' }).click();
  await page.getByLabel(/Always show off/).fill('user-9\nuser-1');
  await page.getByText('stands under two variants').waitFor();
  await page.getByLabel(/Always show off/).fill('user-9');
  await page.getByText('stands under two variants').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('user-9').first().waitFor();
  await page.getByText('edited in your draft').first().waitFor();
});

test('a rule is dragged to its place, told that nothing reaches it, taken out and put back', async () => {
  const kim = await stage.visit('user_2kim', FLAG);
  const { page } = kim;
  await page.getByRole('button', { name: 'Edit us-canary' }).waitFor();
  await page.keyboard.press('a');
  await choose(kim, 'New rule: what is asked', 'country');
  await page.getByLabel('Condition 1: value').fill('US');
  await page.getByLabel('Name', { exact: true }).fill('all-us');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText(/reached only without userId.*us-canary/).waitFor();
  await page
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: 'Edit all-us' }) })
    .dragTo(page.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Edit us-canary' }) }));
  await page.getByRole('status').filter({ hasText: 'all-us, rule 1 of 2' }).waitFor();
  await page.getByText(/never reached.*all-us/).waitFor();
  await page.getByRole('button', { name: 'Edit us-canary' }).click();
  await page.getByRole('button', { name: 'Remove us-canary' }).click();
  await page.getByText(/never reached/).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Put back us-canary' }).click();
  await page.getByRole('button', { name: 'Edit us-canary' }).waitFor();
  expect(kim.complaints).toEqual([]);
});

test('blocks and long lists are edited on a phone, without scrolling sideways', async () => {
  const kim = await stage.visit('user_2kim', FLAG, { viewport: { width: 360, height: 780 } });
  const { page } = kim;
  await page.getByRole('button', { name: 'Edit us-canary' }).click();
  await page.getByRole('button', { name: 'As text', exact: true }).click();
  await page
    .getByLabel('Condition, as text')
    .fill(
      'not (country in ["SE"] and (age < 18 or not segment "staff" and email ends_with "@a-rather-long-name.example"))',
    );
  await page.getByRole('button', { name: 'As a sentence' }).click();
  await page.getByText('it is not so that').first().waitFor();
  expect(await tooWide(page)).toEqual([]);
  const many = Array.from({ length: 40 }, (_, index) => `c-${index}`).join('\n');
  // A paste, as Chromium makes one.
  await page.getByLabel('Condition 1.1: values: add').focus();
  await page.evaluate(`(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', ${JSON.stringify(many)});
    const made = { clipboardData, bubbles: true, cancelable: true };
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', made));
  })()`);
  await page.getByRole('button', { name: 'and 29 more' }).click();
  await page.getByRole('button', { name: 'Remove c-39' }).click();
  expect(await tooWide(page)).toEqual([]);
  expect(kim.complaints).toEqual([]);
});

test('who may not edit here sees the rules and is told why', async () => {
  const { page } = await stage.visit('user_2jo', FLAG);
  const edit = page.getByRole('button', { name: 'Edit us-canary' });
  await edit.waitFor();
  expect(await edit.getAttribute('aria-disabled')).toBe('true');
  expect(await edit.getAttribute('aria-description')).toMatch(/viewer/);
  await page.keyboard.press('a');
  expect(await page.getByLabel('New rule: what is asked').count()).toBe(0);
});
