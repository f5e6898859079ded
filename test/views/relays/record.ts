/**
 * Asks Mail::SpamAssassin about the Received fields of fixtures/received/lines.txt and writes fixtures/received/answers.jsonl.
 * Run it when a line is added: node test/views/relays/record.ts
 */
import { writeFileSync } from 'node:fs';
import { answersFile, askPeer, cases, messageOf, QUERIES } from './peer.ts';

const answers = askPeer(cases().map(one => ({ message: messageOf([one.line]), queries: QUERIES })));
writeFileSync(answersFile, answers.map(answer => `${JSON.stringify(answer)}\n`).join(''), 'latin1');
