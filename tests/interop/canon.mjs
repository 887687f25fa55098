// Writes the stored answers of another canonicaliser: node canon.mjs OUT.jsonl.gz [COUNT]
import {createHash} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import jsonld from 'jsonld';
import {documentLoader} from './contexts.mjs';
import {randomness, wildDocument} from './drafts.mjs';

const [out, count = '5000'] = process.argv.slice(2);
const random = randomness(20261124);
const lines = [];
for (let number = 0; number < Number(count); number++) {
  const document = wildDocument(random, number);
  const options = {algorithm: 'RDFC-1.0', format: 'application/n-quads', safe: true, documentLoader};
  const nquads = await jsonld.canonize(document, options);
  lines.push(JSON.stringify({sha256: createHash('sha256').update(nquads).digest('hex'), document}));
}
writeFileSync(out, gzipSync(lines.join('\n') + '\n', {level: 9}));
console.log(`${lines.length} documents`);
