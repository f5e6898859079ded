/**
 * Messages for measuring: made here, the same at each run, of about the size that is asked for. Unremarkable mail, so that
 * what is measured is the cost of mail that passes.
 */

export const KINDS = ['text', 'HTML', 'attachment'] as const;
export type Kind = (typeof KINDS)[number];

const WORDS =
  'the minutes of our meeting on Monday are here please read them and tell me what you think about room two for next week ' +
  'because the train from Hamburg arrives late Peter wants to bring the drawings for a new kitchen with three windows we ' +
  'should also ask whether lunch is included or not last year it was good thank you very much for all your help so far ' +
  'there were some questions left concerning invoices numbers addresses telephone and keys of both garages kind regards';

/** `variant` makes a message another one of its kind and size. */
export function makeMessage(kind: Kind, sizeBytes: number, variant = 0): Buffer {
  const random = generator(sizeBytes * 31 + variant * 7919 + KINDS.indexOf(kind));
  const head = header(kind, variant, random);
  const room = Math.max(200, sizeBytes - head.length);
  switch (kind) {
    case 'text':
      return Buffer.from(`${head}\n${text(room, random)}`);
    case 'HTML':
      return Buffer.from(`${head}\n${alternatives(room, random)}`);
    case 'attachment':
      return Buffer.from(`${head}\n${withAttachment(room, random)}`);
  }
}

type Random = (below: number) => number;

/** Park and Miller's generator ("Random number generators: good ones are hard to find", 1988), the multiplier of 1993. */
function generator(seed: number): Random {
  let state = (seed % 2_147_483_646) + 1;
  return below => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function header(kind: Kind, variant: number, random: Random): string {
  const types: Record<Kind, string> = {
    text: 'text/plain; charset=us-ascii',
    HTML: 'multipart/alternative; boundary="=_part"',
    attachment: 'multipart/mixed; boundary="=_part"',
  };
  const id = `${variant}.${random(1_000_000)}`;
  return [
    'Received: from mx.example.net (mx.example.net [192.0.2.7])',
    '\tby mail.example.com (Postfix) with ESMTPS id 4XyZ1a2b3c',
    '\tfor <bert@example.com>; Mon, 16 Nov 2026 09:12:44 +0100 (CET)',
    'Received: from desk.example.org (desk.example.org [198.51.100.9])',
    '\tby mx.example.net (Postfix) with ESMTPSA id 3AbC9z8y7x;',
    '\tMon, 16 Nov 2026 08:12:40 +0000 (UTC)',
    'From: Anna Beispiel <anna@example.org>',
    'To: Bert Muster <bert@example.com>',
    `Subject: ${sentence(5, random)}`,
    'Date: Mon, 16 Nov 2026 09:12:40 +0100',
    `Message-ID: <${id}@desk.example.org>`,
    'User-Agent: Example Mail 1.0',
    'MIME-Version: 1.0',
    `Content-Type: ${types[kind]}`,
    'Content-Transfer-Encoding: 7bit',
    '',
  ].join('\n');
}

const LEXICON = WORDS.split(' ');

function sentence(length: number, random: Random): string {
  const words = Array.from({ length }, () => LEXICON[random(LEXICON.length)]!).join(' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function paragraph(random: Random): string {
  const sentences = Array.from({ length: 3 + random(4) }, () => `${sentence(6 + random(10), random)}.`);
  const link = random(4) === 0 ? [`See https://www.example.org/notes/${random(100_000)} for more.`] : [];
  return [...sentences, ...link].join(' ');
}

const folded = (prose: string) => prose.replace(/(.{1,72})(?: |$)/g, '$1\n');

function text(sizeBytes: number, random: Random): string {
  const parts = filled(sizeBytes, () => `${folded(paragraph(random))}\n`);
  return parts.join('');
}

function html(sizeBytes: number, random: Random): string {
  const colours = ['#202020', '#333333', 'rgb(20,20,60)', 'black'];
  const parts = filled(sizeBytes - 300, () => {
    const style = `font-size:${12 + random(4)}px;color:${colours[random(colours.length)]!}`;
    const link = `<a href="https://www.example.org/page/${random(100_000)}">${sentence(2, random)}</a>`;
    return `<tr><td style="${style}">\n${folded(paragraph(random))}${link}<br></td></tr>\n`;
  });
  const head =
    '<!DOCTYPE html>\n<html><head><title>Minutes</title>\n<style>td { padding: 4px }</style></head>\n';
  return `${head}<body bgcolor="#ffffff"><table width="600">\n${parts.join('')}</table>\n</body></html>\n`;
}

function alternatives(sizeBytes: number, random: Random): string {
  const plain = text(Math.floor(sizeBytes / 4), random);
  const rich = html(sizeBytes - plain.length - 200, random);
  return (
    `--=_part\nContent-Type: text/plain; charset=us-ascii\n\n${plain}\n` +
    `--=_part\nContent-Type: text/html; charset=us-ascii\n\n${rich}\n--=_part--\n`
  );
}

/** A page of text, and bytes of no known format. */
function withAttachment(sizeBytes: number, random: Random): string {
  const plain = text(Math.min(1500, Math.floor(sizeBytes / 3)), random);
  const bytes = Buffer.alloc(Math.max(60, Math.floor(((sizeBytes - plain.length - 300) * 57) / 77)));
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = random(256);
  const encoded = bytes.toString('base64').replace(/.{76}/g, '$&\n');
  const type = 'Content-Type: application/octet-stream; name="drawing.bin"';
  const more = 'Content-Disposition: attachment; filename="drawing.bin"\nContent-Transfer-Encoding: base64';
  return (
    `--=_part\nContent-Type: text/plain; charset=us-ascii\n\n${plain}\n` +
    `--=_part\n${type}\n${more}\n\n${encoded}\n--=_part--\n`
  );
}

function filled(sizeBytes: number, make: () => string): string[] {
  const parts: string[] = [];
  for (let length = 0; length < sizeBytes; length += parts.at(-1)!.length) parts.push(make());
  return parts;
}
