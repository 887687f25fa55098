// Badges of others with the ECDSA cryptosuites and tokens: node ecdsa.mjs issue SUITE DRAFTS OUT
//   sd-base, sd-derived                ecdsa-sd-2023 as the issuer makes it, and as a holder shows a part of it
//   sd-hidden                          the same, with an end that the issuer did not fix and the holder leaves out
//   rdfc-P-256, rdfc-P-384             ecdsa-rdfc-2019
//   jcs-P-256, jcs-P-384               ecdsa-jcs-2019
//   ES384, PS256                       tokens
// Each file has a key of its own, named as did:key (tokens: in the header), that is thrown away.
// Prints `DONE OF-HOW-MANY` and the first failure.
import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import * as Multikey from '@digitalbazaar/ecdsa-multikey';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as jcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import {cryptosuite as rdfc} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import * as sd from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import * as jose from 'jose';
import {documentLoader} from './contexts.mjs';
import {randomness} from './drafts.mjs';

async function keyOn(curve) {
  const pair = await Multikey.generate({curve});
  const name = pair.publicKeyMultibase;
  pair.controller = `did:key:${name}`;
  pair.id = `did:key:${name}#${name}`;
  return pair;
}

async function issueWith(credential, curve, cryptosuite) {
  const key = await keyOn(curve);
  credential.issuer.id = key.controller;
  const suite = new DataIntegrityProof({signer: key.signer(), cryptosuite});
  return vc.issue({credential, suite, documentLoader});
}

/** What a holder must show of a badge so that it still is one. */
const NEEDED = [
  '/issuer', '/validFrom', '/credentialSubject/type', '/credentialSubject/achievement/id', '/credentialSubject/achievement/type',
  '/credentialSubject/achievement/name', '/credentialSubject/achievement/description', '/credentialSubject/achievement/criteria'];

async function selective(credential, random, {hide = false} = {}) {
  credential.credentialSubject.id ??= 'urn:uuid:00000000-0000-4000-8000-000000000001';
  credential.validUntil = '2090-01-02T03:04:05Z';
  const mandatoryPointers = hide ? ['/issuer'] : NEEDED.filter((_, at) => at < 2 || random.chance(0.5)).concat('/validUntil');
  const signed = await issueWith(credential, 'P-256', sd.createSignCryptosuite({mandatoryPointers}));
  const left = NEEDED.filter(pointer => !mandatoryPointers.includes(pointer));
  // Of the rest, a holder shows some.
  for (const name of ['name', 'evidence']) {
    if (credential[name] !== undefined && random.chance(0.5)) {
      left.push(`/${name}`);
    }
  }
  if (random.chance(0.5)) {
    left.push('/credentialSubject/identifier');
  }
  const suite = new DataIntegrityProof({cryptosuite: sd.createDiscloseCryptosuite({selectivePointers: left})});
  const derive = () => vc.derive({verifiableCredential: signed, suite, documentLoader});
  return {signed, derive};
}

async function token(credential, alg) {
  const {privateKey, publicKey} = await jose.generateKeyPair(alg, {extractable: true, modulusLength: 2048});
  const jwk = await jose.exportJWK(publicKey);
  credential.issuer.id = `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString('base64url')}`;
  credential.credentialSubject.id ??= 'urn:uuid:00000000-0000-4000-8000-000000000001';
  const seconds = text => Math.floor(Date.parse(text) / 1000);
  const payload = {
    ...credential, iss: credential.issuer.id, jti: credential.id, sub: credential.credentialSubject.id,
    nbf: seconds(credential.validFrom), ...credential.validUntil ? {exp: seconds(credential.validUntil)} : {}
  };
  return new jose.SignJWT(payload).setProtectedHeader({alg, typ: 'JWT', jwk}).sign(privateKey);
}

const issuers = {
  'sd-base': async (credential, random) => (await selective(credential, random)).signed,
  'sd-derived': async (credential, random) => (await selective(credential, random)).derive(),
  'sd-hidden': async (credential, random) => (await selective(credential, random, {hide: true})).derive(),
  'rdfc-P-256': credential => issueWith(credential, 'P-256', rdfc),
  'rdfc-P-384': credential => issueWith(credential, 'P-384', rdfc),
  'jcs-P-256': credential => issueWith(credential, 'P-256', jcs.createSignCryptosuite()),
  'jcs-P-384': credential => issueWith(credential, 'P-384', jcs.createSignCryptosuite()),
  ES384: credential => token(credential, 'ES384'),
  PS256: credential => token(credential, 'PS256')
};

const [command, kind, folder, out] = process.argv.slice(2);
if (command !== 'issue' || !issuers[kind]) {
  throw new Error('usage: ecdsa.mjs issue SUITE DRAFTS OUT');
}
const names = readdirSync(folder);
const random = randomness(23);
let good = 0;
let first = '';
for (const name of names) {
  try {
    const issued = await issuers[kind](JSON.parse(readFileSync(join(folder, name), 'utf8')), random);
    writeFileSync(join(out, name), typeof issued === 'string' ? issued : JSON.stringify(issued));
    good++;
  } catch (error) {
    first ||= `${name}: ${error?.errors?.map(String).join() || error?.stack || error}`;
  }
}
console.log(`${good} ${names.length} ${first.slice(0, 600)}`.trim());
