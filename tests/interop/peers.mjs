// Other implementations in JavaScript: node peers.mjs COMMAND …
//   drafts COUNT FOLDER                generated drafts, one file each
//   key FOLDER                         a key pair for both sides
//   issue PEER KEY FOLDER OUT          sign every draft: digitalbazaar (DI) or jose (JWT)
//   verify PEER FOLDER                 verify every file: digitalbazaar, digitalcredentials (DI) or jose (JWT)
// Every command prints `DONE OF-HOW-MANY` and the first failure.
import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import * as jose from 'jose';
import {documentLoader as contexts} from './contexts.mjs';
import {draft, randomness} from './drafts.mjs';

/** Contexts of the repository, and the documents that a did:key stands for. */
export async function documentLoader(address) {
  if (!address.startsWith('did:key:')) {
    return contexts(address);
  }
  const [did, fragment] = address.split('#');
  const name = did.slice('did:key:'.length);
  const key = {
    '@context': 'https://w3id.org/security/multikey/v1', id: `${did}#${name}`, type: 'Multikey', controller: did,
    publicKeyMultibase: name
  };
  const document = fragment ? key : {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'], id: did,
    verificationMethod: [key], assertionMethod: [key.id]
  };
  return {contextUrl: null, documentUrl: address, document};
}

const read = (folder, name) => readFileSync(join(folder, name), 'utf8');

async function signing(path) {
  const pair = JSON.parse(readFileSync(path, 'utf8'));
  const did = `did:key:${pair.publicKeyMultibase}`;
  const key = await Multikey.from({
    '@context': 'https://w3id.org/security/multikey/v1', type: 'Multikey', id: `${did}#${pair.publicKeyMultibase}`,
    controller: did, publicKeyMultibase: pair.publicKeyMultibase, secretKeyMultibase: pair.secretKeyMultibase
  });
  return {did, key};
}

const issuers = {
  async digitalbazaar(credential, {did, key}) {
    credential.issuer.id = did;
    const suite = new DataIntegrityProof({signer: key.signer(), cryptosuite});
    return JSON.stringify(await vc.issue({credential, suite, documentLoader}));
  },
  async jose(credential, {did, key}) {
    credential.issuer.id = did;
    credential.credentialSubject.id ??= 'urn:uuid:00000000-0000-4000-8000-000000000001';
    const seconds = text => Math.floor(Date.parse(text) / 1000);
    const payload = {
      ...credential, iss: did, jti: credential.id, sub: credential.credentialSubject.id, nbf: seconds(credential.validFrom),
      ...credential.validUntil ? {exp: seconds(credential.validUntil)} : {}
    };
    const jwk = await Multikey.toJwk({keyPair: key, secretKey: true});
    // The multikey holds both halves behind each other; a JWK wants them apart.
    jwk.d = Buffer.from(jwk.d, 'base64url').subarray(0, 32).toString('base64url');
    const {d, ...held} = jwk;
    return new jose.SignJWT(payload).setProtectedHeader({alg: 'EdDSA', typ: 'JWT', jwk: held}).sign(await jose.importJWK(jwk, 'EdDSA'));
  }
};

const verifiers = {
  async digitalbazaar(text) {
    const suite = new DataIntegrityProof({cryptosuite});
    const {verified, error} = await vc.verifyCredential({credential: JSON.parse(text), suite, documentLoader});
    return verified || error?.errors?.map(String).join() || String(error);
  },
  async digitalcredentials(text) {
    // It asks for schemas and registries over the network; an empty schema and registry stand in for them.
    globalThis.fetch = async address => new Response(String(address).includes('schema') ? '{}' : '{"registry":{}}',
      {status: 200, headers: {'content-type': 'application/json'}});
    const core = await import('@digitalcredentials/verifier-core');
    const result = await core.verifyCredential({credential: JSON.parse(text), knownDIDRegistries: []});
    return result.log?.find(step => step.id === 'valid_signature')?.valid === true || JSON.stringify(result.errors ?? result.log);
  },
  async jose(text) {
    const {jwk} = jose.decodeProtectedHeader(text);
    await jose.compactVerify(text, await jose.importJWK(jwk, 'EdDSA'));
    return true;
  }
};

async function all(names, work) {
  let good = 0;
  let first = '';
  for (const name of names) {
    const outcome = await Promise.resolve(work(name)).catch(String);
    if (outcome === true) {
      good++;
    } else {
      first ||= `${name}: ${outcome}`;
    }
  }
  console.log(`${good} ${names.length} ${first.slice(0, 600)}`.trim());
}

async function run(command, rest) {
  if (command === 'drafts') {
    const [count, folder] = rest;
    const random = randomness(7);
    for (let number = 0; number < Number(count); number++) {
      writeFileSync(join(folder, `${number}.json`), JSON.stringify(draft(random, number, {issuer: 'did:key:open'})));
    }
  } else if (command === 'key') {
    const {publicKeyMultibase, secretKeyMultibase} = await (await Multikey.generate()).export({publicKey: true, secretKey: true});
    writeFileSync(join(rest[0], 'key.json'), JSON.stringify({publicKeyMultibase, secretKeyMultibase}));
  } else if (command === 'issue') {
    const [peer, key, folder, out] = rest;
    const owner = await signing(key);
    await all(readdirSync(folder), async name => {
      writeFileSync(join(out, name), await issuers[peer](JSON.parse(read(folder, name)), owner));
      return true;
    });
  } else if (command === 'verify') {
    const [peer, folder] = rest;
    await all(readdirSync(folder), name => verifiers[peer](read(folder, name)));
  } else {
    throw new Error(`unknown command ${command}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await run(process.argv[2], process.argv.slice(3));
}
