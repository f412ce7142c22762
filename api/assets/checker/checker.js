// Checks sealed bundles (paragraf/bundle@1) with nothing but WebCrypto's SHA-256 and Ed25519.
//
// Written from docs/seal.md and the specifications named there, apart from the verifiers in Rust and Python. The steps
// are numbered as on that page; step 0 is the form of the file. It signs nothing, asks nobody and keeps nothing. One
// file that needs no other, so that it can be kept, read and run away from the service.

/** Largest bundle that is read at all, in bytes. */
export const LARGEST = 64 * 1024 * 1024;

/** Deepest nesting of lists and objects. */
const DEEPEST = 127;

/** Most signatures of one note. */
const MOST_SIGNATURES = 64;

// --- why something is refused -------------------------------------------------------------------------------------

/** What each code says, in Swedish and in English, from its details. */
const SENTENCES = {
  NO_ED25519: () => [
    'Den här miljön kan inte kontrollera Ed25519-signaturer. Ingenting är kontrollerat.',
    'There is no Ed25519 here to check signatures with. Nothing has been checked.',
  ],
  TOO_LARGE: () => [
    `Filen är större än ${LARGEST} byte.`,
    `The file is larger than ${LARGEST} bytes.`,
  ],
  NOT_TEXT: () => ['Filen är inte text i UTF-8.', 'The file is not text in UTF-8.'],
  NOT_JSON: () => ['Filen är inte JSON.', 'The file is not JSON.'],
  TOO_DEEP: () => [
    `Listor och objekt står djupare än ${DEEPEST} i varandra.`,
    `Lists and objects are nested deeper than ${DEEPEST}.`,
  ],
  NOT_CANONICAL: () => [
    'Filen är inte byte för byte i kanonisk form (RFC 8785).',
    'The file is not byte for byte in canonical form (RFC 8785).',
  ],
  FORM: ({ place }) => [
    `Formatet följs inte vid ${place}.`,
    `The format is not kept at ${place}.`,
  ],
  LEAF_HASH: ({ leaf }) => [
    `Löv ${leaf}: medlemmarna ger inte lövets hash.`,
    `Leaf ${leaf}: the members do not give the leaf’s hash.`,
  ],
  LEAF_SHAPE: ({ leaf }) => [
    `Löv ${leaf}: medlemmarnas pekare passar inte ihop.`,
    `Leaf ${leaf}: the members’ pointers do not fit together.`,
  ],
  UNIT: () => [
    'Löven ger inte enhetens rot och antal.',
    'The leaves do not give the unit’s root and size.',
  ],
  INCLUSION: ({ index, size }) => [
    `Enheten är inte post ${index} i loggen när den har ${size} poster.`,
    `The unit is not entry ${index} of the log at its size ${size}.`,
  ],
  KEY: ({ place }) => [`Det är ingen nyckel: ${place}.`, `Not a key: ${place}.`],
  NOTE: ({ place }) => [`Det är ingen signerad text: ${place}.`, `Not a signed note: ${place}.`],
  CHECKPOINT: ({ place }) => [`Det är ingen kontrollpunkt: ${place}.`, `Not a checkpoint: ${place}.`],
  SIGNERS: ({ place }) => [
    `Signaturerna är inte de angivna nycklarnas, en för varje: ${place}.`,
    `The signatures are not those of the keys that are named, one of each: ${place}.`,
  ],
  SIGNATURE: ({ name }) => [
    `Signaturen av ${name} håller inte.`,
    `The signature of ${name} does not hold.`,
  ],
  ORIGIN: ({ stated, signed }) => [
    `Loggen sägs vara ${stated}, men kontrollpunkten är av ${signed}.`,
    `The log is said to be ${stated}, but the checkpoint is of ${signed}.`,
  ],
  UNTRUSTED: ({ key }) => [
    `Signerat med en nyckel som inte är betrodd: ${key}.`,
    `Signed by a key that is not trusted: ${key}.`,
  ],
  OUT_OF_USE: ({ key, size }) => [
    `Nyckeln gäller inte för en logg med ${size} poster: ${key}.`,
    `The key is not in use for a log of ${size} entries: ${key}.`,
  ],
  WITNESSES: ({ found, needed }) => [
    `Betrodda vittnen som har signerat: ${found}. Det ska vara ${needed}.`,
    `Trusted witnesses that have signed: ${found}. There must be ${needed}.`,
  ],
  CONTRADICTION: ({ earlier, later }) => [
    `Kontrollpunkten följer inte på den tidigare: från ${earlier} poster till ${later}.`,
    `The checkpoint does not follow the earlier one: from ${earlier} entries to ${later}.`,
  ],
  GAP: ({ index }) => [
    `Nyckel ${index} i nyckellistan följer inte på den före.`,
    `Key ${index} of the list of keys does not join the one before.`,
  ],
  ANCHOR: ({ key }) => [
    `Nyckeln som du litar på står inte i nyckellistan: ${key}.`,
    `The key that you trust is not in the list of keys: ${key}.`,
  ],
};

class Refused extends Error {
  constructor(step, code, details = {}) {
    super(code);
    this.answer = () => {
      const [sv, en] = SENTENCES[code](details);
      return { ok: false, step, reason: { code, sv, en } };
    };
  }
}

function need(condition, step, code, details) {
  if (!condition) throw new Refused(step, code, details);
}

async function answered(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) return error.answer();
    throw error;
  }
}

// --- bytes --------------------------------------------------------------------------------------------------------

const utf8 = (text) => new TextEncoder().encode(text);

function joined(...pieces) {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let place = 0;
  for (const piece of pieces) {
    all.set(piece, place);
    place += piece.length;
  }
  return all;
}

const same = (one, other) =>
  one.length === other.length && one.every((byte, place) => byte === other[place]);

async function sha256(...pieces) {
  return new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', joined(...pieces)));
}

const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));

/** Bytes from base64 in its only form (RFC 4648 section 4), or null: padded, no white space, unused bits zero. */
function fromBase64(text) {
  if (typeof text !== 'string' || text.length > 4096 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  if (text.length % 4 !== 0) return null;
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : null;
}

function exactly(length, text, step, place) {
  const bytes = fromBase64(text);
  need(bytes !== null && bytes.length === length, step, 'FORM', { place });
  return bytes;
}

/** A number from bytes, the most significant first. */
const numberOf = (bytes) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

// --- canonical JSON (RFC 8785) ------------------------------------------------------------------------------------

// The numbers of JSON are read as doubles and written as ECMAScript writes them, which is how RFC 8785 defines their
// form. So -0, 1.0, 1e2 and whole numbers that no double holds are written otherwise than they were read.
function canonical(value, depth = 0) {
  if (typeof value === 'string') {
    need(!/\p{Surrogate}/u.test(value), 0, 'NOT_CANONICAL');
    return JSON.stringify(value);
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  need(depth < DEEPEST, 0, 'TOO_DEEP');
  if (Array.isArray(value)) return `[${value.map((part) => canonical(part, depth + 1)).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((name) => `${canonical(name)}:${canonical(value[name], depth + 1)}`);
  return `{${members.join(',')}}`;
}

/** Reads canonical JSON. As it must be its own canonical form, no member stands in it twice. */
function read(bytes) {
  need(bytes.byteLength <= LARGEST, 0, 'TOO_LARGE');
  let text, value;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused(0, 'NOT_TEXT');
  }
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused(0, 'NOT_JSON');
  }
  need(canonical(value) === text, 0, 'NOT_CANONICAL');
  return value;
}

const isObject = (part) => part !== null && typeof part === 'object' && !Array.isArray(part);

function members(part, place, always, sometimes = []) {
  need(isObject(part), 0, 'FORM', { place });
  const names = Object.keys(part);
  const known = names.every((name) => always.includes(name) || sometimes.includes(name));
  need(known && always.every((name) => names.includes(name)), 0, 'FORM', { place });
  return part;
}

const has = (part, name) => Object.prototype.hasOwnProperty.call(part, name);

function text(value, place) {
  need(typeof value === 'string', 0, 'FORM', { place });
  return value;
}

function list(value, place) {
  need(Array.isArray(value), 0, 'FORM', { place });
  return value;
}

function count(value, place) {
  need(Number.isSafeInteger(value) && value >= 0, 0, 'FORM', { place });
  return BigInt(value);
}

// --- Merkle trees (RFC 6962 section 2.1) --------------------------------------------------------------------------

const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
const node = (left, right) => sha256(Uint8Array.of(1), left, right);

async function root(hashes) {
  if (hashes.length === 0) return sha256();
  if (hashes.length === 1) return hashes[0];
  let middle = 1;
  while (middle * 2 < hashes.length) middle *= 2;
  return node(await root(hashes.slice(0, middle)), await root(hashes.slice(middle)));
}

/** The root that a leaf and its proof give (RFC 9162 section 2.1.3.2), or null where the proof does not fit. */
async function included(leaf, index, size, proof) {
  if (index >= size) return null;
  let [place, last, hash] = [index, size - 1n, leaf];
  for (const step of proof) {
    if (last === 0n) return null;
    if (place & 1n || place === last) {
      hash = await node(step, hash);
      while (!(place & 1n) && place !== 0n) [place, last] = [place >> 1n, last >> 1n];
    } else {
      hash = await node(hash, step);
    }
    [place, last] = [place >> 1n, last >> 1n];
  }
  return last === 0n ? hash : null;
}

/** Whether the later tree starts with the earlier one (RFC 9162 section 2.1.4.2). */
async function follows(earlier, later, proof) {
  if (earlier.size === 0n) {
    return proof.length === 0 && same(earlier.root, await sha256()) && (later.size > 0n || same(earlier.root, later.root));
  }
  if (earlier.size >= later.size) {
    return earlier.size === later.size && proof.length === 0 && same(earlier.root, later.root);
  }
  const full = (earlier.size & (earlier.size - 1n)) === 0n;
  const steps = full ? [earlier.root, ...proof] : proof;
  if (steps.length === 0) return false;
  let [place, last] = [earlier.size - 1n, later.size - 1n];
  while (place & 1n) [place, last] = [place >> 1n, last >> 1n];
  let [before, after] = [steps[0], steps[0]];
  for (const step of steps.slice(1)) {
    if (last === 0n) return false;
    if (place & 1n || place === last) {
      [before, after] = [await node(step, before), await node(step, after)];
      while (!(place & 1n) && place !== 0n) [place, last] = [place >> 1n, last >> 1n];
    } else {
      after = await node(after, step);
    }
    [place, last] = [place >> 1n, last >> 1n];
  }
  return last === 0n && same(before, earlier.root) && same(after, later.root);
}

// --- Ed25519 (RFC 8032), in its strict form -----------------------------------------------------------------------

const FIELD = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The y of the points of small order. A key or commitment among them lets one signature stand for many texts. */
const SMALL = new Set([
  0n,
  1n,
  FIELD - 1n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
]);

/** Whether these bytes may be a point: its only form, and not of small order. The curve is for WebCrypto to ask. */
function strict(bytes) {
  const y = numberOf(bytes.slice().reverse()) & (2n ** 255n - 1n);
  return y < FIELD && !SMALL.has(y);
}

async function holds(publicKey, message, signature) {
  if (signature.length !== 64 || !strict(publicKey) || !strict(signature.slice(0, 32))) return false;
  if (numberOf(signature.slice(32).reverse()) >= ORDER) return false;
  const { subtle } = globalThis.crypto;
  try {
    const key = await subtle.importKey('raw', publicKey, { name: 'Ed25519' }, false, ['verify']);
    return (await subtle.verify({ name: 'Ed25519' }, key, signature, message)) === true;
  } catch {
    return false;
  }
}

let asked;

/** Whether this place can check at all: whether its WebCrypto takes a signature of RFC 8032 (section 7.1, test 2). */
export function able() {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  asked ??= (async () =>
    typeof globalThis.crypto?.subtle?.verify === 'function' &&
    holds(
      bytes('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
      bytes('72'),
      bytes(
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
          '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
      ),
    ))();
  return asked;
}

// --- keys and notes (C2SP signed-note, tlog-cosignature, tlog-checkpoint) -----------------------------------------

const NOTE = 1;
const COSIGNATURE = 4;

const isName = (name) => name !== '' && !/[+\p{White_Space}\p{Control}]/u.test(name);

async function named(name, kind, raw) {
  const identity = (await sha256(utf8(`${name}\n`), Uint8Array.of(kind), raw)).slice(0, 4);
  const hex = Array.from(identity, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { name, kind, raw, identity, text: `${name}+${hex}+${toBase64(joined(Uint8Array.of(kind), raw))}` };
}

async function keyOf(written, step, place) {
  const refused = () => new Refused(step, 'KEY', { place });
  const [, name, encoded] = /^([^+]*)\+[0-9a-f]{8}\+(.*)$/su.exec(written) ?? [];
  const bytes = fromBase64(encoded);
  if (bytes?.length !== 33 || !isName(name)) throw refused();
  const [kind, raw] = [bytes[0], bytes.slice(1)];
  if (![NOTE, COSIGNATURE].includes(kind) || !strict(raw)) throw refused();
  const key = await named(name, kind, raw);
  if (key.text !== written) throw refused();
  return key;
}

function noteOf(written, step, place) {
  const refused = () => new Refused(step, 'NOTE', { place });
  const cut = written.lastIndexOf('\n\n');
  if (cut < 0 || !written.endsWith('\n')) throw refused();
  const signed = written.slice(0, cut + 1);
  if (/[^\n -\u{10ffff}]/u.test(signed)) throw refused();
  const lines = written.slice(cut + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) throw refused();
  const signatures = lines.map((line) => {
    const [, name, encoded] = /^\u2014 ([^ ]+) (.*)$/u.exec(line) ?? [];
    const bytes = fromBase64(encoded);
    if (bytes === null || bytes.length < 5 || !isName(name)) throw refused();
    return { name, identity: bytes.slice(0, 4), bytes: bytes.slice(4) };
  });
  const [origin, size, top, rest, ...more] = signed.split('\n');
  const rootHash = fromBase64(top);
  const form = rest === '' && more.length === 0 && origin !== '' && /^(0|[1-9][0-9]{0,19})$/.test(size);
  need(form && rootHash?.length === 32 && BigInt(size) < 2n ** 64n, step, 'CHECKPOINT', { place });
  return { signed, signatures, origin, size: BigInt(size), root: rootHash };
}

/** Checks that each line of a note is the signature of the key at its place; gives the times that they state. */
async function signers(note, keys, step, place) {
  const lines = note.signatures;
  const own = (line, key) => line.name === key.name && same(line.identity, key.identity);
  const each = lines.length === keys.length && lines.every((line, index) => own(line, keys[index]));
  need(each, step, 'SIGNERS', { place });
  const times = [];
  for (const [index, { name, bytes }] of lines.entries()) {
    const key = keys[index];
    let [message, signature, time] = [note.signed, bytes, null];
    if (key.kind === COSIGNATURE) {
      time = numberOf(bytes.slice(0, 8));
      signature = bytes.slice(8);
      message = `cosignature/v1\ntime ${time}\n${note.signed}`;
    }
    const sound = time === null || time < 2n ** 63n;
    const held = sound && (await holds(key.raw, utf8(message), signature));
    need(held, index === 0 ? step : Math.max(step, 6), 'SIGNATURE', { name });
    times.push(time);
  }
  return times;
}

// --- whom the reader believes -------------------------------------------------------------------------------------

/** The keys that the caller believes; those of a service also under the name of the log, which starts with theirs. */
async function trusted(keys, log) {
  const all = [];
  for (const [index, given] of keys.entries()) {
    const { key, from = 0, until = null } = typeof given === 'string' ? { key: given } : given;
    const known = await keyOf(text(key, `keys[${index}]`), 7, `keys[${index}]`);
    const services = log.startsWith(`${known.name}/`);
    const own = services ? await named(log, known.kind, known.raw) : known;
    all.push({ key: own, from: BigInt(from), until: until === null ? null : BigInt(until) });
  }
  return all;
}

function believed(key, size, trust, step) {
  const known = trust.filter((one) => one.key.text === key.text && key.kind === NOTE);
  need(known.length > 0, step, 'UNTRUSTED', { key: key.text });
  const inUse = known.some(({ from, until }) => from <= size && (until === null || size <= until));
  need(inUse, step, 'OUT_OF_USE', { key: key.text, size });
}

/**
 * The keys of a list (paragraf/keys@1) from the believed key `anchor` on, each by the handover of the one before.
 *
 * Without an anchor, all of the list: that proves no more than that its keys have handed over to one another.
 * Gives `{ok: true, origin, keys: [{key, from, until}]}`, for `check`, or `{ok: false, step: 7, reason}`.
 */
export function listed(bytes, anchor = null) {
  return answered(async () => {
    need(await able(), 7, 'NO_ED25519');
    const given = members(read(bytes), 'keys', ['format', 'keys', 'origin']);
    need(given.format === 'paragraf/keys@1', 0, 'FORM', { place: 'format' });
    need(list(given.keys, 'keys').length > 0, 0, 'FORM', { place: 'keys' });
    const all = [];
    for (const [index, part] of given.keys.entries()) {
      const place = `keys[${index}]`;
      members(part, place, ['from', 'key'], ['handover', 'until']);
      const key = await keyOf(text(part.key, `${place}.key`), 7, place);
      const from = count(part.from, `${place}.from`);
      const until = has(part, 'until') ? count(part.until, `${place}.until`) : null;
      const before = all.at(-1);
      let joins = key.name === given.origin && key.kind === NOTE && (until === null || from <= until);
      if (before === undefined) {
        joins &&= from === 0n && !has(part, 'handover');
      } else {
        joins &&= before.until === from && has(part, 'handover');
      }
      need(joins, 7, 'GAP', { index });
      if (before !== undefined) {
        const where = `${place}.handover`;
        const note = noteOf(text(part.handover, where), 7, where);
        await signers(note, [before.key, key], 7, where);
        need(note.origin === key.name && note.size === from, 7, 'GAP', { index });
      }
      all.push({ key, from, until });
    }
    const start = anchor === null ? 0 : all.findIndex(({ key }) => key.text === anchor);
    need(start >= 0, 7, 'ANCHOR', { key: anchor });
    const keys = all.slice(start).map(({ key, from, until }) => ({ key: key.text, from, until }));
    return { ok: true, origin: given.origin, keys };
  });
}

// --- leaves -------------------------------------------------------------------------------------------------------

/** The tokens of a JSON pointer (RFC 6901) in its only form, or null. */
function tokens(pointer) {
  const found = pointer.split('/').map((token) => token.replace(/~1/g, '/').replace(/~0/g, '~'));
  const again = found.map((token) => token.replace(/~/g, '~0').replace(/\//g, '~1')).join('/');
  return found.length > 1 && found[0] === '' && again === pointer ? found.slice(1) : null;
}

const isPlace = (token) => /^[0-9]+$/.test(token);

/** The content of a leaf put together from its members, or null where their pointers do not fit. */
function together(parts) {
  const top = new Map();
  for (const [pointer, end] of parts) {
    const path = tokens(pointer);
    if (path === null) return null;
    const last = path.pop();
    let branch = top;
    for (const token of path) {
      if (!branch.has(token)) branch.set(token, new Map());
      branch = branch.get(token);
      if (!(branch instanceof Map)) return null;
    }
    if (branch.has(last)) return null;
    branch.set(last, end);
  }
  return object(top);
}

function object(branch) {
  // Without a prototype, so that a member may be called anything.
  const grown = Object.create(null);
  for (const [name, part] of branch) {
    const value = part instanceof Map ? grow(part) : part;
    if (value === null) return null;
    if (has(value, 'value')) grown[name] = value.value;
  }
  return { value: grown };
}

function grow(branch) {
  if (![...branch.keys()].some(isPlace)) return object(branch);
  const grown = [];
  for (let place = 0; place < branch.size; place += 1) {
    const part = branch.get(String(place)) ?? null;
    const value = part instanceof Map ? grow(part) : part;
    if (value === null) return null;
    grown.push(has(value, 'value') ? value.value : null);
  }
  return { value: grown };
}

/** Steps 1 and 2: the hash of a leaf, what it proves, and what is withheld. */
async function leafOf(part, leaf) {
  const at = `leaves[${leaf}]`;
  members(part, at, ['hash'], ['members']);
  const hash = exactly(32, part.hash, 2, `${at}.hash`);
  if (!has(part, 'members')) return { hash, content: null, withheld: [{ leaf, pointer: null, shown: null }] };
  need(isObject(part.members), 0, 'FORM', { place: `${at}.members` });
  const names = Object.keys(part.members).sort();
  const withheld = [];
  const parts = [];
  const commitments = names.map((pointer) => {
    const member = part.members[pointer];
    const place = `${at}.members[${JSON.stringify(pointer)}]`;
    if (isObject(member) && has(member, 'value')) {
      members(member, place, ['salt', 'value']);
      const salt = exactly(16, member.salt, 1, `${place}.salt`);
      parts.push([pointer, { value: member.value }]);
      return () => sha256(utf8('paragraf/commitment@1\n'), salt, utf8(canonical(member.value)));
    }
    members(member, place, ['commitment'], ['shown']);
    const shown = has(member, 'shown') ? text(member.shown, `${place}.shown`) : null;
    const commitment = exactly(32, member.commitment, 1, `${place}.commitment`);
    parts.push([pointer, {}]);
    withheld.push({ leaf, pointer, shown });
    return () => commitment;
  });
  const digests = await Promise.all(commitments.map((commitment) => commitment()));
  const pairs = names.map((pointer, index) => `${canonical(pointer)}:"${toBase64(digests[index])}"`);
  const entry = `{"format":"paragraf/leaf@1","members":{${pairs.join(',')}}}`;
  need(same(await leafHash(utf8(entry)), hash), 2, 'LEAF_HASH', { leaf });
  const content = together(parts);
  need(content !== null, 2, 'LEAF_SHAPE', { leaf });
  return { hash, content: content.value, withheld };
}

// --- the bundle ---------------------------------------------------------------------------------------------------

const proofOf = (steps, step, place) =>
  list(steps, place).map((hash, index) => exactly(32, hash, step, `${place}[${index}]`));

/** Step 8: the earlier checkpoint, which this one follows. */
async function earlierOf(part, later, trust) {
  const place = 'log.earlier.checkpoint';
  members(part, 'log.earlier', ['checkpoint', 'proof']);
  const note = noteOf(text(part.checkpoint, place), 8, place);
  const proof = proofOf(part.proof, 8, 'log.earlier.proof');
  const [line] = note.signatures;
  const known = trust.find(({ key }) => key.name === line.name && same(key.identity, line.identity));
  need(known !== undefined, 8, 'SIGNERS', { place });
  await signers(note, [known.key], 8, place);
  for (const stated of [known.key.name, later.origin]) {
    need(stated === note.origin, 8, 'ORIGIN', { stated, signed: note.origin });
  }
  believed(known.key, note.size, trust, 8);
  const details = { earlier: note.size, later: later.size };
  need(await follows(note, later, proof), 8, 'CONTRADICTION', details);
  return { size: note.size };
}

/** Whom a file says it is signed by, to be asked for elsewhere: nothing about it is checked. Null where it says none. */
export function stated(bytes) {
  try {
    const { log } = JSON.parse(new TextDecoder().decode(bytes));
    return typeof log.key === 'string' ? log.key : null;
  } catch {
    return null;
  }
}

/**
 * Checks a bundle.
 *
 * `keys` are those of logs that the reader believes, or of services for their logs: texts `name+identity+base64`, or
 * `{key, from, until}` as `listed` gives them. `needed` of `witnesses`, which are texts, must have signed.
 *
 * Gives `{ok: true, …}` with `log`, its name; `index` and `size`, the entry and the number of entries (BigInt); `key`;
 * `header`, and `paragraphs` in order, as far as disclosed, or null where withheld whole; `withheld`, a list of
 * `{leaf, pointer, shown}`, of which nothing proves `shown` (leaf 0 is the header; pointer null: the whole leaf);
 * `witnesses`, those believed, `{key, name, time}` with seconds since 1970 (BigInt); `others` who signed as well;
 * `earlier`, `{size}` or null. Else `{ok: false, step, reason: {code, sv, en}}`.
 */
export function check(bytes, { keys = [], witnesses = [], needed = 0 } = {}) {
  return answered(async () => {
    need(await able(), 0, 'NO_ED25519');
    const bundle = members(read(bytes), 'bundle', ['format', 'leaves', 'log', 'unit']);
    need(bundle.format === 'paragraf/bundle@1', 0, 'FORM', { place: 'format' });
    const log = members(
      bundle.log,
      'log',
      ['checkpoint', 'index', 'key', 'origin', 'proof'],
      ['cosigners', 'earlier'],
    );
    const unit = members(bundle.unit, 'unit', ['format', 'root', 'size']);
    need(unit.format === 'paragraf/unit@1', 0, 'FORM', { place: 'unit.format' });
    const index = count(log.index, 'log.index');

    const leaves = [];
    for (const [place, part] of list(bundle.leaves, 'leaves').entries()) leaves.push(await leafOf(part, place));

    const unitRoot = exactly(32, unit.root, 3, 'unit.root');
    const complete = leaves.length > 0 && count(unit.size, 'unit.size') === BigInt(leaves.length);
    need(complete && same(await root(leaves.map(({ hash }) => hash)), unitRoot), 3, 'UNIT');

    const note = noteOf(text(log.checkpoint, 'log.checkpoint'), 5, 'log.checkpoint');
    const entry = await leafHash(utf8(canonical(unit)));
    const top = await included(entry, index, note.size, proofOf(log.proof, 4, 'log.proof'));
    need(top !== null && same(top, note.root), 4, 'INCLUSION', { index, size: note.size });

    const key = await keyOf(text(log.key, 'log.key'), 5, 'log.key');
    for (const name of [text(log.origin, 'log.origin'), key.name]) {
      need(name === note.origin, 5, 'ORIGIN', { stated: name, signed: note.origin });
    }
    const cosigners = has(log, 'cosigners') ? list(log.cosigners, 'log.cosigners') : null;
    need(cosigners === null || cosigners.length > 0, 0, 'FORM', { place: 'log.cosigners' });
    const all = [key];
    for (const [place, cosigner] of (cosigners ?? []).entries()) {
      const where = `log.cosigners[${place}]`;
      all.push(await keyOf(text(cosigner, where), 6, where));
    }
    const times = await signers(note, all, 5, 'log.checkpoint');

    const trust = await trusted(keys, note.origin);
    believed(key, note.size, trust, 7);
    const known = new Map();
    for (const [place, witness] of witnesses.entries()) {
      const where = `witnesses[${place}]`;
      known.set((await keyOf(text(witness, where), 7, where)).text, null);
    }
    const others = [];
    for (const [place, cosigner] of all.entries()) {
      const told = { key: cosigner.text, name: cosigner.name, time: times[place] };
      if (place > 0 && told.time !== null && known.get(told.key) === null) known.set(told.key, told);
      else if (place > 0) others.push(told);
    }
    const found = [...known.values()].filter((witness) => witness !== null);
    need(found.length >= needed, 7, 'WITNESSES', { found: found.length, needed });

    const earlier = has(log, 'earlier') ? await earlierOf(log.earlier, note, trust) : null;
    const [header, ...paragraphs] = leaves.map(({ content }) => content);
    return {
      ok: true,
      log: note.origin,
      index,
      size: note.size,
      key: key.text,
      header,
      paragraphs,
      withheld: leaves.flatMap(({ withheld }) => withheld),
      witnesses: found,
      others,
      earlier,
    };
  });
}
