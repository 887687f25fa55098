// Compares verdicts on generated badges, good and changed: node differential.mjs COMMAND …
//   make COUNT FOLDER                   badges with their class, the same for one seed but for keys and times
//   verify FOLDER OUT                   what digitalbazaar/vc says: one line per file
//   compare MANIFEST OURS DB OBL        counts by class; fails for a difference that docs/divergences.md does not explain
import {mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {documentLoader} from './peers.mjs';
import {draft, randomness} from './drafts.mjs';

const SEED = 2026;
const UNTIL = 'https://www.w3.org/2018/credentials#validUntil';

async function newKey() {
  const pair = await (await Multikey.generate()).export({publicKey: true, secretKey: true});
  const did = `did:key:${pair.publicKeyMultibase}`;
  const key = await Multikey.from({
    ...pair, '@context': 'https://w3id.org/security/multikey/v1', type: 'Multikey', controller: did,
    id: `${did}#${pair.publicKeyMultibase}`
  });
  return {did, key};
}

async function sign(credential, {key}) {
  const suite = new DataIntegrityProof({signer: key.signer(), cryptosuite});
  return vc.issue({credential, suite, documentLoader});
}

const reversed = value => Array.isArray(value) ? value.map(reversed)
  : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).reverse().map(([name, inner]) => [name, reversed(inner)])) : value;

/** Every text in a badge that its signature covers, as paths. */
function texts(value, path = []) {
  if (typeof value === 'string') {
    return [path];
  }
  return value && typeof value === 'object' ? Object.entries(value).flatMap(([name, inner]) => texts(inner, [...path, name])) : [];
}

function at(value, path) {
  return path.reduce((inner, name) => inner[name], value);
}

const proofOf = badge => Array.isArray(badge.proof) ? badge.proof[0] : badge.proof;

/** By class: what is done before signing, and what is done to the signed badge; it may return a text. */
const CLASSES = {
  untouched: {share: 8},
  reordered: {after: reversed},
  indented: {after: badge => JSON.stringify(badge, null, 2)},
  'number respelled': {after: badge => JSON.stringify(badge).replace('"creditsEarned":3.5', '"creditsEarned":3.50')},
  'letters escaped': {after: badge => JSON.stringify(badge).replace('"issuer"', '"\\u0069ssuer"')},
  'text changed': {share: 4, after(badge, random) {
    const paths = texts(badge).filter(path => !['proof', '@context', 'type'].includes(path[0]) && path.at(-1) === 'name');
    const path = random.pick(paths);
    at(badge, path.slice(0, -1))[path.at(-1)] += '.';
    return badge;
  }},
  'member removed': {share: 2, after(badge, random) {
    const path = random.pick([['credentialSubject', 'identifier'], ['issuer', 'name'], ['name'], ['credentialSubject', 'achievement', 'description']]);
    delete at(badge, path.slice(0, -1))[path.at(-1)];
    return badge;
  }},
  'signature changed': {share: 2, after(badge, random) {
    const proof = proofOf(badge);
    const place = 5 + random.below(60);
    const other = proof.proofValue[place] === 'A' ? 'B' : 'A';
    proof.proofValue = proof.proofValue.slice(0, place) + other + proof.proofValue.slice(place + 1);
    return badge;
  }},
  'signature in another base': {after(badge) {
    proofOf(badge).proofValue = 'u' + proofOf(badge).proofValue.slice(1);
    return badge;
  }},
  'proof date changed': {after(badge) {
    proofOf(badge).created = '2025-01-01T00:00:00Z';
    return badge;
  }},
  'proof purpose changed': {after(badge) {
    proofOf(badge).proofPurpose = 'authentication';
    return badge;
  }},
  'key exchanged': {after(badge, random, {stranger}) {
    proofOf(badge).verificationMethod = stranger.key.id;
    return badge;
  }},
  'signed by a stranger': {before: (badge, random, {owner}) => ({...badge, issuer: {...badge.issuer, id: owner.did}}), signer: 'stranger'},
  'unknown member': {after: badge => ({...badge, grade: 'A'})},
  'null member': {after: badge => ({...badge, description: null})},
  'member twice': {after: badge => JSON.stringify(badge).replace('{', '{"name":"Doctorate",')},
  'ended': {share: 2, before: badge => ({...badge, validUntil: '2026-05-01T00:00:00Z'})},
  'begins later': {before: badge => ({...badge, validFrom: '2089-01-01T00:00:00Z', validUntil: '2090-01-01T00:00:00Z'}), late: true},
  'end hidden by its address': {before: badge => ({...badge, validUntil: '2026-05-01T00:00:00Z'}), after(badge) {
    const {validUntil, ...rest} = badge;
    return {...rest, [UNTIL]: {type: 'http://www.w3.org/2001/XMLSchema#dateTime', '@value': validUntil}};
  }},
  'end hidden by an alias': {before: badge => ({...badge, validUntil: '2026-05-01T00:00:00Z'}), after(badge) {
    const {validUntil, ...rest} = badge;
    const alias = {until: {'@id': UNTIL, '@type': 'http://www.w3.org/2001/XMLSchema#dateTime'}};
    return {...rest, '@context': [...badge['@context'], alias], until: validUntil};
  }},
  'end removed': {before: badge => ({...badge, validUntil: '2026-05-01T00:00:00Z'}), after(badge) {
    delete badge.validUntil;
    return badge;
  }},
  'no achievement': {before(badge) {
    delete badge.credentialSubject.achievement;
    delete badge.credentialSubject.result;
    return badge;
  }},
  'no criteria': {before(badge) {
    delete badge.credentialSubject.achievement.criteria;
    return badge;
  }},
  'good and broken proof': {after(badge) {
    const proof = proofOf(badge);
    return {...badge, proof: [proof, {...proof, created: '2025-01-01T00:00:00Z'}]};
  }},
  'no proof': {after(badge) {
    delete badge.proof;
    return badge;
  }},
  'context added': {after: badge => ({...badge, '@context': [...badge['@context'], 'https://w3id.org/security/data-integrity/v2']})},
  'blank label': {after(badge) {
    badge.credentialSubject.achievement.criteria = {id: '_:b0', ...badge.credentialSubject.achievement.criteria};
    return badge;
  }}
};

async function make(count, folder) {
  mkdirSync(folder, {recursive: true});
  const random = randomness(SEED);
  const people = {owner: await newKey(), stranger: await newKey()};
  const names = Object.entries(CLASSES).flatMap(([name, {share = 1}]) => Array(share).fill(name));
  const manifest = [];
  for (let number = 0; number < count; number++) {
    const kind = names[number % names.length];
    const {before = badge => badge, after = badge => badge, signer = 'owner'} = CLASSES[kind];
    const credential = before(draft(random, number, {issuer: people.owner.did}), random, people);
    credential.credentialSubject.creditsEarned = 3.5;
    const signed = await sign(credential, people[signer]);
    const changed = after(structuredClone(signed), random, people);
    const file = `${String(number).padStart(4, '0')}.json`;
    writeFileSync(join(folder, file), typeof changed === 'string' ? changed : JSON.stringify(changed));
    manifest.push(`${file}\t${kind}`);
  }
  writeFileSync(`${folder}.tsv`, manifest.join('\n') + '\n');
}

async function verify(folder, out) {
  const lines = [];
  for (const file of readdirSync(folder)) {
    const suite = new DataIntegrityProof({cryptosuite});
    let verdict = false;
    try {
      const credential = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      verdict = (await vc.verifyCredential({credential, suite, documentLoader})).verified;
    } catch {
      // It refuses by throwing, too.
    }
    lines.push(`${file}\t${verdict ? 'valid' : 'invalid'}`);
  }
  writeFileSync(out, lines.join('\n') + '\n');
}

/** Where verdicts differ for a reason: class -> who says valid while we do not, or the other way round. */
const REASONS = JSON.parse(readFileSync(new URL('differences.json', import.meta.url), 'utf8'));

function compare(manifest, ours, db, obl) {
  const rows = path => new Map(readFileSync(path, 'utf8').trim().split('\n').map(line => line.split('\t').slice(0, 2)));
  const our = new Map(readFileSync(ours, 'utf8').trim().split('\n').map(line => JSON.parse(line)).map(({file, verdict}) => [file.split('/').pop(), verdict]));
  const peers = {'digitalbazaar/vc': rows(db), openbadgeslib: rows(obl)};
  const table = new Map();
  let unexplained = 0;
  for (const [file, kind] of rows(manifest)) {
    const count = table.get(kind) ?? {all: 0, valid: 0, peers: {}};
    table.set(kind, count);
    count.all++;
    count.valid += our.get(file) === 'valid';
    for (const [peer, verdicts] of Object.entries(peers)) {
      const theirs = verdicts.get(file);
      const seen = count.peers[peer] ??= {valid: 0, differ: 0};
      seen.valid += theirs === 'valid';
      if ((theirs === 'valid') !== (our.get(file) === 'valid')) {
        seen.differ++;
        const reason = REASONS[peer]?.[kind];
        if (!reason || reason.they !== theirs) {
          unexplained++;
          if (unexplained <= 10) {
            console.log(`    unexplained: ${file} (${kind}): we say ${our.get(file)}, ${peer} says ${theirs}`);
          }
        }
      }
    }
  }
  console.log('verdicts: class, badges, valid to us, to digitalbazaar/vc, to openbadgeslib');
  let all = 0;
  let differ = 0;
  for (const [kind, {all: many, valid, peers: seen}] of table) {
    all += many;
    differ += seen['digitalbazaar/vc'].differ + seen.openbadgeslib.differ;
    console.log(`  ${kind.padEnd(28)} ${String(many).padStart(5)} ${String(valid).padStart(5)} ${String(seen['digitalbazaar/vc'].valid).padStart(5)} ${String(seen.openbadgeslib.valid).padStart(5)}`);
  }
  console.log(`${all} badges, ${2 * all} comparisons, ${differ} differences, ${unexplained} of them without a reason`);
  process.exitCode = unexplained || our.size !== all ? 1 : 0;
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'make') {
  await make(Number(rest[0]), rest[1]);
} else if (command === 'verify') {
  await verify(...rest);
} else if (command === 'compare') {
  compare(...rest);
} else {
  throw new Error(`unknown command ${command}`);
}
