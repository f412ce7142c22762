// The page on which a sealed bundle is checked in the browser. Everything that it shows of a bundle is text, never
// markup: whoever made the file may have written anything.

import { LARGEST, able, check, listed, stated } from './checker.js';

const language = new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'sv';
const say = (sv, en) => (language === 'en' ? en : sv);
const at = (id) => document.getElementById(id);

/** An element with text or other elements in it; `attributes` may name a class or a language. */
function element(name, attributes, ...inside) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...inside);
  return made;
}

// --- what a bundle says of itself ---------------------------------------------------------------------------------

// A seal proves any JSON: what is not of the expected form is passed over here, and stands whole under "everything".
const words = (value) => (typeof value === 'string' && value.trim() !== '' ? value : null);
const whole = (value) => (Number.isSafeInteger(value) ? String(value) : null);
const parts = (value) => (Array.isArray(value) ? value : []);
const inside = (value, ...names) =>
  names.reduce((part, name) => (part !== null && typeof part === 'object' && Object.hasOwn(part, name) ? part[name] : null), value);

/** The record's own words: Swedish, whatever language the page is in, and no mark of writing direction reaches beyond. */
const quoted = (text) => element('bdi', { lang: 'sv' }, text);

/** Names and keys, letter by letter: what would not be seen is spelled out. */
const code = (text) => {
  const spelled = (letter) => `[U+${letter.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}]`;
  return element('code', {}, text.replace(/[\p{Cf}\p{Cc}\p{Cs}\p{Co}\p{Cn}\u034f\u115f\u1160\u3164]/gu, spelled));
};

const NAMES = {
  absent: ['frånvarande', 'absent'],
  adjustedByBoard: ['justering av organet självt', 'adjustment by the body itself'],
  adjustment: ['justering', 'adjustment'],
  amounts: ['belopp', 'amounts'],
  appendices: ['bilagor', 'appendices'],
  assignments: ['uppdrag', 'assignments'],
  attendance: ['närvaro', 'attendance'],
  body: ['organ', 'body'],
  capacity: ['egenskap', 'capacity'],
  caseNumber: ['diarienummer', 'case number'],
  cooperation: ['samverkan', 'cooperation'],
  decisions: ['beslut', 'decisions'],
  digest: ['kontrollsumma', 'digest'],
  disqualified: ['jäviga', 'disqualified'],
  insteadOf: ['i stället för', 'instead of'],
  items: ['underpunkter', 'sub-items'],
  meeting: ['möte', 'meeting'],
  name: ['namn', 'name'],
  number: ['nummer', 'number'],
  officers: ['ordförande, sekreterare och justerare', 'chair, secretary and adjusters'],
  presenters: ['föredragande', 'presenters'],
  proposals: ['förslag', 'proposals'],
  raisedBy: ['väckt av', 'raised by'],
  reason: ['orsak', 'reason'],
  recipients: ['expedieras till', 'recipients'],
  references: ['hänvisningar', 'references'],
  reservations: ['reservationer', 'reservations'],
  signatures: ['underskrifter', 'signatures'],
  signedAt: ['klockslag', 'time of day'],
  statements: ['yttranden', 'statements'],
  text: ['text', 'text'],
  title: ['rubrik', 'title'],
  votes: ['omröstningar', 'votes'],
};

/** `/attendance/1/name` in words: "närvaro, 2, namn". */
function place(pointer) {
  const token = (one) => {
    const name = one.replace(/~1/g, '/').replace(/~0/g, '~');
    if (/^[0-9]+$/.test(name)) return String(BigInt(name) + 1n);
    return Object.hasOwn(NAMES, name) ? say(...NAMES[name]) : say('annat', 'other');
  };
  return pointer.slice(1).split('/').map(token).join(', ');
}

function numbered(paragraph, mark) {
  const number = whole(inside(paragraph, 'number'));
  if (number === null) return null;
  const letter = words(inside(paragraph, 'letter'));
  return `${mark}${number}${letter === null ? '' : ` ${letter}`}`;
}

function titled(paragraph, mark) {
  const title = words(inside(paragraph, 'title'));
  const number = numbered(paragraph, mark);
  if (number === null && title === null) return [say('Utan nummer och rubrik', 'Without number and title')];
  return [...(number === null ? [] : [number, ' ']), ...(title === null ? [] : [quoted(title)])];
}

/** The decisions of a paragraph and of its sub-items. */
function decided(paragraph, depth = 0) {
  const made = [];
  const texts = parts(inside(paragraph, 'decisions')).map((one) => words(inside(one, 'text')));
  const known = texts.filter((text) => text !== null);
  if (known.length > 0) {
    const items = known.map((text) => element('li', {}, quoted(text)));
    made.push(element('p', {}, known.length === 1 ? say('Beslut:', 'Decision:') : say('Beslut:', 'Decisions:')), element('ul', {}, ...items));
  }
  const items = depth < 8 ? parts(inside(paragraph, 'items')).filter((item) => item !== null && typeof item === 'object') : [];
  if (items.length > 0) {
    made.push(element('ul', {}, ...items.map((item) => element('li', {}, ...titled(item, ''), ...decided(item, depth + 1)))));
  }
  return made;
}

function missing(withheld) {
  if (withheld.length === 0) return [];
  const items = withheld.map(({ pointer, shown }) => {
    const instead = shown === null ? [] : [
      say(' – i stället visas, obevisat: ', ' – shown instead, unproven: '),
      element('q', { lang: 'sv' }, element('bdi', {}, shown)),
    ];
    return element('li', {}, place(pointer), ' (', code(pointer), ')', ...instead);
  });
  return [
    element('p', { class: 'withheld' }, say('Undanhållet:', 'Withheld:')),
    element('ul', { class: 'withheld' }, ...items),
  ];
}

function everything(content) {
  // Marks of writing direction would put the text in another order than it was sealed in: written as JSON may.
  const escaped = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const text = JSON.stringify(content, null, 2).replace(/\p{Bidi_Control}/gu, escaped);
  return element(
    'details',
    {},
    element('summary', {}, say('Allt som inte är undanhållet, som JSON', 'All that is not withheld, as JSON')),
    element('pre', { lang: 'sv' }, text),
  );
}

function paragraphOf(content, leaf, withheld, mark) {
  const own = withheld.filter((one) => one.leaf === leaf);
  if (content === null) {
    return element('li', {}, element('h3', {}, say('Undanhållen paragraf', 'Paragraph withheld')),
      element('p', { class: 'withheld' }, say(
        'Paragrafen är undanhållen i sin helhet. Att den finns på den här platsen är bevisat.',
        'The paragraph is withheld whole. That it is there, in this place, is proven.',
      )));
  }
  const title = own.find(({ pointer }) => pointer === '/title');
  const heading = element('h3', {}, ...(title === undefined ? titled(content, mark) : [
    numbered(content, mark) ?? '', ' ', say('(rubriken är undanhållen)', '(title withheld)'),
  ]));
  return element('li', {}, heading, ...decided(content), ...missing(own), everything(content));
}

/** A trouble before any checking, in both languages. */
const trouble = (code, sv, en) => ({ ok: false, step: null, reason: { code, sv, en } });

// --- the answer ---------------------------------------------------------------------------------------------------

/** What a check by keys of this kind is worth. */
const WORTH = {
  own: () => ['good', say('Beviset håller, med nyckeln som du angav', 'The proof holds, by the key that you gave'), say(
    'Det som står nedan är det som loggen förseglade, utom det som är märkt som undanhållet eller obevisat.',
    'What stands below is what the log sealed, but for what is marked as withheld or unproven.',
  )],
  published: () => ['partly', say('Filen håller, med nyckeln som tjänsten publicerar', 'The file holds, by the key that the service publishes'), say(
    'Nyckeln kommer från samma tjänst som den här sidan. Det blir ett bevis först när nyckeln är en som du har från annat håll: klistra in den ovan och kontrollera igen.',
    'The key comes from the same service as this page. It is a proof only when the key is one that you have from elsewhere: paste it above and check again.',
  )],
  stated: () => ['partly', say('Filen stämmer med sig själv', 'The file agrees with itself'), say(
    'Nyckeln står i själva filen, och vem som helst kan göra en sådan fil. Det blir ett bevis först när nyckeln är en som du har från annat håll: klistra in den ovan och kontrollera igen.',
    'The key stands in the file itself, and anybody can make such a file. It is a proof only when the key is one that you have from elsewhere: paste it above and check again.',
  )],
};

function heading(kind, title, ...lines) {
  const sign = { good: '✓ ', partly: '! ', bad: '✗ ' }[kind];
  const mark = element('span', { class: 'sign', 'aria-hidden': 'true' }, sign);
  const top = element('h2', { id: 'verdict', tabindex: '-1' }, mark, title);
  return element('div', { class: `notice ${kind}` }, top, ...lines.map((line) => element('p', {}, line)));
}

function refusal(given) {
  const odd = given.step === 7 && given.reason.code === 'KEY';
  const answer = odd ? trouble(
    'KEY',
    'En nyckel som du angav är ingen nyckel. Den ska ha formen namn+siffror+text.',
    'A key that you gave is no key. It has the form name+digits+text.',
  ) : given;
  return [heading(
    'bad',
    answer.step === null ? say('Ingenting är kontrollerat', 'Nothing has been checked') : say('Beviset håller inte', 'The proof does not hold'),
    answer.reason[language],
    ...(answer.step === null ? [] : [
      say(
        `Steg ${answer.step === 0 ? '0, filens form' : answer.step}, ${answer.reason.code}. Använd inte filen som bevis.`,
        `Step ${answer.step === 0 ? '0, the form of the file' : answer.step}, ${answer.reason.code}. Do not use the file as proof.`,
      ),
    ]),
  )];
}

function seconds(time) {
  const date = new Date(Number(time) * 1000);
  return Number.isNaN(date.getTime()) ? `${time} s` : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function facts(answer) {
  const { header } = answer;
  const unknown = () => say('undanhållet eller inte angivet', 'withheld or not stated');
  const own = (...names) => {
    const text = words(inside(header, ...names));
    return text === null ? unknown() : quoted(text);
  };
  const signed = ({ time, key }) => [code(key), time === null ? '' : ` (${seconds(time)})`];
  const lines = (all) => all.flatMap((one, index) => [...(index === 0 ? [] : [element('br', {})]), ...signed(one)]);
  const rows = [
    [say('Förbund', 'Association'), own('body', 'organisation')],
    [say('Organ', 'Body'), own('body', 'name')],
    [say('Mötesdag', 'Meeting'), own('meeting', 'date')],
    [say('Justerat', 'Adjusted'), own('unit', 'adjustedOn')],
    [say('Logg', 'Log'), code(answer.log)],
    [say('Plats i loggen', 'Place in the log'), say(
      `post ${answer.index}, räknat från 0, när loggen hade ${answer.size} poster`,
      `entry ${answer.index}, counted from 0, when the log had ${answer.size} entries`,
    )],
    [say('Loggens nyckel', 'Key of the log'), code(answer.key)],
    [say('Vittnen som du litar på', 'Witnesses that you trust'), ...(answer.witnesses.length > 0 ? lines(answer.witnesses) : [say('inga', 'none')])],
  ];
  if (answer.others.length > 0) {
    rows.push([say('Signaturer av andra nycklar', 'Signatures of other keys'), ...lines(answer.others)]);
  }
  rows.push([say('Tidigare kontrollpunkt', 'Earlier checkpoint'), answer.earlier === null
    ? say('ingen i filen', 'none in the file')
    : say(
      `vid ${answer.earlier.size} poster; loggen har sedan dess bara vuxit`,
      `at ${answer.earlier.size} entries; the log has only grown since`,
    )]);
  return element('dl', {}, ...rows.flatMap(([name, ...value]) => [element('dt', {}, name), element('dd', {}, ...value)]));
}

function proven(answer, kind, remark) {
  const { header, paragraphs, withheld } = answer;
  const mark = ['POINT', 'NONE'].includes(inside(header, 'series', 'mark')) ? '' : '§ ';
  const made = [heading(...WORTH[kind](), ...(remark === null ? [] : [remark]))];
  const what = kind === 'own' ? say('Vad som bevisas', 'What is proven') : say('Vad som bevisas, om nyckeln är rätt', 'What is proven, if the key is right');
  made.push(element('h2', {}, what), facts(answer));
  if (header === null) {
    made.push(element('p', { class: 'withheld' }, say('Mötets uppgifter är undanhållna i sin helhet.', 'What the minutes say of the meeting is withheld whole.')));
  } else {
    made.push(...missing(withheld.filter(({ leaf }) => leaf === 0)), everything(header));
  }
  made.push(element('h2', {}, say('Paragrafer', 'Paragraphs')));
  made.push(element('ol', { class: 'paragraphs', role: 'list' }, ...paragraphs.map((content, index) => paragraphOf(content, index + 1, withheld, mark))));
  return made;
}

// --- whose key ----------------------------------------------------------------------------------------------------

/** The keys that the service publishes, `{keys}`, or null where it publishes none; asked once. */
let asked;
function published() {
  asked ??= (async () => {
    try {
      const answer = await fetch('/.well-known/paragraf-keys.json', { credentials: 'omit' });
      if (!answer.ok) return null;
      const bytes = await answer.arrayBuffer();
      const list = await listed(bytes);
      return list.ok ? { bytes, keys: list.keys } : null;
    } catch {
      return null;
    }
  })();
  return asked;
}

/** The keys to believe for somebody who believes this one: those after it in the service's list as well. */
async function successors(key) {
  const list = await published();
  const after = list === null ? { ok: false } : await listed(list.bytes, key);
  return after.ok ? after.keys : [key];
}

/** Checks by the reader's key; without one, by the service's; for a file of another service, by its own. */
async function judged(bytes, own, given, fetched) {
  const trust = { witnesses: given, needed: given.length };
  if (own !== '') return { kind: 'own', answer: await check(bytes, { ...trust, keys: await successors(own) }), remark: null };
  const list = await published();
  if (list !== null) {
    const answer = await check(bytes, { ...trust, keys: list.keys });
    const foreign = !answer.ok && answer.reason.code === 'UNTRUSTED' && !fetched;
    if (!foreign) return { kind: 'published', answer, remark: null };
  }
  const key = stated(bytes);
  const remark = list === null
    ? say('Den här tjänsten publicerar ingen nyckel.', 'This service publishes no key.')
    : say('Nyckeln är inte den som den här tjänsten publicerar.', 'The key is not the one that this service publishes.');
  return { kind: 'stated', answer: await check(bytes, { ...trust, keys: key === null ? [] : [key] }), remark };
}

// --- the form -----------------------------------------------------------------------------------------------------

/** The address of the bundle that `#minutes=ID` asks for, or null. */
function wanted() {
  const asks = new URLSearchParams(location.hash.slice(1));
  const [minutes, paragraph] = [asks.get('minutes'), asks.get('paragraph')];
  const odd = (id) => !/^[A-Za-z0-9-]{1,64}$/.test(id);
  if (minutes === null || odd(minutes) || (paragraph !== null && odd(paragraph))) return null;
  return `/paragraf/v1/minutes/${minutes}/bundle${paragraph === null ? '' : `?paragraph=${paragraph}`}`;
}

async function bytesOf(address) {
  const file = at('file').files[0];
  if (file === undefined && address === null) {
    throw trouble('NO_FILE', 'Välj en fil först.', 'Choose a file first.');
  }
  if (file !== undefined) {
    if (file.size > LARGEST) throw trouble('TOO_LARGE', `Filen är större än ${LARGEST} byte.`, `The file is larger than ${LARGEST} bytes.`);
    return file.arrayBuffer();
  }
  const answer = await fetch(address, { credentials: 'same-origin' });
  if (!answer.ok) {
    throw trouble(
      'NOT_FETCHED',
      `Tjänsten gav inget förseglat protokoll (svar ${answer.status}). Kanske är det inte förseglat, inte publicerat eller inte till.`,
      `The service gave no sealed minutes (answer ${answer.status}). They may not be sealed, not be published or not exist.`,
    );
  }
  return answer.arrayBuffer();
}

/** Shows an answer. Who asked for it by a button is led there; else it is announced. */
function show(made, led) {
  at('result').replaceChildren(...made);
  at('result').hidden = false;
  at('status').textContent = led ? '' : at('verdict').textContent;
  if (led) at('verdict').focus();
}

let latest = 0;

async function run(led) {
  latest += 1;
  const turn = latest;
  const address = wanted();
  at('result').hidden = true;
  at('status').textContent = say('Kontrollerar …', 'Checking …');
  let made;
  try {
    const bytes = await bytesOf(address);
    const given = at('witnesses').value.split(/\s+/).filter((line) => line !== '');
    const fetched = at('file').files.length === 0;
    const { kind, answer, remark } = await judged(bytes, at('key').value.replace(/\s+/g, ''), given, fetched);
    made = answer.ok ? proven(answer, kind, remark) : refusal(answer);
  } catch (error) {
    const known = error?.reason !== undefined;
    made = refusal(known ? error : trouble('UNREADABLE', `Filen kunde inte läsas: ${error.message}`, `The file could not be read: ${error.message}`));
  }
  if (turn === latest) show(made, led);
}

function follow() {
  const address = wanted();
  at('fetched').hidden = address === null;
  if (address === null) return;
  at('bundle').href = address;
  at('bundle').textContent = address;
  at('file').value = '';
  run(false);
}

async function start() {
  document.documentElement.lang = language;
  document.title = say('Kontrollera ett förseglat protokoll – Paragraf', 'Check sealed minutes – Paragraf');
  const link = at('language');
  const other = () => (link.href = `${say('?lang=en', '?lang=sv')}${location.hash}`);
  other();
  link.textContent = say('In English', 'På svenska');
  link.lang = link.hreflang = say('en', 'sv');
  at('languages').hidden = false;
  at('tool').hidden = false;

  if (!(await able())) {
    at('unable').hidden = false;
    at('form').hidden = true;
    return;
  }
  at('form').addEventListener('submit', (event) => {
    event.preventDefault();
    run(true);
  });
  addEventListener('hashchange', () => {
    other();
    follow();
  });
  follow();
  const list = await published();
  if (list === null) return;
  at('published-keys').replaceChildren(...list.keys.map(({ key, from, until }) => element(
    'li',
    {},
    code(key),
    ...(list.keys.length === 1 ? [] : [say(
      ` för loggar med ${from} till ${until ?? 'fler'} poster`,
      ` for logs of ${from} to ${until ?? 'more'} entries`,
    )]),
  )));
  at('published').hidden = false;
}

start();
