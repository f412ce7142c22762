// Walks every public page of a running service in Chromium, in both languages, and has each looked at by judges that are
// not ours: axe-core for WCAG 2.1 A and AA, the Nu HTML checker for the markup. Besides: no page is wider than a window
// of 320 px, none asks for script, every link leads somewhere, and every date is marked up as one; and the first page of
// each kind has the layout that LAYOUT keeps (layout.mjs), in the machine's fonts and in others, and has it no more when
// the style sheet is taken from it.
//
//   node check-pages.mjs http://127.0.0.1:8080 FOLDER-FOR-PICTURES LAYOUT [--keep]
//
// With --keep the layout seen is written to LAYOUT: for a change of looks that is meant. Look at the pictures then.
// Of pages of one kind the first few are looked at; the markup of all that are met is checked.

import { AxeBuilder } from '@axe-core/playwright';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { differences, layoutOf } from './layout.mjs';

const [base, folder, layoutAt, keeps] = process.argv.slice(2);
if (!base || !folder || !layoutAt || (keeps && keeps !== '--keep') || process.argv.length > 6) {
  console.error('usage: node check-pages.mjs URL FOLDER LAYOUT [--keep]');
  process.exit(2);
}
const keptLayout = keeps ? {} : JSON.parse(readFileSync(layoutAt, 'utf8'));
const browserAt = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const widths = [320, 1280];
const full = Boolean(process.env.PARAGRAF_FULL);
const axeOfAKind = full ? 3 : 1;
const pagesOfAKind = full ? 40 : 4;
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

const faults = [];
const fault = (url, what) => faults.push(`${url.replace(base, '')}: ${what}`);

/** What pages of one form have in common. */
function kindOf(url) {
  const { pathname, search } = new URL(url);
  const parts = pathname.split('/').filter(Boolean);
  const named = ['search', 'accessibility', 'verify', 'notices', 'assignments', 'meetings', 'minutes', 'budgets'];
  const form = parts.map((part) => (named.includes(part) ? part : '*')).join('/');
  const asked = new URLSearchParams(search);
  return `/${form} ${asked.get('language') === 'en' ? 'en' : 'sv'}${asked.has('after') ? ' later' : ''}`;
}

const isPage = (url) => !/^\/(explorer|graphql|paragraf\/|assets\/|\.well-known)/.test(new URL(url).pathname);

/** Compares the page that is shown with the layout kept for its kind; then as other machines would show it. */
async function compareLayout(url, kind, width) {
  const name = `${kind} at ${width} px`;
  const seen = await layoutOf(judge);
  if (keeps) {
    keptLayout[name] = seen;
    return;
  }
  const kept = keptLayout[name];
  if (!kept) {
    fault(url, `no layout is kept for ${name}: scripts/check-pages --keep`);
    return;
  }
  layouts.add(name);
  const away = differences(kept, seen);
  for (const what of away) fault(url, `layout at ${width} px: ${what}`);
  if (away.length > 0) return;
  // Named twice, the generic font brings no size of letters of its own.
  for (const family of ['serif,serif', 'monospace,monospace']) {
    const style = await judge.addStyleTag({ content: `*{font-family:${family}!important}` });
    const other = differences(kept, await layoutOf(judge));
    if (other.length > 0) fault(url, `layout at ${width} px hangs on the font (${family}): ${other.join('; ')}`);
    await style.evaluate((tag) => tag.remove());
  }
  await judge.evaluate(() => document.querySelectorAll('link[rel=stylesheet], style').forEach((sheet) => sheet.remove()));
  const without = differences(kept, await layoutOf(judge)).length;
  if (without < Object.keys(kept).length / 2) fault(url, `layout at ${width} px: only ${without} differences without style sheet`);
  await judge.goto(url);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: browserAt, args: ['--no-sandbox'] });
// A window as people have it: what the page's own policy forbids shows here.
const plain = await browser.newContext({ locale: 'sv-SE' });
const bare = await browser.newContext({ locale: 'sv-SE', javaScriptEnabled: false });
const judged = await browser.newContext({ locale: 'sv-SE', bypassCSP: true });
const [page, scriptless, judge] = await Promise.all([plain.newPage(), bare.newPage(), judged.newPage()]);
page.on('console', (said) => said.type() === 'error' && fault(page.url(), `says ${said.text()}`));
page.on('pageerror', (error) => fault(page.url(), `fails with ${error}`));

const waiting = [`${base}/`, `${base}/?language=en`, `${base}/search?text=budget`, `${base}/search?text=beslut&language=en`];
const met = new Set(waiting);
const links = new Map();
const ofKind = new Map();
const files = [];
const layouts = new Set();
let looks = 0;
let pictures = 0;
while (waiting.length > 0) {
  const url = waiting.shift();
  const kind = kindOf(url);
  const before = ofKind.get(kind) ?? 0;
  if (before >= pagesOfAKind) continue;
  ofKind.set(kind, before + 1);
  const answer = await page.goto(url, { waitUntil: 'load' });
  if (answer.status() !== 200) {
    fault(url, `answers ${answer.status()}`);
    continue;
  }
  const file = join(folder, `${files.length}.html`);
  writeFileSync(file, await answer.text());
  files.push([file, url]);
  const found = await page.$$eval('a[href]', (all) => all.map((link) => link.href));
  for (const link of found.map((href) => href.split('#')[0])) {
    if (!link.startsWith(`${base}/`)) continue;
    links.set(link, url);
    if (!met.has(link) && isPage(link)) {
      met.add(link);
      waiting.push(link);
    }
  }
  const unmarked = await page.evaluate(() => {
    const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    const bad = [];
    while (walk.nextNode()) {
      const { parentElement: around, data } = walk.currentNode;
      if (around.closest('script, style, .doc-document, [lang], option, a, h1') && !around.closest('time')) continue;
      if (/^\s*\d{4}-\d{2}-\d{2}\s*$/.test(data) && !around.closest('time[datetime]')) bad.push(data.trim());
    }
    return bad;
  });
  if (unmarked.length > 0) fault(url, `dates that are not marked up: ${unmarked.join(', ')}`);
  if (before >= axeOfAKind) continue;
  if (new URL(url).pathname !== '/verify') {
    await scriptless.goto(url);
    const [withScript, without] = await Promise.all([page, scriptless].map((one) => one.locator('main').innerText()));
    if (withScript !== without) fault(url, 'says something else without script');
  }
  await judge.goto(url);
  for (const width of widths) {
    const size = { width, height: 900 };
    await Promise.all([page.setViewportSize(size), judge.setViewportSize(size)]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) fault(url, `is ${wide} px wide in a window of ${width} px`);
    if (before === 0) await compareLayout(url, kind, width);
    const { violations } = await new AxeBuilder({ page: judge }).withTags(tags).analyze();
    looks += 1;
    for (const { id, help, nodes } of violations) {
      fault(url, `${id} at ${width} px: ${help}, at ${nodes.map((node) => node.target).join(' and ')}`);
    }
    const name = `${kind.replaceAll('*', 'x').replace(/[^a-z]+/g, '-').replace(/^-|-$/g, '')}-${before + 1}-${width}.png`;
    await page.screenshot({ path: join(folder, name), fullPage: true });
    pictures += 1;
  }
}

for (const [link, from] of links) {
  if (met.has(link)) continue;
  const answer = await fetch(link, { method: 'GET' });
  await answer.arrayBuffer();
  if (answer.status !== 200 && !link.includes('/bundle')) fault(from, `leads to ${link}, which answers ${answer.status}`);
}
await browser.close();
for (const name of Object.keys(keptLayout)) {
  if (!keeps && !layouts.has(name)) faults.push(`the layout kept for ${name} was compared with no page`);
}
if (keeps) {
  const lines = Object.keys(keptLayout).sort().map((name) => {
    const blocks = Object.entries(keptLayout[name]).map(([block, is]) => `    ${JSON.stringify(block)}: ${JSON.stringify(is)}`);
    return `  ${JSON.stringify(name)}: {\n${blocks.join(',\n')}\n  }`;
  });
  writeFileSync(layoutAt, `{\n${lines.join(',\n')}\n}\n`);
}

const vnu = createRequire(import.meta.url)('vnu-jar');
const said = execFileSync(
  'java',
  ['-jar', vnu, '--format', 'json', '--stdout', '--exit-zero-always', ...files.map(([file]) => file)],
  { maxBuffer: 1 << 28 },
);
const of = new Map(files);
for (const { type, subType, message, url, extract } of JSON.parse(said).messages) {
  if (type === 'info' && subType !== 'warning') continue;
  // A guess from words: names of bodies and boards are Swedish in every language.
  if (message.includes('appears to be written in')) continue;
  fault(of.get(url.replace(/^file:/, '')) ?? url, `${message} ${extract ?? ''}`);
}

for (const line of [...new Set(faults)]) console.log(line);
console.log(
  `${files.length} pages of ${ofKind.size} kinds, ${looks} looks by axe-core, ${pictures} pictures, ` +
    `${layouts.size} layouts compared, ${links.size} links followed: ${faults.length} faults`,
);
process.exit(faults.length === 0 && files.length > 20 ? 0 : 1);
