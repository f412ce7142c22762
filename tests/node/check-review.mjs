// Walks the review of imported files in Chromium, with the keyboard alone: signs in with a token, chooses files, corrects
// a field, confirms another, stores, and sees the record's page. On the way axe-core looks at each page.
//
//   node check-review.mjs http://127.0.0.1:8080 TOKEN FOLDER-FOR-PICTURES FILE...

import { AxeBuilder } from '@axe-core/playwright';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [base, token, folder, ...files] = process.argv.slice(2);
if (!base || !token || !folder || files.length < 2) {
  console.error('usage: node check-review.mjs URL TOKEN FOLDER FILE...');
  process.exit(2);
}
const browserAt = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const faults = [];
let held = 0;
const must = (holds, what) => (holds ? (held += 1) : faults.push(what));
mkdirSync(folder, { recursive: true });

const browser = await chromium.launch({ executablePath: browserAt, args: ['--no-sandbox'] });
const plain = await browser.newContext({ locale: 'sv-SE', viewport: { width: 1280, height: 900 } });
const page = await plain.newPage();
page.setDefaultTimeout(20_000);
page.on('pageerror', (error) => faults.push(`${page.url()} fails with ${error}`));
page.on('console', (said) => said.type() === 'error' && !said.text().includes('422') && faults.push(`${page.url()} says ${said.text()}`));

/** What axe-core says of the page, which it looks at in a window of its own, at two widths. */
async function judged(name) {
  const judge = await browser.newContext({ locale: 'sv-SE', bypassCSP: true, storageState: await plain.storageState() });
  const tab = await judge.newPage();
  for (const width of [320, 1280]) {
    await tab.setViewportSize({ width, height: 900 });
    await tab.goto(page.url());
    const { violations } = await new AxeBuilder({ page: tab }).withTags(tags).analyze();
    for (const { id, help, nodes } of violations) faults.push(`${name} at ${width} px: ${id}: ${help}, at ${nodes.slice(0, 3).map((node) => node.target)}`);
    must(violations.length === 0, `${name} at ${width} px: axe-core`);
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth);
    must(wide <= width, `${name} is ${wide} px wide in a window of ${width} px`);
    await tab.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
  }
  await judge.close();
}

/** Presses Tab until the element has the focus; whoever has no mouse comes there too, and sees where they are. */
async function tabTo(selector) {
  for (let at = 0; at < 400; at += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) {
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      must(outline !== 'none', `${selector}: the focus is not seen`);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${selector} on ${page.url()}`);
}

try {
  // Who is not signed in is led there, and back.
  await page.goto(`${base}/imports/new`);
  must(new URL(page.url()).pathname === '/sign-in', `leads to ${page.url()}`);
  await tabTo('#token');
  await page.keyboard.insertText(token);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/imports/new');
  await judged('new');

  await page.locator('#files').setInputFiles(files);
  await tabTo('#batch');
  await page.keyboard.insertText('Arkivet');
  await tabTo('#bring button');
  await page.keyboard.press('Enter');
  await page.waitForFunction((count) => document.querySelectorAll('#rows tr').length === count, files.length);
  await page.waitForFunction(() => /^Klart/.test(document.getElementById('count').textContent));
  const rows = await page.locator('#rows tr').allInnerTexts();
  must(rows.filter((row) => row.includes('Att granska')).length === 1, `table: ${rows.join(' | ')}`);
  must(rows.filter((row) => row.includes('Inget protokoll')).length === files.length - 1, `table: ${rows.join(' | ')}`);
  await page.screenshot({ path: join(folder, 'table.png'), fullPage: true });

  await page.goto(`${base}/imports`);
  await judged('list');
  const link = page.locator('tbody tr', { hasText: 'Att granska' }).locator('a').first();
  const path = await link.getAttribute('href');
  await tabTo(`tbody a[href="${path}"]`);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${path}`);
  await judged('review');

  // To the first open field, which is marked in the text where it stands there.
  await page.keyboard.press('Alt+KeyN');
  const first = await page.evaluate(() => document.activeElement.closest('.field')?.id);
  must(Boolean(first), 'Alt+N leads to no field');
  await page.keyboard.press('Alt+KeyN');
  await page.keyboard.press('Alt+KeyP');
  must((await page.evaluate(() => document.activeElement.closest('.field')?.id)) === first, 'Alt+P does not lead back');
  const left = async () => page.locator('.open .field').count();
  const before = await left();
  await page.keyboard.press('Control+Shift+Enter');
  await page.waitForURL('**saved=yes**');
  must((await left()) === before - 1, `${await left()} of ${before} left after one was confirmed`);

  // A title is corrected; what is no date is refused, and what was typed stays.
  const title = page.locator('.field', { has: page.locator('input[name=path][value="items[1].title"]') }).first();
  await tabTo(`#v-${await title.getAttribute('id')}`);
  must((await page.locator('#text .here').count()) > 0, 'the field is not marked in the text');
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('Rättad rubrik');
  await page.keyboard.press('Control+Enter');
  await page.waitForFunction(() => document.body.innerText.includes('Rättat av'));
  const day = page.locator('.field', { has: page.locator('input[name=path][value="meeting.date"]') }).first();
  await tabTo(`#v-${await day.getAttribute('id')}`);
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('i mars');
  await page.keyboard.press('Control+Enter');
  await page.locator('[role=alert]').waitFor();
  must((await page.locator('[role=alert]').innerText()).includes('meeting.date'), 'the refusal names no path');
  must((await page.locator('textarea').evaluateAll((all) => all.map((one) => one.value))).includes('i mars'), 'what was typed is gone');

  // From the text to the field.
  await page.goto(base + path);
  const mark = page.locator('#text a.mark').first();
  await mark.focus();
  await page.keyboard.press('Enter');
  must(await page.evaluate(() => document.activeElement.matches('.field textarea')), 'a mark leads to no field');

  // Without script the same form does it.
  const bare = await browser.newContext({ locale: 'sv-SE', javaScriptEnabled: false, storageState: await plain.storageState() });
  const scriptless = await bare.newPage();
  await scriptless.goto(base + path);
  await scriptless.locator('button[value=confirm]').first().click();
  must(scriptless.url().includes('saved=yes'), 'without script nothing is confirmed');
  await bare.close();

  await page.goto(base + path);
  await tabTo('button[value=store]');
  await page.keyboard.press('Enter');
  await page.waitForURL('**saved=yes**');
  await judged('stored');
  await tabTo('main a[href*="/meetings/"]');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/meetings/**');
  const record = await page.locator('main').innerText();
  must(record.includes('Rättad rubrik'), `the record: ${record.slice(0, 300)}`);
} catch (error) {
  faults.push(String(error));
  await page.screenshot({ path: join(folder, 'fault.png'), fullPage: true });
}
await browser.close();
for (const fault of [...new Set(faults)]) console.log(fault);
console.log(`the review by keyboard: ${held} checks, ${faults.length} faults`);
process.exit(faults.length === 0 && held > 25 ? 0 : 1);
