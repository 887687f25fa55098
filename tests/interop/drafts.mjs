// Generated credentials with what implementations get wrong: booleans, fractions, large numbers, text of every kind,
// equal parts without an id, several proofs, endorsements. The same seed always gives the same credentials.

const V2 = 'https://www.w3.org/ns/credentials/v2';
const V1 = 'https://www.w3.org/2018/credentials/v1';
const OB = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
const OB_1 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json';
const CLR = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json';

/** A small generator of pseudo-random numbers (mulberry32). */
export function randomness(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    chance: share => next() < share,
    below: n => Math.floor(next() * n),
    pick: list => list[Math.floor(next() * list.length)]
  };
}

const SAFE_TEXTS = [
  'Inquiry', 'a "quoted" word', 'back\\slash', 'two\nlines', 'Größe naïve', '探究学習', 'التعلم بالاستقصاء', 'हिन्दी', '🎓🏅',
  '𝒳 beyond the plane', 'a < b & c > d', "it's", 'a{b}c', '']; // the empty text stays last
const WILD_TEXTS = [
  'tab\there', 'bell\u0007', 'nul-like\u0001', 'backspace\b', 'form\f', 'return\rhere', 'delete\u007f', 'unit\u001f', 'c1\u0085',
  'wide\u2028line', 'zero\u200bwidth'];
const NUMBERS = [3.5, 0.1, 4.25, 0.001, 42, 0, 1e20, 1e21, 123456.789, 2.5e-3];

export function draft(random, number, {wild = false, issuer = 'did:example:issuer'} = {}) {
  const texts = wild ? SAFE_TEXTS.concat(WILD_TEXTS) : SAFE_TEXTS.slice(0, -1);
  const text = () => random.pick(texts);
  const uuid = kind => `urn:uuid:00000000-0000-4000-8000-${(number * 100 + kind).toString(16).padStart(12, '0')}`;
  const maybe = (share, make) => random.chance(share) ? make() : {};
  const many = (most, make) => Array.from({length: 1 + random.below(most)}, (_, at) => make(at));
  const alignment = () => ({
    type: ['Alignment'], targetName: text() || 'x', targetUrl: `https://s.example/${random.below(3)}`,
    ...maybe(0.3, () => ({targetType: random.pick(['CFItem', 'ceasn:Competency', 'ext:Own'])}))
  });
  const equal = make => { const one = make(); return Array.from({length: 2 + random.below(2)}, () => structuredClone(one)); };
  const description = {
    id: uuid(50), type: ['ResultDescription'], name: text() || 'x', resultType: 'RubricCriterionLevel',
    rubricCriterionLevel: many(3, at => ({id: uuid(60 + at), type: ['RubricCriterionLevel'], name: `${at}`}))
  };
  const achievement = {
    id: `https://a.example/achievements/${random.below(9)}`, type: ['Achievement'], name: text() || 'x',
    description: text() || 'x', criteria: {narrative: text() || 'x', ...maybe(0.3, () => ({id: 'https://a.example/c'}))},
    ...maybe(0.4, () => ({achievementType: random.pick(['MicroCredential', 'Badge', 'ext:Own'])})),
    ...maybe(0.4, () => ({alignment: random.chance(0.3) ? equal(alignment) : many(3, alignment)})),
    ...maybe(0.3, () => ({tag: many(3, () => text() || 'x')})),
    ...maybe(0.3, () => ({creditsAvailable: random.pick(NUMBERS)})),
    ...maybe(0.3, () => ({resultDescription: [description]})),
    ...maybe(0.3, () => ({image: {id: 'https://a.example/i.png', type: 'Image', ...maybe(0.5, () => ({caption: text() || 'x'}))}}))
  };
  const subject = {
    ...maybe(0.7, () => ({id: uuid(1)})), type: ['AchievementSubject'],
    ...maybe(0.5, () => ({creditsEarned: random.pick(NUMBERS)})),
    identifier: many(2, () => ({
      type: 'IdentityObject', hashed: random.chance(0.7), identityType: 'emailAddress',
      identityHash: 'sha256$' + random.below(1 << 30).toString(16).padStart(64, '0'), ...maybe(0.5, () => ({salt: text() || 'x'}))
    })),
    achievement,
    ...maybe(0.3, () => ({narrative: text() || 'x'})),
    ...maybe(achievement.resultDescription ? 0.8 : 0, () => ({
      result: [{type: ['Result'], resultDescription: description.id, achievedLevel: description.rubricCriterionLevel[0].id}]
    }))
  };
  const evidence = () => ({type: ['Evidence'], name: text() || 'x', ...maybe(0.5, () => ({narrative: text() || 'x'}))});
  return {
    '@context': [V2, OB], id: uuid(0), type: ['VerifiableCredential', random.pick(['OpenBadgeCredential', 'AchievementCredential'])],
    name: text() || 'x',
    issuer: {id: issuer, type: ['Profile'], name: text() || 'x', ...maybe(0.3, () => ({url: 'https://a.example/'}))},
    validFrom: '2026-01-02T03:04:05Z', ...maybe(0.4, () => ({validUntil: '2090-01-02T03:04:05Z'})),
    credentialSubject: subject,
    ...maybe(0.5, () => ({evidence: random.chance(0.3) ? equal(evidence) : many(3, evidence)}))
  };
}

const proof = (random, number) => ({
  type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022', created: '2026-01-02T03:04:05Z', proofPurpose: 'assertionMethod',
  verificationMethod: `did:example:issuer#${number}`, proofValue: 'z' + random.below(1 << 30).toString(36)
});

/** A document for comparing canonical forms: any of the above, and things that are not issued by us. */
export function wildDocument(random, number) {
  const document = draft(random, number, {wild: true});
  const kind = random.below(10);
  if (kind === 0) {
    document.proof = Array.from({length: 1 + random.below(3)}, (_, at) => proof(random, at));
  } else if (kind === 1) {
    document.endorsement = [{
      '@context': [V2, OB], id: document.id + 'e', type: ['VerifiableCredential', 'EndorsementCredential'], name: 'e',
      issuer: {id: 'did:example:endorser', type: ['Profile'], name: 'E'}, validFrom: '2026-01-02T03:04:05Z',
      credentialSubject: {id: document.id, type: ['EndorsementSubject'], endorsementComment: random.pick(SAFE_TEXTS)},
      proof: [proof(random, 1), proof(random, 2)]
    }];
  } else if (kind === 2) {
    document['@context'] = [V1, OB_1];
    document.issuanceDate = document.validFrom;
    delete document.validFrom;
    delete document.validUntil;
  } else if (kind === 3) {
    const inner = document;
    inner.proof = [proof(random, 1)];
    return {
      '@context': [V2, CLR, OB], id: document.id + 'c', type: ['VerifiableCredential', 'ClrCredential'], name: 'Record',
      issuer: {id: 'did:example:issuer', type: ['Profile'], name: 'I'}, validFrom: '2026-01-02T03:04:05Z',
      credentialSubject: {id: 'did:example:learner', type: ['ClrSubject'], verifiableCredential: [inner]}
    };
  }
  return document;
}
