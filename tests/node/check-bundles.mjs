// Holds the checker of the public page (api/assets/checker/checker.js) against the bundles of record, and against
// bundles, logs and lists of keys that are made here by the definitions of RFC 6962 and by node's own Ed25519.
//
//   node check-bundles.mjs [CHECKER]
//
// Needs node 18 or later and no package. What must be refused must be refused for its own reason: each case names the
// code. Another CHECKER, broken on purpose, shows that a case can fail.

import { createHash, createPrivateKey, createPublicKey, sign, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';

// Node 18 has WebCrypto, but not under its global name.
globalThis.crypto ??= webcrypto;

// As data, since node takes a file called .js for a module only where a package.json says so.
const source = readFileSync(process.argv[2] ?? new URL('../../api/assets/checker/checker.js', import.meta.url));
const moduleOf = (text) => import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
const { check, listed, stated, LARGEST } = await moduleOf(source);

const KEY = 'log.example/provdalen+7a44728d+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c';
const WITNESS = 'witness.example+ade2488a+BO1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR';

// --- counting -----------------------------------------------------------------------------------------------------

const counts = { held: 0, refused: 0, failed: 0 };

function fail(name, found) {
  counts.failed += 1;
  if (counts.failed <= 20) console.error(`FAILED ${name}: ${found}`);
}

const told = (answer) => (answer.ok ? 'held' : `step ${answer.step} ${answer.reason.code}`);

async function outcome(work) {
  try {
    const answer = await work;
    const sentences = answer.ok || (answer.reason.sv.length > 10 && answer.reason.en.length > 10);
    return sentences ? answer : { ok: false, step: 'none', reason: { code: 'without sentences' } };
  } catch (error) {
    return { ok: false, step: 'none', reason: { code: `threw ${error?.stack ?? error}` } };
  }
}

async function holds(name, work) {
  const answer = await outcome(work);
  if (answer.ok) counts.held += 1;
  else fail(name, told(answer));
  return answer;
}

/** `why` is `STEP CODE`, or several; any reason will do where it is left out. */
async function refused(name, work, ...why) {
  const answer = await outcome(work);
  const reasons = why.map((one) => `step ${one}`);
  const right = !answer.ok && answer.step !== 'none' && (why.length === 0 || reasons.includes(told(answer)));
  if (right) counts.refused += 1;
  else fail(name, `${told(answer)}, not ${reasons.join(' or ') || 'refused'}`);
}

function equal(name, found, expected) {
  const written = (value) => JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part));
  if (written(found) === written(expected)) counts.held += 1;
  else fail(name, `${written(found)}, not ${written(expected)}`);
}

// --- a sealer of its own ------------------------------------------------------------------------------------------

const hash = (...pieces) => pieces.reduce((sum, piece) => sum.update(piece), createHash('sha256')).digest();
const base64 = (bytes) => Buffer.from(bytes).toString('base64');
const leafHash = (entry) => hash(Buffer.from([0]), entry);
const node = (left, right) => hash(Buffer.from([1]), left, right);
const split = (size) => 2 ** Math.ceil(Math.log2(size) - 1);

function root(all) {
  if (all.length < 2) return all[0] ?? hash();
  return node(root(all.slice(0, split(all.length))), root(all.slice(split(all.length))));
}

/** PATH of RFC 6962 section 2.1.1. */
function path(index, all) {
  if (all.length < 2) return [];
  const middle = split(all.length);
  const [left, right] = [all.slice(0, middle), all.slice(middle)];
  return index < middle ? [...path(index, left), root(right)] : [...path(index - middle, right), root(left)];
}

/** SUBPROOF of RFC 6962 section 2.1.2. */
function subproof(size, all, known) {
  if (size === all.length) return known ? [] : [root(all)];
  const middle = split(all.length);
  const [left, right] = [all.slice(0, middle), all.slice(middle)];
  if (size <= middle) return [...subproof(size, left, known), root(right)];
  return [...subproof(size - middle, right, false), root(left)];
}

const SEED = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key that anybody can know: made from 32 times the same byte. */
function signer(name, byte, kind = 1) {
  const secret = createPrivateKey({ key: Buffer.concat([SEED, Buffer.alloc(32, byte)]), format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { ...named(name, kind, raw), sign: (message) => sign(null, Buffer.from(message), secret) };
}

function named(name, kind, raw) {
  const key = Buffer.concat([Buffer.from([kind]), raw]);
  const identity = hash(`${name}\n`, key).subarray(0, 4);
  return { name, kind, raw, identity, text: `${name}+${identity.toString('hex')}+${base64(key)}` };
}

const line = (key, bytes) => `\u2014 ${key.name} ${base64(Buffer.concat([key.identity, bytes]))}\n`;

function cosigned(key, body, time) {
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(time);
  return line(key, Buffer.concat([stamp, key.sign(`cosignature/v1\ntime ${time}\n${body}`)]));
}

const checkpoint = (origin, all) => `${origin}\n${all.length}\n${base64(root(all))}\n`;
const note = (body, ...lines) => `${body}\n${lines.join('')}`;
const signed = (body, ...keys) => note(body, ...keys.map((key) => line(key, key.sign(body))));

/** Members in order, no white space. For what is written here that is the canonical form. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

let salts = 0;

/** A leaf of members, each `[pointer, JSON of its value]`, hashed over that JSON as it is written. */
function leaf(members) {
  const told = {};
  const commitments = {};
  for (const [pointer, json] of members) {
    const salt = Buffer.alloc(16);
    salt.writeUInt32BE((salts += 1), 12);
    // A place to put the JSON as it is written, when all the rest is.
    const value = `<${base64(json)}>`;
    Object.defineProperty(told, pointer, { value: { salt: base64(salt), value }, enumerable: true });
    const commitment = base64(hash('paragraf/commitment@1\n', salt, json));
    Object.defineProperty(commitments, pointer, { value: commitment, enumerable: true });
  }
  const entry = canonical({ format: 'paragraf/leaf@1', members: commitments });
  return { hash: base64(leafHash(entry)), members: told };
}

const filled = (text) => text.replace(/"<([A-Za-z0-9+/=]*)>"/g, (_, json) => Buffer.from(json, 'base64').toString());

const unitOf = (leaves) => ({
  format: 'paragraf/unit@1',
  root: base64(root(leaves.map((one) => Buffer.from(one.hash, 'base64')))),
  size: leaves.length,
});

const ORIGIN = 'log.example/provdalen';
const LOG = signer(ORIGIN, 1);
const NEXT = signer(ORIGIN, 2);
const SEEN = signer('witness.example', 3, 4);
const ALSO = signer('witness.example/b', 9, 4);
const LEAVES = [
  leaf([['/body', '{"name":"Styrelsen"}'], ['/format', '"paragraf/minutes@1"']]),
  leaf([['/number', '1'], ['/title', '"Budget"']]),
];

/** A bundle as an object, in a log of `size` entries; what is not given has its plain form. */
function made({ format = 'paragraf/unit@1', leaves = LEAVES, size = 9, index = 3, key = LOG, earlier = null, older = LOG, cosigners = [] } = {}) {
  const unit = { ...unitOf(leaves), format };
  const all = Array.from({ length: size }, (_, place) => leafHash(Buffer.from([place])));
  all[index] = leafHash(canonical(unit));
  const body = checkpoint(key.name, all);
  const lines = cosigners.map((cosigner) => cosigned(cosigner, body, 1_700_000_000n));
  const log = {
    checkpoint: note(body, line(key, key.sign(body)), ...lines),
    index,
    key: key.text,
    origin: key.name,
    proof: path(index, all).map(base64),
  };
  if (cosigners.length > 0) log.cosigners = cosigners.map((cosigner) => cosigner.text);
  if (earlier !== null) {
    const proof = earlier === 0 ? [] : subproof(earlier, all, true);
    log.earlier = { checkpoint: signed(checkpoint(key.name, all.slice(0, earlier)), older), proof: proof.map(base64) };
  }
  return { format: 'paragraf/bundle@1', leaves, log, unit };
}

const bytesOf = (bundle) => Buffer.from(filled(canonical(bundle)));
const believing = (...keys) => ({ keys: keys.map((key) => key.text) });
const checked = (bundle, trust = believing(LOG)) => check(bytesOf(bundle), trust);

function changed(bundle, change) {
  const copy = structuredClone(bundle);
  change(copy);
  return copy;
}

/** The last signature of a note, turned in a letter within. */
const turned = (text) => text.replace(/.(?=.{20}\n$)/, (letter) => (letter === 'A' ? 'B' : 'A'));

// --- the bundles of record ----------------------------------------------------------------------------------------

const record = (name) => readFileSync(new URL(`../../seal/tests/fixtures/${name}`, import.meta.url));
const WHOLE = record('bundle-1.json');
const MASKED = record('bundle-1-masked.json');
const TRUST = { keys: [KEY], witnesses: [WITNESS], needed: 1 };

async function golden() {
  const whole = await holds('the whole bundle', check(WHOLE, TRUST));
  const masked = await holds('the masked copy', check(MASKED, TRUST));
  if (!whole.ok || !masked.ok) return;
  for (const answer of [whole, masked]) {
    equal('log', [answer.log, answer.index, answer.size, answer.key], ['log.example/provdalen', 3n, 9n, KEY]);
    equal('earlier', answer.earlier, { size: 4n });
    equal('witnesses', answer.witnesses, [{ key: WITNESS, name: 'witness.example', time: 1_700_000_000n }]);
    equal('others', answer.others, []);
    equal('date', answer.header.meeting, { date: '2025-05-22', startsAt: '09:00' });
  }
  equal('nothing is withheld', whole.withheld, []);
  equal('a list is put together', whole.header.attendance, [
    { capacity: 'MEMBER', name: 'Anna Berg' },
    { capacity: 'UNION', name: 'Bo Ek' },
  ]);
  equal('a name is withheld', masked.header.attendance, [{ capacity: 'MEMBER', name: 'Anna Berg' }, { capacity: 'UNION' }]);
  equal('titles', whole.paragraphs.map(({ title }) => title), ['Val av justerare', 'Sekretessärende', 'Budget']);
  equal('what is left of each §', masked.paragraphs.map((one) => one && Object.keys(one)), [
    ['number', 'title'],
    null,
    ['amounts', 'number', 'title'],
  ]);
  equal('what is withheld', masked.withheld, [
    { leaf: 0, pointer: '/attendance/1/name', shown: null },
    { leaf: 1, pointer: '/decisions', shown: null },
    { leaf: 1, pointer: '/text', shown: '[namn] valdes till justerare.' },
    { leaf: 2, pointer: null, shown: null },
  ]);
  equal('the key that a file states', [stated(WHOLE), stated(Buffer.from('null'))], [KEY, null]);
}

/** Turns every bit, and leaves out every byte; what is shown in place of something withheld may differ. */
async function everyBit(name, bytes, checkedBy, shown = '') {
  const proven = ({ withheld, ...rest }) =>
    JSON.stringify([rest, withheld.map(({ leaf, pointer }) => [leaf, pointer])], (_, part) =>
      typeof part === 'bigint' ? String(part) : part,
    );
  const before = proven({ withheld: [], ...(await checkedBy(bytes)) });
  const start = shown === '' ? -1 : bytes.indexOf(shown);
  const within = (place) => start >= 0 && place >= start && place < start + Buffer.byteLength(shown);
  const tally = { refused: 0, bits: 0, bytes: 0 };
  const one = async (what, place, other) => {
    const answer = await outcome(checkedBy(other));
    if (!answer.ok && answer.step !== 'none') {
      tally.refused += 1;
      counts.refused += 1;
    } else if (answer.ok && within(place) && proven(answer) === before) {
      tally[what === 'without byte' ? 'bytes' : 'bits'] += 1;
      counts.held += 1;
    } else {
      fail(`${name}: ${what} ${place}`, told(answer));
    }
  };
  for (let place = 0; place < bytes.length; place += 1) {
    const bits = [0, 1, 2, 3, 4, 5, 6, 7].map((bit) => {
      const other = Buffer.from(bytes);
      other[place] ^= 1 << bit;
      return one(`bit ${bit} of byte`, place, other);
    });
    const shorter = Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + 1)]);
    await Promise.all([...bits, one('without byte', place, shorter)]);
    await refused(`${name}: cut at ${place}`, checkedBy(bytes.subarray(0, place)), '0 NOT_JSON', '0 NOT_TEXT');
  }
  console.log(
    `${name}: of ${bytes.length * 8} bits turned and ${bytes.length} bytes left out, each alone, ${tally.refused} are refused; ` +
      `${tally.bits} bits and ${tally.bytes} bytes change only what is shown in place of something withheld; ${bytes.length} cuts`,
  );
}

async function otherKeys() {
  const own = (trust) => check(WHOLE, trust);
  await refused('no key', own({}), '7 UNTRUSTED');
  await refused('no key given', check(WHOLE), '7 UNTRUSTED');
  await refused('the witness as the log', own({ keys: [WITNESS] }), '7 UNTRUSTED');
  await refused('another key of the log', own(believing(NEXT)), '7 UNTRUSTED');
  await refused('the log as witness', own({ keys: [KEY], witnesses: [KEY], needed: 1 }), '7 WITNESSES');
  await refused('another witness', own({ ...TRUST, witnesses: [ALSO.text] }), '7 WITNESSES');
  await refused('one witness twice', own({ ...TRUST, witnesses: [WITNESS, WITNESS], needed: 2 }), '7 WITNESSES');
  await refused('a key that is none', own({ keys: ['x'] }), '7 KEY');
  await refused('a key with another identity', own({ keys: [KEY.replace('7a', '7b')] }), '7 KEY');
  await refused('a key and a space', own({ keys: [`${KEY} `] }), '7 KEY');
  await refused('a key that is no text', own({ keys: [{ key: 5 }] }), '0 FORM');
  await refused('a witness that is none', own({ ...TRUST, witnesses: ['x'] }), '7 KEY');
  await refused('a key of later use', own({ keys: [{ key: KEY, from: 10 }] }), '7 OUT_OF_USE');
  await refused('a key of earlier use', own({ keys: [{ key: KEY, until: 8 }] }), '7 OUT_OF_USE');
  await refused('a key that came after the earlier one', own({ keys: [{ key: KEY, from: 5 }] }), '8 OUT_OF_USE');
  await holds('a key in use', own({ keys: [{ key: KEY, from: 4, until: 9 }] }));
  const others = await holds('no witness asked for', own({ keys: [NEXT.text, KEY] }));
  equal('a witness that is not believed', [others.witnesses?.length, others.others?.length], [0, 1]);
  const named = (name, byte = 1) => believing(signer(name, byte));
  await holds('a service for its log', checked(made(), named('log.example')));
  for (const name of ['log', 'log.example/', 'log.example/provdalen/x', 'log.example/prov', 'g.example']) {
    await refused(`the service ${name}`, checked(made(), named(name)), '7 UNTRUSTED');
  }
  await refused('another key of the service', checked(made(), named('log.example', 2)), '7 UNTRUSTED');
}

// --- form ---------------------------------------------------------------------------------------------------------

async function forms() {
  const text = WHOLE.toString();
  const another = (name, other, ...why) => {
    if (other === text) fail(name, 'nothing was changed');
    return refused(name, check(Buffer.from(other), TRUST), ...why);
  };
  const form = '0 NOT_CANONICAL';
  await another('a final newline', `${text}\n`, form);
  await another('a space before', ` ${text}`, form);
  await another('a space within', text.replace(',"unit"', ', "unit"'), form);
  await another('a byte order mark', `\ufeff${text}`, '0 NOT_JSON');
  await another('more after the end', `${text}{}`, '0 NOT_JSON');
  await another('a letter escaped', text.replace('Anna', '\\u0041nna'), form);
  await another('a slash escaped', text.replace('/pV', '\\/pV').replace('log.example/', 'log.example\\/'), form);
  await another('capital hexadecimal', text.replace('Anna', '\\u000Ana'), form, '2 LEAF_HASH');
  await another('a lone surrogate', text.replace('Anna', '\\ud800nna'), form);
  await another('members in another order', text.replace(/("format":"paragraf\/unit@1"),("root":"[^"]*")/, '$2,$1'), form);
  for (const name of ['format', 'leaves', 'log', 'unit']) {
    await another(`${name} twice`, text.replace(/}$/, `,"${name}":${JSON.stringify(JSON.parse(text)[name])}}`), form);
  }
  await another('a member twice', text.replace('"value":"Anna Berg"', '"value":"x","value":"Anna Berg"'), form);
  await another('a pointer twice', text.replace('"/body":', '"/body":{"commitment":""},"/body":'), form);
  for (const number of ['3.0', '3e0', '0.3e1', '30E-1']) {
    await another(`the index as ${number}`, text.replace('"index":3', `"index":${number}`), form);
  }
  for (const number of ['03', '+3', '3.', '.3e1', '0x3', 'NaN']) {
    await another(`the index as ${number}`, text.replace('"index":3', `"index":${number}`), '0 NOT_JSON');
  }
  for (const [name, part] of [['a salt', 'AkaKzxNXm94CRorPE1eb3g=='], ['a hash', '4QsT+N7S7J+C8c/dRLGUAwsWkYEBKA3mYt6B8yVmYPw=']]) {
    const other = part.replace(/.(?==)/, (letter) => String.fromCharCode(letter.charCodeAt(0) + 1));
    await another(`${name} with unused bits`, text.replace(part, other), '1 FORM', '3 FORM');
    await another(`${name} without padding`, text.replace(part, part.replace(/=/g, '')), '1 FORM', '3 FORM');
    await another(`${name} for addresses`, text.replace(part, part.replace(/[0-9]/, '-')), '1 FORM', '3 FORM');
  }
  await another('an index of -0', text.replace('"index":3', '"index":-0'), form);
  await another('a size beyond 2^53', text.replace('"size":4}', '"size":9007199254740993}'), form);
  await another('a size of 2^53', text.replace('"size":4}', '"size":9007199254740992}'), '0 FORM');
  await another('an infinite size', text.replace('"size":4}', '"size":1e400}'), form);
  await refused('UTF-16', check(Buffer.from(text, 'utf16le'), TRUST), '0 NOT_TEXT', '0 NOT_JSON');
  await refused('Latin-1', check(Buffer.from(text, 'latin1'), TRUST), '0 NOT_TEXT');
  await refused('nothing', check(Buffer.alloc(0), TRUST), '0 NOT_JSON');
  await refused('too much', check(Buffer.alloc(LARGEST + 1, 0x20), TRUST), '0 TOO_LARGE');
  await refused('a surrogate in UTF-8', check(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), TRUST), '0 NOT_TEXT');
  for (const depth of [200, 5_000, 1_000_000]) {
    for (const [open, close] of [['[', ']'], ['{"a":', '}']]) {
      const nested = `${open.repeat(depth)}0${close.repeat(depth)}`;
      const why = ['0 TOO_DEEP', '0 NOT_JSON'];
      await refused(`${depth} deep`, check(Buffer.from(nested), TRUST), ...why);
      await refused(`${depth} deep within`, check(Buffer.from(text.replace('"Anna Berg"', nested)), TRUST), ...why);
    }
  }
}

/** Every place of a JSON value, with a way to put something else there. */
function* places(part, at = '') {
  if (part === null || typeof part !== 'object') return;
  for (const name of Object.keys(part)) {
    yield { at: `${at}/${name}`, part, name };
    yield* places(part[name], `${at}/${name}`);
  }
}

/** Another value, no value, or one member more, at every place of the bundles of record. */
async function everyPlace() {
  let tried = 0;
  const unproven = (at) => at.endsWith('/shown');
  const has = (part, name) => Object.keys(part).includes(name);
  for (const bytes of [WHOLE, MASKED]) {
    const text = bytes.toString();
    const tree = JSON.parse(text);
    for (const { at, part, name } of [...places(tree)]) {
      const kept = part[name];
      for (const other of [null, true, 0, -1, 0.5, '', 'x', 'AAAA', [], {}, [kept], { value: kept }, undefined]) {
        if (other === undefined) {
          if (Array.isArray(part)) continue;
          delete part[name];
        } else {
          part[name] = other;
        }
        const again = canonical(tree);
        part[name] = kept;
        if (again === text || (unproven(at) && (typeof other === 'string' || other === undefined))) continue;
        tried += 1;
        // What may be left out: a leaf's members, which withholds it whole, and the earlier checkpoint.
        const may = other === undefined && (/^\/leaves\/\d\/members$/.test(at) || at === '/log/earlier');
        await (may ? holds : refused)(`${at} as ${JSON.stringify(other)}`, check(Buffer.from(again), TRUST));
      }
      if (kept === null || typeof kept !== 'object') continue;
      for (const more of ['more', '__proto__', 'constructor', 'toString', '0', 'shown', 'value', 'length']) {
        if (Array.isArray(kept)) break;
        if (has(kept, more)) continue;
        Object.defineProperty(kept, more, { value: 'x', enumerable: true, configurable: true });
        const again = canonical(tree);
        delete kept[more];
        tried += 1;
        const may = more === 'shown' && has(kept, 'commitment');
        await (may ? holds : refused)(`${at} with ${more}`, check(Buffer.from(again), TRUST));
      }
    }
  }
  console.log(`${tried} other values, missing members and members too many, at every place`);
}

/** A file in which a member's value stands in any JSON form, and is committed to in that form. */
async function values() {
  const valued = (json) => checked(made({ leaves: [LEAVES[0], leaf([['/x', json]])] }));
  const deep = (depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  // A bundle, its leaves, a leaf, its members and the member stand around the value.
  for (const json of ['0', '-5', '0.5', '-0.5', '1e+21', '1e-7', '0.000001', '100000000000000000000', '5e-324',
    '9007199254740991', '-9007199254740991', '9007199254740992', '1.7976931348623157e+308', 'null', 'true', 'false',
    '""', '[]', '{}', '"\\u0001\\b\\t\\n\\f\\r\\"\\\\/€\u2028\u007f😀"', '{"__proto__":{"x":1},"constructor":1,"toString":2}',
    '{"":0,"1":1,"10":1,"2":2,"A":3,"a":4,"å":5,"😀":6,"\uffff":7}', deep(122)]) {
    const answer = await holds(`the value ${json.slice(0, 40)}`, valued(json));
    if (answer.ok) equal(`the value ${json.slice(0, 40)}`, answer.paragraphs[0].x, JSON.parse(json));
  }
  for (const json of ['-0', '0.0', '1.0', '1e2', '1E2', '1e21', '1e+021', '0.10', '1E400', '-1e999', '9007199254740993',
    '18446744073709551615', '1e-400', '0.1e1', ' 1', '[1, 2]', '"\\u0041"', '"\\/"', '"\\u00e5"', '"\\uD83D\\uDE00"',
    '"\\ud800"', '"\\udc00\\ud800"', '"\\u001F"', '"\\u0009"', '{"\\ud800":1}', '{"b":1,"a":2}', '{"a":1,"a":1}',
    '{"__proto__":1,"__proto__":1}', '{"\uffff":7,"😀":6}', '{"10":1,"2":2,"1":1}']) {
    await refused(`the value ${json}`, valued(json), '0 NOT_CANONICAL');
  }
  for (const json of ['01', '+1', '.5', '1.', 'NaN', 'Infinity', "'a'", '"\t"', '"\\x41"', '[1,]', '{"a":1,}', '', 'undefined']) {
    await refused(`the value ${JSON.stringify(json)}`, valued(json), '0 NOT_JSON');
  }
  for (const depth of [123, 1_000, 100_000]) {
    await refused(`a value ${depth} deep`, valued(deep(depth)), '0 TOO_DEEP', '0 NOT_JSON');
  }
}

async function pointers() {
  const content = async (...all) => {
    const answer = await outcome(checked(made({ leaves: [LEAVES[0], leaf(all.map((one) => [one, '1']))] })));
    return answer.ok ? answer.paragraphs[0] : told(answer);
  };
  const shape = 'step 2 LEAF_SHAPE';
  equal('a list', await content('/a/0', '/a/1/b', '/a/1/c'), { a: [1, { b: 1, c: 1 }] });
  equal('a long list', (await content(...Array.from({ length: 12 }, (_, place) => `/a/${place}`))).a?.length, 12);
  equal('escapes', await content('/a~1b/~0/~01', '/'), { '': 1, 'a/b': { '~': { '~1': 1 } } });
  equal('digits at the top', await content('/0', '/5'), { 0: 1, 5: 1 });
  for (const [name, ...all] of [
    ['a hole', '/a/0', '/a/2'],
    ['a list and names', '/a/0', '/a/b'],
    ['zeroes before', '/a/00'],
    ['one within another', '/a', '/a/b'],
    ['one within a list', '/a/0', '/a/0/1'],
    ['no pointer', 'a'],
    ['the whole', ''],
    ['an escape that is none', '/a~2'],
    ['an escape that ends', '/a~'],
  ]) {
    equal(name, await content(...all), shape);
  }
  const odd = await content('/__proto__/polluted', '/constructor/prototype/polluted', '/x/__proto__/0', '/x/toString');
  const names = (value) => Object.getOwnPropertyNames(value).sort();
  equal('__proto__ is a name', [names(odd), names(odd.__proto__ ?? {}), names(odd.x ?? {})], [
    ['__proto__', 'constructor', 'x'],
    ['polluted'],
    ['__proto__', 'toString'],
  ]);
  equal('nothing else has it', [{}.polluted, Object.polluted, [].polluted], [undefined, undefined, undefined]);
}

/** An own `__proto__` where a member should be gives no member by inheritance. */
async function inherited() {
  const text = WHOLE.toString();
  const tree = JSON.parse(text);
  for (const { at, part, name } of [...places(tree)]) {
    if (Array.isArray(part)) continue;
    const kept = part[name];
    delete part[name];
    Object.defineProperty(part, '__proto__', { value: { [name]: kept }, enumerable: true, configurable: true });
    const again = canonical(tree);
    delete part.__proto__;
    part[name] = kept;
    await refused(`${at} by inheritance`, check(Buffer.from(again), TRUST));
  }
}

// --- trees --------------------------------------------------------------------------------------------------------

const LARGEST_LOG = 17;

async function trees() {
  for (let size = 1; size <= LARGEST_LOG; size += 1) {
    for (let index = 0; index < size; index += 1) {
      const bundle = made({ size, index });
      const { proof } = bundle.log;
      await holds(`entry ${index} of ${size}`, checked(bundle));
      const other = (name, change, ...why) => {
        const copy = changed(bundle, ({ log }) => change(log));
        return refused(`entry ${index} of ${size}, ${name}`, checked(copy), ...why);
      };
      const why = '4 INCLUSION';
      for (let place = 0; place <= size + 1; place += 1) {
        if (place !== index) await other(`said to be ${place}`, (log) => (log.index = place), why);
      }
      await other('one hash more', (log) => log.proof.push(base64(hash('more'))), why);
      await other('one hash more, first', (log) => log.proof.unshift(base64(hash('more'))), why);
      for (let place = 0; place < proof.length; place += 1) {
        await other(`without hash ${place}`, (log) => log.proof.splice(place, 1), why);
        await other(`hash ${place} another`, (log) => (log.proof[place] = base64(hash('x'))), why);
        await other(`hash ${place} shorter`, (log) => (log.proof[place] = base64(hash('x').subarray(1))), '4 FORM');
        if (place > 0) {
          await other(`hash ${place} lower`, (log) => log.proof.splice(place - 1, 2, proof[place], proof[place - 1]), why);
        }
      }
    }
    for (let earlier = 0; earlier <= size; earlier += 1) {
      const bundle = made({ size, index: 0, earlier });
      await holds(`${earlier} to ${size}`, checked(bundle));
      const why = '8 CONTRADICTION';
      const other = (name, change) =>
        refused(`${earlier} to ${size}, ${name}`, checked(changed(bundle, ({ log }) => change(log.earlier))), why);
      const { proof } = bundle.log.earlier;
      await other('one hash more', (part) => part.proof.push(base64(hash('more'))));
      for (let place = 0; place < proof.length; place += 1) {
        await other(`without hash ${place}`, (part) => part.proof.splice(place, 1));
        await other(`hash ${place} another`, (part) => (part.proof[place] = base64(hash('x'))));
      }
      const said = (count, top) => (part) => (part.checkpoint = signed(`${ORIGIN}\n${count}\n${base64(top)}\n`, LOG));
      await other('another root', said(earlier, hash('x')));
      await other('a longer one', said(size + 1, hash('x')));
      await other('a longer one of the same root', (part) => {
        said(size + 1, Buffer.from(bundle.log.checkpoint.split('\n')[2], 'base64'))(part);
        part.proof = [];
      });
    }
  }
  for (const count of [1, 2, 3, 4, 5, 7, 8, 9, 16, 17]) {
    const leaves = Array.from({ length: count }, (_, place) => leaf([['/number', String(place)]]));
    const bundle = made({ leaves });
    await holds(`${count} leaves`, checked(bundle));
    await holds(`${count} leaves withheld`, checked(changed(bundle, (one) => one.leaves.forEach((part) => delete part.members))));
    await refused(`${count} leaves, one gone`, checked(changed(bundle, (one) => one.leaves.pop())), '3 UNIT');
    await refused(`${count} leaves, one more`, checked(changed(bundle, (one) => one.leaves.push(LEAVES[0]))), '3 UNIT');
    const fewer = changed(bundle, (one) => (one.unit.size += 1));
    await refused(`${count} leaves, said to be more`, checked(fewer), '3 UNIT');
    const forged = changed(bundle, (one) => (one.leaves = [LEAVES[1], ...one.leaves.slice(1)]));
    await refused(`${count} leaves, one another`, checked(forged), '3 UNIT');
    forged.unit = unitOf(forged.leaves);
    await refused(`${count} leaves, another unit`, checked(forged), '4 INCLUSION');
  }
  // Though the log holds it: a unit, a bundle of another format.
  const format = 'paragraf/unit@2';
  await refused('another format of unit', checked(made({ format })), '0 FORM');
  await refused('another format', checked({ ...made(), format: 'paragraf/bundle@2' }), '0 FORM');
  await refused('no leaf at all', checked(made({ leaves: [] })), '3 UNIT');
}

// --- signatures ---------------------------------------------------------------------------------------------------

async function notes() {
  const plain = made();
  const [body] = plain.log.checkpoint.split(/(?<=\n)\n/);
  const [, size, top] = body.split('\n');
  const lines = (...all) => (bundle) => (bundle.log.checkpoint = note(body, ...all));
  const own = line(LOG, LOG.sign(body));
  const other = (name, change, ...why) => refused(name, checked(changed(plain, change)), ...why);
  await holds('a signature made anew', checked(changed(plain, lines(own))));
  await other('another key by the same name', lines(line(NEXT, NEXT.sign(body))), '5 SIGNERS');
  await other('another key under this identity', lines(line(LOG, NEXT.sign(body))), '5 SIGNATURE');
  await other('a signature of another text', lines(line(LOG, LOG.sign(`${body}x`))), '5 SIGNATURE');
  await other('a shorter signature', lines(line(LOG, LOG.sign(body).subarray(1))), '5 SIGNATURE');
  await other('the signature twice', lines(own, own), '5 SIGNERS');
  await other('no signature', lines(), '5 NOTE');
  await other('a line that is none', lines(own.replace('\u2014', '-')), '5 NOTE');
  await other('a line without its end', lines(own.trimEnd()), '5 NOTE');
  await other('a line with another end', lines(own.replace(/\n$/, 'x')), '5 NOTE');
  await other('an empty line more', lines(own, '\n'), '5 NOTE', '5 CHECKPOINT');
  await other('a name with white space', lines(own.replace(ORIGIN, 'log.example/\u00a0')), '5 NOTE');
  await other('base64 of another form', lines(own.replace('\u2014 log', '\u2014 log').replace(/\n$/, ' \n')), '5 NOTE');
  await other('65 signatures', lines(...Array(65).fill(own)), '5 NOTE');
  const scalar = LOG.sign(body);
  let carry = 0;
  const order = Buffer.from('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010', 'hex');
  for (let place = 0; place < 32; place += 1) {
    const sum = scalar[32 + place] + order[place] + carry;
    scalar[32 + place] = sum & 255;
    carry = sum >> 8;
  }
  await other('a malleable signature', lines(line(LOG, scalar)), '5 SIGNATURE');

  const says = (text) => (bundle) => (bundle.log.checkpoint = signed(text, LOG));
  await other('another log', says(`log.example/other\n${size}\n${top}\n`), '5 ORIGIN');
  await other('another log, said so', (bundle) => (bundle.log.origin = 'log.example/other'), '5 ORIGIN');
  await other('an extension line', says(`${body}more\n`), '5 CHECKPOINT');
  await other('an empty line in the text', says(`${body}\n`), '5 CHECKPOINT');
  await other('two lines', says(`${ORIGIN}\n${size}\n`), '5 CHECKPOINT');
  await other('a control character', says(body.replace('/', '\t')), '5 NOTE');
  await other('a shorter root', says(`${ORIGIN}\n${size}\nAAAA\n`), '5 CHECKPOINT');
  for (const number of [`0${size}`, `+${size}`, `-${size}`, ` ${size}`, `${size}.0`, '', '18446744073709551616', '9e0']) {
    await other(`the size ${number}`, says(`${ORIGIN}\n${number}\n${top}\n`), '5 CHECKPOINT');
  }
  // Not 10: the same hashes prove the place in a log of ten entries, if that is what the log signs.
  for (const number of ['8', '90', '18446744073709551615', '0']) {
    await other(`the size ${number}`, says(`${ORIGIN}\n${number}\n${top}\n`), '4 INCLUSION');
  }

  const key = (text) => (bundle) => (bundle.log.key = text);
  await other('a key of another kind', key(named(ORIGIN, 2, LOG.raw).text), '5 KEY');
  await other('a key with a longer point', key(named(ORIGIN, 1, Buffer.alloc(33, 1)).text), '5 KEY');
  await other('a key in capitals', key(LOG.text.replace(/\+[0-9a-f]+\+/, (part) => part.toUpperCase())), '5 KEY');
  await other('a key of another identity', key(LOG.text.replace(/\+[0-9a-f]{8}\+/, '+00000000+')), '5 KEY');
  await other('a key without a name', key(named('', 1, LOG.raw).text), '5 KEY');
  await other('a cosigning key as the log', (bundle) => {
    const cosigning = signer(ORIGIN, 1, 4);
    bundle.log.key = cosigning.text;
    bundle.log.checkpoint = note(body, cosigned(cosigning, body, 1n));
  }, '7 UNTRUSTED');
  const self = signer(ORIGIN, 1, 4);
  await refused('a cosigning key that is believed', checked(changed(plain, (bundle) => {
    bundle.log.key = self.text;
    bundle.log.checkpoint = note(body, cosigned(self, body, 1n));
  }), believing(self)), '7 UNTRUSTED');

  // A point of small order "signs" any text with a scalar of nought: no proof, though the key is believed.
  const points = ['01', 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', '00',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'];
  for (const hex of points) {
    const weak = named(ORIGIN, 1, Buffer.from(hex.padEnd(64, '0'), 'hex'));
    const nought = Buffer.concat([Buffer.from('01'.padEnd(64, '0'), 'hex'), Buffer.alloc(32)]);
    await refused(`the weak key ${hex}`, checked(changed(plain, (bundle) => {
      bundle.log.key = weak.text;
      bundle.log.checkpoint = note(body, line(weak, nought));
    }), believing(weak)), '5 KEY');
  }
}

async function cosignatures() {
  const bundle = made({ cosigners: [SEEN, ALSO] });
  const both = { ...believing(LOG), witnesses: [SEEN.text, ALSO.text] };
  await holds('two witnesses', checked(bundle, { ...both, needed: 2 }));
  await refused('three are needed', checked(bundle, { ...both, needed: 3 }), '7 WITNESSES');
  const one = await holds('one is believed', checked(bundle, { ...both, witnesses: [ALSO.text], needed: 1 }));
  equal('who is believed', [one.witnesses?.[0]?.name, one.others?.[0]?.name], [ALSO.name, SEEN.name]);
  const [body] = bundle.log.checkpoint.split(/(?<=\n)\n/);
  const own = line(LOG, LOG.sign(body));
  const [first, second] = [cosigned(SEEN, body, 1_700_000_000n), cosigned(ALSO, body, 1_700_000_000n)];
  const lines = (...all) => changed(bundle, ({ log }) => (log.checkpoint = note(body, ...all)));
  await refused('in another order', checked(lines(own, second, first)), '5 SIGNERS');
  await refused('the log last', checked(lines(first, second, own)), '5 SIGNERS');
  await refused('one line gone', checked(lines(own, first)), '5 SIGNERS');
  await refused('one line more', checked(lines(own, first, second, first)), '5 SIGNERS');
  await refused('a stranger that does not hold', checked(lines(own, first, turned(second))), '6 SIGNATURE');
  const stamped = (time, other) => {
    const stamp = Buffer.alloc(8);
    stamp.writeBigUInt64BE(other);
    return line(ALSO, Buffer.concat([stamp, ALSO.sign(`cosignature/v1\ntime ${time}\n${body}`)]));
  };
  await refused('another time', checked(lines(own, first, stamped(5n, 6n))), '6 SIGNATURE');
  await holds('the last time', checked(lines(own, first, cosigned(ALSO, body, 2n ** 63n - 1n))));
  await refused('a time beyond', checked(lines(own, first, cosigned(ALSO, body, 2n ** 63n))), '6 SIGNATURE');
  await refused('without a time', checked(lines(own, first, line(ALSO, ALSO.sign(body)))), '6 SIGNATURE');
  await refused('a line too short', checked(lines(own, first, line(ALSO, Buffer.alloc(4)))), '6 SIGNATURE');
  await refused('a cosigner that is no key', checked(changed(bundle, ({ log }) => (log.cosigners[1] = 'x'))), '6 KEY');
  await refused('no cosigner named', checked(changed(bundle, ({ log }) => delete log.cosigners)), '5 SIGNERS');
  await refused('an empty list', checked(changed(made(), ({ log }) => (log.cosigners = []))), '0 FORM');
  const twice = changed(bundle, ({ log }) => {
    log.checkpoint = note(body, own, first, first);
    log.cosigners = [SEEN.text, SEEN.text];
  });
  await refused('a witness signs twice', checked(twice, { ...both, needed: 2 }), '7 WITNESSES');
  // A signature of the next key, as at a handover, is no witness's.
  const next = changed(bundle, ({ log }) => {
    log.checkpoint = note(body, own, line(NEXT, NEXT.sign(body)));
    log.cosigners = [NEXT.text];
  });
  await holds('both keys of a log', checked(next));
  await refused('a log’s key as witness', checked(next, { ...believing(LOG), witnesses: [NEXT.text], needed: 1 }), '7 WITNESSES');
}

async function earlierOnes() {
  const bundle = made({ earlier: 4 });
  const [body] = bundle.log.earlier.checkpoint.split(/(?<=\n)\n/);
  const other = (name, checkpoint, ...why) =>
    refused(name, checked(changed(bundle, ({ log }) => (log.earlier.checkpoint = checkpoint))), ...why);
  await holds('an earlier one', checked(bundle));
  await other('signed by a stranger', signed(body, NEXT), '8 SIGNERS');
  await other('signed by a stranger as well', signed(body, LOG, NEXT), '8 SIGNERS');
  await other('signed twice', signed(body, LOG, LOG), '8 SIGNERS');
  await other('not signed', `${body}\n`, '8 NOTE');
  await other('signed otherwise', turned(signed(body, LOG)), '8 SIGNATURE');
  await other('no note', 'x', '8 NOTE');
  await other('of another log', signed(body.replace('provdalen', 'x'), LOG), '8 ORIGIN');
  const elsewhere = signer('log.example/x', 1);
  const foreign = changed(bundle, ({ log }) => (log.earlier.checkpoint = signed(body.replace('provdalen', 'x'), elsewhere)));
  await refused('of another log that is believed', checked(foreign, believing(LOG, elsewhere)), '8 ORIGIN');
}

// --- lists of keys ------------------------------------------------------------------------------------------------

const LAST = signer(ORIGIN, 4);
const HANDED = Array.from({ length: 7 }, (_, place) => leafHash(Buffer.from([place])));

function keyList() {
  const handed = (size, ...keys) => signed(checkpoint(ORIGIN, HANDED.slice(0, size)), ...keys);
  return {
    format: 'paragraf/keys@1',
    keys: [
      { from: 0, key: LOG.text, until: 5 },
      { from: 5, handover: handed(5, LOG, NEXT), key: NEXT.text, until: 7 },
      { from: 7, handover: handed(7, NEXT, LAST), key: LAST.text },
    ],
    origin: ORIGIN,
  };
}

async function rotations() {
  const list = keyList();
  const of = (one, anchor = LOG.text) => listed(Buffer.from(canonical(one)), anchor);
  const from = async (anchor) => (await holds('a list', of(list, anchor))).keys ?? [];
  const names = (keys) => keys.map(({ key, from: start, until }) => [key, start, until]);
  equal('from the first key', names(await from(LOG.text)), [[LOG.text, 0n, 5n], [NEXT.text, 5n, 7n], [LAST.text, 7n, null]]);
  equal('trust goes forward alone', names(await from(NEXT.text)), [[NEXT.text, 5n, 7n], [LAST.text, 7n, null]]);
  equal('the whole list', (await from(null)).length, 3);

  const old = made({ size: 4, index: 3 });
  const now = made({ size: 9, key: LAST, earlier: 4 });
  const all = { keys: await from(LOG.text) };
  await holds('an old bundle by the list', checked(old, all));
  await holds('a bundle of the third key, from the first', checked(now, all));
  await holds('at the handover, by the old key', checked(made({ size: 5 }), all));
  await holds('at the handover, by the new key', checked(made({ size: 5, key: NEXT }), all));
  await refused('by the first key alone', checked(now), '7 UNTRUSTED');
  await refused('the earlier one, by the later keys alone', checked(now, { keys: await from(LAST.text) }), '8 SIGNERS');
  await refused('an old bundle by the later keys', checked(old, { keys: await from(NEXT.text) }), '7 UNTRUSTED');
  await refused('an old key after its time', checked(made({ size: 6 }), all), '7 OUT_OF_USE');
  await refused('a new key before its time', checked(made({ size: 4, key: NEXT }), all), '7 OUT_OF_USE');
  const late = made({ size: 9, key: LAST, earlier: 6 });
  await refused('the earlier one by a key out of use', checked(late, all), '8 OUT_OF_USE');

  const other = (name, change, ...why) => refused(name, of(changed(list, change)), ...why);
  const handed = (size, ...keys) => signed(checkpoint(ORIGIN, HANDED.slice(0, size)), ...keys);
  await refused('another anchor', of(list, ALSO.text), '7 ANCHOR');
  await other('no handover', ({ keys }) => delete keys[1].handover, '7 GAP');
  await other('a first key with a handover', ({ keys }) => (keys[0].handover = keys[1].handover), '7 GAP');
  await other('a handover by the new key alone', ({ keys }) => (keys[1].handover = handed(5, NEXT)), '7 SIGNERS');
  await other('by the old key alone', ({ keys }) => (keys[1].handover = handed(5, LOG)), '7 SIGNERS');
  await other('in the other order', ({ keys }) => (keys[1].handover = handed(5, NEXT, LOG)), '7 SIGNERS');
  await other('by three', ({ keys }) => (keys[1].handover = handed(5, LOG, NEXT, LAST)), '7 SIGNERS');
  await other('by an older key', ({ keys }) => (keys[2].handover = handed(7, LOG, LAST)), '7 SIGNERS');
  await other('of another size', ({ keys }) => (keys[1].handover = handed(6, LOG, NEXT)), '7 GAP');
  await other('of another log', ({ keys }) => (keys[1].handover = signed(checkpoint('x', HANDED.slice(0, 5)), LOG, NEXT)), '7 GAP');
  await other('not held', ({ keys }) => {
    const body = checkpoint(ORIGIN, HANDED.slice(0, 5));
    keys[1].handover = note(body, line(LOG, LOG.sign(body)), line(NEXT, NEXT.sign(`${body}x`)));
  }, '7 SIGNATURE');
  await other('sizes that do not join', ({ keys }) => (keys[0].until = 4), '7 GAP');
  await other('an end before the start', ({ keys }) => (keys[1].until = 4), '7 GAP');
  await other('an end before the start, of the last', ({ keys }) => (keys[2].until = 6), '7 GAP');
  await other('no end', ({ keys }) => delete keys[0].until, '7 GAP');
  await other('a start after nought', ({ keys }) => (keys[0].from = 1), '7 GAP');
  await other('one key left out', ({ keys }) => keys.splice(1, 1), '7 GAP');
  await other('another origin', (one) => (one.origin = 'x'), '7 GAP');
  await other('a witness among them', ({ keys }) => (keys[0].key = signer(ORIGIN, 1, 4).text), '7 GAP');
  await other('no key', ({ keys }) => (keys[2].key = 'x'), '7 KEY');
  await other('an empty list', (one) => (one.keys = []), '0 FORM');
  await other('another format', (one) => (one.format = 'paragraf/keys@2'), '0 FORM');
  await other('a member more', ({ keys }) => (keys[2].more = 1), '0 FORM');
  await other('a size that is no number', ({ keys }) => (keys[2].from = '7'), '0 FORM');
  await other('half an entry', ({ keys }) => (keys[2].from = 7.5), '0 FORM');
  await other('a size beyond 2^53', ({ keys }) => (keys[2].until = 2 ** 53), '0 FORM');
  await refused('with a space', listed(Buffer.from(`${canonical(list)} `), LOG.text), '0 NOT_CANONICAL');
  await everyBit('a list of three keys', Buffer.from(canonical(list)), (bytes) => listed(bytes, LOG.text).then((answer) => ({ withheld: [], ...answer })));
}

/** Where WebCrypto lacks Ed25519, or is not there, that is what is said. */
async function unable() {
  const kept = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
  const without = {
    digest: (...given) => webcrypto.subtle.digest(...given),
    importKey: () => Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError')),
    verify: () => Promise.resolve(true),
  };
  for (const [name, crypto] of [['no WebCrypto', undefined], ['no secure origin', {}], ['no Ed25519', { subtle: without }]]) {
    Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true, writable: true });
    const fresh = await moduleOf(`${source}\n// ${name}`);
    await refused(name, fresh.check(WHOLE, TRUST), '0 NO_ED25519');
    await refused(`${name}, keys`, fresh.listed(Buffer.from(canonical(keyList()))), '7 NO_ED25519');
    Object.defineProperty(globalThis, 'crypto', kept);
  }
}

// ------------------------------------------------------------------------------------------------------------------

equal('the keys of record are those that anybody can know', [LOG.text, SEEN.text], [KEY, WITNESS]);
await golden();
await otherKeys();
await forms();
await everyPlace();
await values();
await pointers();
await inherited();
await trees();
await notes();
await cosignatures();
await earlierOnes();
await rotations();
await unable();
await everyBit('the whole bundle', WHOLE, (bytes) => check(bytes, TRUST));
await everyBit('the masked copy', MASKED, (bytes) => check(bytes, TRUST), '[namn] valdes till justerare.');

console.log(`checker.js on node ${process.versions.node}: ${counts.held} held, ${counts.refused} refused, ${counts.failed} failed`);
process.exit(counts.failed === 0 && counts.held > 0 && counts.refused > 0 ? 0 : 1);
