// Puts the notice board and the parts of pages of a running service into pages of another site, under a strict policy of
// that site, and looks at them in Chromium: what they show against what GraphQL tells, where links lead, what axe-core
// says, what becomes of hostile texts, and what is left without script, without the service and without the association.
//
//   node check-embedding.mjs http://127.0.0.1:8080 ORGANISATION

import { AxeBuilder } from '@axe-core/playwright';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [base, organisation] = process.argv.slice(2);
if (!base || !organisation || process.argv.length !== 4) {
  console.error('usage: node check-embedding.mjs URL ORGANISATION');
  process.exit(2);
}
const browserAt = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
const faults = [];
let held = 0;
const must = (holds, what) => (holds ? (held += 1) : faults.push(what));
const same = (is, wanted, what) =>
  must(JSON.stringify(is) === JSON.stringify(wanted), `${what}: ${JSON.stringify(is)}, expected ${JSON.stringify(wanted)}`);

async function listening(handler) {
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return [server, `http://127.0.0.1:${server.address().port}`];
}

// A service that says what no service of ours would, and counts how often it is asked.
const bad = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
const stub = { asked: 0, works: true };
const [stubServer, stubAt] = await listening((request, response) => {
  stub.asked += 1;
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('content-type', 'application/feed+json');
  response.statusCode = stub.works ? 200 : 503;
  const day = { meetingDate: bad, adjustedOn: '2026-01-02', postedOn: '2026-01-03"><b>', lastAppealDay: null };
  const items = [
    { title: bad, url: 'javascript:window.hit=1', _paragraf: { body: bad, paragraphs: bad, ...day } },
    { title: bad, url: 'data:text/html,<script>1</script>', _paragraf: null },
    null,
  ];
  response.end(JSON.stringify({ title: bad, home_page_url: 'javascript:window.hit=1', items }));
});
const [gone, goneAt] = await listening(() => {});
await new Promise((resolve) => gone.close(resolve));

// The other site. Its policy lets the service's script run and its feed be read, and nothing else: no inline style, and
// no text that becomes markup.
const strict =
  `default-src 'none'; script-src ${base}; connect-src ${base} ${stubAt} ${goneAt}; style-src 'self'; ` +
  `base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'`;
const board = (attributes, src = base) => `
<paragraf-notice-board src="${src}" organisation="${organisation}" ${attributes}>
<p><a href="${base}/${organisation}/notices">Förbundets anslagstavla</a></p>
</paragraf-notice-board>`;
const page = (title, body, script = true) => `<!DOCTYPE html>
<html lang="sv"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/site.css">
${script ? `<script type="module" src="${base}/embed/notice-board.js"></script>` : ''}
</head><body><main><h1>${title}</h1>${body}</main></body></html>`;
const pages = {
  '/board': () => page('Kommunen', board('limit="5"')),
  '/english': () => page('Kommunen', `<h2>Förbundet</h2>${board('lang="en" limit="1" heading-level="3"')}`),
  '/hostile': () => page('Kommunen', board('', stubAt)),
  '/away': () => page('Kommunen', board('', goneAt)),
  '/nobody': () => page('Kommunen', board('').replaceAll(`organisation="${organisation}"`, 'organisation="okant-forbund"')),
  '/unset': () => page('Kommunen', '<paragraf-notice-board></paragraf-notice-board>'),
};
for (const [kind, language] of ['notices', 'decisions'].flatMap((kind) => [[kind, 'sv'], [kind, 'en']])) {
  // As a server includes it: fetched there, and set into the page before that is sent.
  pages[`/${kind}-${language}`] = async () => {
    const part = await fetch(`${base}/${organisation}/${kind}/fragment?lang=${language}&limit=3&heading=2`);
    return page('Kommunen', await part.text(), false);
  };
}
const [site, siteAt] = await listening(async (request, response) => {
  if (request.url === '/site.css') {
    response.setHeader('content-type', 'text/css');
    response.end('.paragraf-part{overflow-wrap:break-word} paragraf-notice-board{--paragraf-soft:rgb(1,2,3)} paragraf-notice-board::part(title){color:rgb(0,60,20)}');
    return;
  }
  const made = pages[request.url];
  response.statusCode = made ? 200 : 404;
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.setHeader('content-security-policy', request.url === '/control' ? '' : strict);
  response.end(made ? await made() : '');
});

/** What GraphQL tells of the notices that are up: what the board has to show. */
async function expected() {
  const query = `query Up($organisation: String!) { notices(organisation: $organisation, up: true, first: 50) { nodes {
    body { name } meetingDate units { label up adjustedOn lastAppealDay notices { postedOn } } } } }`;
  const answer = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { organisation } }),
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data.notices.nodes.flatMap(({ body, meetingDate, units }) =>
    units.filter(({ up }) => up).map(({ label, adjustedOn, lastAppealDay, notices }) => ({
      title: [`${body.name} ${meetingDate}`, label].filter(Boolean).join(', '),
      days: [adjustedOn, notices.map(({ postedOn }) => postedOn).sort()[0], lastAppealDay],
    })),
  );
}

const browser = await chromium.launch({ executablePath: browserAt, args: ['--no-sandbox'] });
const plain = await browser.newContext({ locale: 'sv-SE', viewport: { width: 320, height: 900 } });
const scriptless = await browser.newContext({ locale: 'sv-SE', javaScriptEnabled: false });
const judged = await browser.newContext({ locale: 'sv-SE', bypassCSP: true, viewport: { width: 320, height: 900 } });

/** Opens a page of the other site; what the browser complains of is a fault, but for what a test expects. */
async function opened(context, path, expectsTrouble = false) {
  const tab = await context.newPage();
  tab.on('pageerror', (error) => faults.push(`${path} fails with ${error}`));
  tab.on('console', (said) => said.type() === 'error' && !expectsTrouble && faults.push(`${path} says ${said.text()}`));
  await tab.addInitScript(() => {
    window.refused = [];
    document.addEventListener('securitypolicyviolation', (event) => window.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  await tab.goto(siteAt + path, { waitUntil: 'load' });
  await tab.locator('paragraf-notice-board[aria-busy]').waitFor({ state: 'detached' });
  return tab;
}

/** What the board shows. */
const shown = (tab) =>
  tab.evaluate(() => {
    const root = document.querySelector('paragraf-notice-board').shadowRoot;
    const words = (one) => one.textContent.replace(/\s+/g, ' ').trim();
    const heading = root.querySelector('h1, h2, h3, h4, h5, h6');
    return {
      heading: heading && [heading.localName, words(heading)],
      notices: [...root.querySelectorAll('li')].map((item) => ({
        title: words(item.querySelector('[part=title]')),
        days: [...item.querySelectorAll('dd')].map((line) => line.querySelector('time')?.dateTime ?? null),
        link: item.querySelector('a')?.href ?? null,
      })),
      more: root.querySelector('[part=more]') && words(root.querySelector('[part=more]')),
      messages: [...root.querySelectorAll('[part=message]')].map(words),
      language: root.querySelector('[lang]')?.lang ?? null,
      elements: [...new Set([...root.querySelectorAll('*')].map((one) => one.localName))].sort(),
      links: [...root.querySelectorAll('a')].map((link) => link.getAttribute('href')),
      refused: window.refused,
      hit: window.hit ?? null,
    };
  });

async function leadsSomewhere(links, from) {
  for (const link of links) {
    const answer = await fetch(link);
    must(answer.status === 200, `${from} leads to ${link}, which answers ${answer.status}`);
  }
}

async function judgedWell(path) {
  const tab = await opened(judged, path, true);
  const { violations } = await new AxeBuilder({ page: tab }).withTags(tags).analyze();
  for (const { id, help, nodes } of violations) faults.push(`${path}: ${id}: ${help}, at ${nodes.map((node) => node.target)}`);
  must(violations.length === 0, `${path}: axe-core`);
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth);
  must(wide <= 320, `${path} is ${wide} px wide in a window of 320 px`);
  await tab.close();
}

// --- the component shows what there is -----------------------------------------------------------------------------

const up = await expected();
must(up.length >= 3, `only ${up.length} notices are up: too few to tell anything`);
{
  const tab = await opened(plain, '/board');
  const is = await shown(tab);
  same(is.notices.map(({ title, days }) => ({ title, days })), up.slice(0, 5), 'notices');
  same(is.heading[0], 'h2', 'level of the heading');
  must(is.heading[1].startsWith('Anslagstavla, '), `heading ${is.heading[1]}`);
  same([is.language, is.messages, is.refused], ['sv', [], []], 'language, messages, refusals');
  await leadsSomewhere(is.links, '/board');
  const looks = await tab.evaluate(() => {
    const root = document.querySelector('paragraf-notice-board').shadowRoot;
    const style = (selector) => getComputedStyle(root.querySelector(selector));
    return [style('.title').fontWeight, style('.title').color, style('dt').color, style('ul').listStyleType];
  });
  same(looks, ['600', 'rgb(0, 60, 20)', 'rgb(1, 2, 3)', 'none'], 'looks: its own, by part, by property');
  await tab.evaluate(() => document.querySelector('paragraf-notice-board').setAttribute('limit', '2'));
  const fewer = await shown(tab);
  same([fewer.notices.length, fewer.more], [2, `Alla ${up.length} anslag, och hur du överklagar`], 'two of them');
  must(!(await tab.getByText('Förbundets anslagstavla').isVisible()), 'what stands inside is shown beside the notices');
  await tab.close();
}
{
  const tab = await opened(plain, '/english');
  const is = await shown(tab);
  same([is.language, is.heading[0], is.notices.length], ['en', 'h3', 1], 'in English');
  must(is.heading[1].startsWith('Notice board, '), `heading ${is.heading[1]}`);
  await tab.close();
}

// --- and nothing else ----------------------------------------------------------------------------------------------

/** What is wrong with the board on a page whose feed is hostile. */
function harm(is) {
  const allowed = ['a', 'dd', 'div', 'dl', 'dt', 'h2', 'li', 'p', 'section', 'span', 'time', 'ul'];
  const found = is.elements.filter((name) => !allowed.includes(name)).map((name) => `an element ${name}`);
  if (is.hit) found.push('a script of the feed ran');
  if (is.notices[0]?.title !== `${bad}, ${bad}`) found.push(`the title reads ${is.notices[0]?.title}`);
  if (is.heading?.[1] !== bad) found.push(`the heading reads ${is.heading?.[1]}`);
  if (is.links.some((link) => !link.startsWith('http'))) found.push(`a link to ${is.links}`);
  return found;
}
{
  const tab = await opened(plain, '/hostile');
  const is = await shown(tab);
  same(harm(is), [], 'hostile feed');
  same(is.notices.map(({ days }) => days), [['2026-01-02', null, null], [null, null, null]], 'only days are days');
  await tab.close();

  // The control: a component that writes markup is found out.
  pages['/control'] = pages['/hostile'];
  const broken = await browser.newContext();
  await broken.route('**/embed/notice-board.js', async (route) => {
    const answer = await route.fetch();
    const marks = 'element.innerHTML = inside.map((one) => one?.outerHTML ?? one ?? "").join("");';
    const script = (await answer.text()).replace(/element\.append\([^;]*;/, marks);
    await route.fulfill({ response: answer, body: script });
  });
  const control = await opened(broken, '/control', true);
  const harmed = harm(await shown(control));
  must(harmed.some((what) => what.includes('img')), `the control is not found out: ${harmed}`);
  await broken.close();
}

// --- without script, without the service, without the association ---------------------------------------------------

{
  const tab = await scriptless.newPage();
  await tab.goto(`${siteAt}/board`);
  must(await tab.getByRole('link', { name: 'Förbundets anslagstavla' }).isVisible(), 'without script there is no link');
  await tab.close();
}
for (const [path, words] of [['/away', 'kan inte hämtas just nu'], ['/nobody', 'finns inte']]) {
  const tab = await opened(plain, path, true);
  const said = await tab.getByRole('status').innerText();
  must(said.includes(words), `${path} says ${said}`);
  must(await tab.getByRole('link', { name: 'Förbundets anslagstavla' }).isVisible(), `${path} shows no link`);
  same((await shown(tab)).notices, [], `${path} shows notices`);
  await tab.close();
}
{
  const tab = await opened(plain, '/unset');
  must((await tab.getByRole('status').innerText()).includes('finns inte'), 'a board of nothing says nothing');
  await tab.close();
}

// --- read anew, but not often ---------------------------------------------------------------------------------------

{
  const tab = await plain.newPage();
  // Time jumps: were it run through, the component's patience would end before any answer could come.
  await tab.clock.install();
  stub.asked = 0;
  const settled = async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    await tab.locator('paragraf-notice-board[aria-busy]').waitFor({ state: 'detached' });
    return stub.asked;
  };
  await tab.goto(`${siteAt}/hostile`, { waitUntil: 'load' });
  const counts = [await settled()];
  for (const minutes of ['14:00', '03:00', '03:00']) {
    await tab.clock.fastForward(minutes);
    counts.push(await settled());
  }
  same(counts, [1, 1, 2, 2], 'questions after 0, 14, 17 and 20 minutes');
  stub.works = false;
  await tab.clock.fastForward('15:00');
  must((await settled()) >= 3, 'it is not asked any more');
  const is = await shown(tab);
  must(is.notices.length === 2 && is.messages[0]?.includes('kan inte förnyas'), `kept while the service is away: ${is.messages}`);
  await tab.evaluate(() => document.querySelector('paragraf-notice-board').remove());
  const before = stub.asked;
  await tab.clock.fastForward('59:00');
  same(await settled(), before, 'questions after it was taken away');
  stub.works = true;
  await tab.close();
}

// --- parts of pages -------------------------------------------------------------------------------------------------

const folder = mkdtempSync(join(tmpdir(), 'embedding-'));
const files = new Map();
for (const path of Object.keys(pages).filter((path) => /-(sv|en)$/.test(path))) {
  const tab = await opened(plain, path);
  const is = await tab.evaluate(() => ({
    items: document.querySelectorAll('.paragraf-item').length,
    language: document.querySelector('.paragraf-part')?.lang,
    links: [...document.querySelectorAll('.paragraf-part a')].map((link) => link.href),
    active: document.querySelectorAll('.paragraf-part :is(script, style, link, img, iframe, form, [style])').length,
  }));
  same([is.items, is.language, is.active], [3, path.slice(-2), 0], path);
  must(is.links.every((link) => link.startsWith(`${base}/`)), `${path} leads elsewhere: ${is.links}`);
  await leadsSomewhere(is.links, path);
  await tab.close();
  const file = join(folder, `${files.size}.html`);
  writeFileSync(file, await (await fetch(siteAt + path)).text());
  files.set(file, path);
}
for (const path of Object.keys(pages).filter((path) => path !== '/control')) await judgedWell(path);

const vnu = createRequire(import.meta.url)('vnu-jar');
const said = execFileSync('java', ['-jar', vnu, '--format', 'json', '--stdout', '--exit-zero-always', ...files.keys()]);
for (const { type, subType, message, url } of JSON.parse(said).messages) {
  if (type === 'info' && subType !== 'warning') continue;
  if (message.includes('appears to be written in')) continue;
  faults.push(`${files.get(url.replace(/^file:/, '')) ?? url}: ${message}`);
}
must(files.size === 4, `${files.size} parts looked at`);

rmSync(folder, { recursive: true, force: true });
await browser.close();
for (const server of [stubServer, site]) server.close();
for (const line of [...new Set(faults)]) console.log(line);
console.log(`embedded in ${Object.keys(pages).length} foreign pages, ${up.length} notices up, ${held} things held: ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
