import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commonLines, stripped } from './strip.ts';

const FOOTER = 'To unsubscribe from the list, write to list-leave@example.org';

function mail(text: string): string {
  return `Received: from a by b
List-Id: <list.example.org>
From: Rene <rene@example.net>
To: list@example.org
Subject: Re: [list] minutes
References: <1@example.org>

${text}
${FOOTER}
`;
}

const common = commonLines(Array.from({ length: 10 }, (_, index) => mail(`Text number ${index} of ten.`)));

test('fields that the sender did not write go, and so do list names and addresses of recipients', () => {
  assert.equal(
    stripped(mail('Ask list@example.org or rene@example.net.'), common),
    'From: Rene <rene@example.net>\nSubject: Re:  minutes\n\nAsk you@example.org or rene@example.net.\n',
  );
});

test('lines that stand in many messages are common, others are not', () => {
  assert.deepEqual([...common], [FOOTER]);
});
