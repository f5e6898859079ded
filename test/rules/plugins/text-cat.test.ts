/**
 * TextCat beside SpamAssassin's own, with the models that are installed with it: the same languages, distances and hits.
 * Source of the expectations: the library, run by text-cat.pl. The rest has models of its own.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { Deadline } from '../../../lib/deadline.ts';
import { parseRules } from '../../../lib/rules/parse-rules.ts';
import { lintRules } from '../../../lib/rules/lint/lint-rules.ts';
import type { RuleSet } from '../../../lib/rules/rule.ts';
import { runRules } from '../../../lib/rules/run-rules.ts';
import { viewSettings } from '../../../lib/rules/view-settings.ts';
import { createViews } from '../../../lib/views/views.ts';
import { orSkip } from '../../support/require-program.ts';

const PEER = join(import.meta.dirname, 'text-cat.pl');
const STOCK_RULES = '/usr/share/spamassassin';
const folder = mkdtempSync(join(tmpdir(), 'mailsift-text-cat-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Our own words, at least 256 bytes each. */
const TEXTS: Readonly<Record<string, string>> = {
  en: 'The train to the coast leaves at nine, so we should meet in front of the station a little earlier. I have already bought the tickets and something to eat for all of us. If the weather stays as warm as it was yesterday we can swim in the afternoon and walk back along the river in the evening.',
  de: 'Der Zug ans Meer fährt um neun Uhr, also sollten wir uns etwas früher vor dem Bahnhof treffen. Die Fahrkarten habe ich schon gekauft und auch etwas zu essen für uns alle. Wenn das Wetter so schön bleibt wie gestern, können wir am Nachmittag schwimmen und am Abend den Fluss entlang zurückgehen.',
  fr: 'Le train pour la mer part à neuf heures, nous devrions donc nous retrouver un peu plus tôt devant la gare. J’ai déjà acheté les billets et quelque chose à manger pour tout le monde. Si le temps reste aussi beau qu’hier, nous pourrons nager l’après-midi et rentrer le soir à pied le long de la rivière.',
  es: 'El tren para la costa sale a las nueve, así que deberíamos encontrarnos un poco antes delante de la estación. Ya he comprado los billetes y algo de comer para todos nosotros. Si el tiempo sigue tan bueno como ayer, podremos nadar por la tarde y volver a pie por la orilla del río cuando caiga la noche.',
  it: 'Il treno per il mare parte alle nove, quindi dovremmo incontrarci un poco prima davanti alla stazione. Ho già comprato i biglietti e qualcosa da mangiare per tutti noi. Se il tempo rimane bello come ieri, nel pomeriggio possiamo nuotare e la sera tornare a piedi lungo il fiume fino alla casa degli zii.',
  nl: 'De trein naar de kust vertrekt om negen uur, dus we moeten elkaar iets eerder voor het station ontmoeten. Ik heb de kaartjes al gekocht en ook iets te eten voor ons allemaal. Als het weer zo mooi blijft als gisteren, kunnen we in de middag zwemmen en in de avond langs de rivier teruglopen naar huis.',
  sv: 'Tåget till kusten går klockan nio, så vi borde träffas lite tidigare framför stationen. Jag har redan köpt biljetterna och något att äta till oss alla. Om vädret är lika fint som det var i går kan vi bada på eftermiddagen och gå tillbaka längs floden på kvällen när det har blivit lite svalare ute.',
  pl: 'Pociąg nad morze odjeżdża o dziewiątej, więc powinniśmy spotkać się trochę wcześniej przed dworcem. Kupiłem już bilety i coś do jedzenia dla nas wszystkich. Jeśli pogoda będzie tak ładna jak wczoraj, po południu będziemy mogli popływać, a wieczorem wrócić pieszo wzdłuż rzeki do domu babci.',
  fi: 'Juna rannikolle lähtee yhdeksältä, joten meidän pitäisi tavata vähän aikaisemmin aseman edessä. Olen jo ostanut liput ja jotakin syötävää meille kaikille. Jos sää pysyy yhtä lämpimänä kuin eilen, voimme uida iltapäivällä ja kävellä illalla takaisin jokea pitkin kotiin asti kaikki yhdessä.',
  ru: 'Поезд к морю уходит в девять часов, поэтому нам нужно встретиться немного раньше перед вокзалом. Я уже купил билеты и что-нибудь поесть для всех нас. Если погода останется такой же хорошей, как вчера, днём мы сможем купаться, а вечером вернуться пешком вдоль реки домой к бабушке.',
  ja: '海へ行く電車は九時に出るので、駅の前で少し早めに会いましょう。切符はもう買ってあります。みんなの食べ物も用意しました。昨日のように天気が良ければ、午後は泳いで、夕方は川に沿って歩いて帰ることができます。楽しみにしています。',
  zh: '去海边的火车九点开，所以我们应该早一点在车站前面见面。我已经买好了票，还给大家准备了一些吃的东西。如果天气还像昨天那样好，我们下午可以游泳，晚上沿着河走回家。希望你们都能来，路上请小心，到了以后给我打电话。',
  el: 'Το τρένο για τη θάλασσα φεύγει στις εννέα, οπότε πρέπει να βρεθούμε λίγο νωρίτερα μπροστά στον σταθμό. Έχω ήδη αγοράσει τα εισιτήρια και κάτι να φάμε όλοι μαζί. Αν ο καιρός μείνει καλός όπως χθες, το απόγευμα θα κολυμπήσουμε και το βράδυ θα γυρίσουμε με τα πόδια.',
};

const mail = (body: string, type = 'text/plain; charset=utf-8', subject = 'journey') =>
  `From: a@example.com\nTo: b@example.org\nSubject: ${subject}\nMIME-Version: 1.0\nContent-Type: ${type}\nContent-Transfer-Encoding: 8bit\n\n${body}\n`;
const utf8 = (text: string) => Buffer.from(text).toString('latin1');
const text = (language: string) => TEXTS[language] ?? '';

/** Bytes that look random and are the same in each run. */
function noise(length: number, seed: number): string {
  let state = seed;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return String.fromCharCode(state >>> 24);
  }).join('');
}

const MESSAGES: readonly (readonly [string, string])[] = [
  ...Object.entries(TEXTS).map(([name, one]) => [name, mail(utf8(one))] as const),
  ...['de', 'fr', 'sv'].map(
    one =>
      [
        `${one} in ISO 8859-1`,
        mail(text(one).replace(/[^\0-\xff]/g, "'"), 'text/plain; charset=iso-8859-1'),
      ] as const,
  ),
  ['capitals', mail(utf8(text('de').toUpperCase()))],
  ['capitals in ISO 8859-1', mail(utf8(text('sv')).toUpperCase(), 'text/plain; charset=x-unknown')],
  ['HTML', mail(utf8(`<p>${text('fr')}</p><p>${text('fr')}</p>`), 'text/html; charset=utf-8')],
  ['two languages', mail(utf8(`${text('en')}\n\n${text('nl')}`))],
  ['short', mail('See you at nine.')],
  ['255 bytes', mail(text('en').slice(0, 255 - 'journey\n\n '.length))],
  ['256 bytes', mail(text('en').slice(0, 256 - 'journey\n\n '.length))],
  ['prefixes', mail(utf8(text('es')), undefined, 'Re: AW: Fwd: viaje')],
  [
    'links',
    mail(`${text('en')} ${'http://example.com/wasserfall/zwischen www.example.org/strasse '.repeat(20)}`),
  ],
  [
    'addresses',
    mail(`${text('en')} ${'schlossgarten@strassenbahn.example.com, <x@y> @home.de '.repeat(20)}`),
  ],
  ['long', mail(`${text('en')}\n\n`.repeat(60))],
  ['long words', mail('abcdefgh'.repeat(2000))],
  ...[1, 2, 3, 4, 5].map(
    seed => [`noise ${seed}`, mail(noise(seed * 700, seed), 'text/plain; charset=utf-8')] as const,
  ),
  ...[6, 7, 8, 9].map(
    seed => [`noise ${seed}`, mail(noise(seed * 300, seed), 'text/plain; charset=x-unknown')] as const,
  ),
  ['X-Languages in the message', `X-Languages: de\nX-Languages-Length: 10000\n${mail(text('it'))}`],
  ['empty', ''],
];

const RULES = String.raw`body UNWANTED eval:check_language()
header IN_HEADER eval:check_language()
body BITS eval:check_body_8bits()
header LANG X-Languages =~ /^(?:de|en|zh)/
header EMPTY X-Languages =~ /^$/
header THERE exists:X-Languages
header LENGTH X-Languages-Length =~ /^(?:\d\d|255|10000)$/`;

const CONFIGS: readonly string[] = [
  'ok_languages all',
  'ok_languages en',
  'ok_languages de fr zh.utf-8',
  'ok_languages sco\ninactive_languages ja zh',
  'textcat_max_languages 1\ntextcat_acceptable_score 1.1\nok_languages xx',
  'textcat_max_languages 9\ntextcat_acceptable_score 1.05\nok_languages xx',
  'textcat_max_ngrams 120\ninactive_languages en',
  'textcat_optimal_ngrams 2\nok_languages nl',
];

interface Answer {
  readonly hits: string;
  readonly languages: string | null;
  readonly results: string | null;
}

function ruleSet(config: string, supportFolders: readonly string[]): RuleSet {
  const loading = 'loadplugin Mail::SpamAssassin::Plugin::TextCat\nutil_rb_tld com org\n';
  return parseRules([{ name: 'test.cf', text: `${loading}${RULES}\n${config}` }], { supportFolders });
}

function run(set: RuleSet, message: string) {
  const views = createViews(Buffer.from(message, 'latin1'), { settings: viewSettings(set) });
  return runRules(set, views, { scoreSet: 0, deadline: new Deadline(60_000) });
}

function answerOf(set: RuleSet, message: string): Answer {
  const { hits, tags } = run(set, message);
  return {
    hits: hits
      .map(({ rule }) => rule)
      .sort()
      .join(' '),
    languages: (tags.get('LANGUAGES') ?? null) as string | null,
    results: (tags.get('TEXTCATRESULTS') ?? null) as string | null,
  };
}

/** Perl has models that are equally far in any order, and so any of them as the last one that is shown. */
function inOrder({ hits, languages, results }: Answer): Answer {
  const distance = (result: string): string => /:([\d.]+)/.exec(result)?.[1] ?? '';
  const all = results?.split(' ') ?? [];
  const last = distance(all.at(-1) ?? '');
  const shown = all
    .map(result => (distance(result) === last ? `${last} last` : result))
    .sort((a, b) => Number(distance(a)) - Number(distance(b)) || (a < b ? -1 : 1));
  return { hits, languages, results: results === null ? null : shown.join(' ') };
}

function peerAnswers(config: string, languages: string | undefined): readonly Answer[] {
  const input = [{ config: `${RULES}\n${config}`, languages }, ...MESSAGES.map(([, message]) => message)];
  const { stdout } = spawnSync('perl', [PEER], {
    input: input.map(line => `${JSON.stringify(line)}\n`).join(''),
    encoding: 'latin1',
  });
  const answers = stdout.split('\n').filter(line => line !== '');
  assert.equal(answers.length, MESSAGES.length);
  return answers.map(line => JSON.parse(line) as Answer);
}

function findPeer(): string | null {
  const models = join(STOCK_RULES, 'languages');
  return existsSync(models) && spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0
    ? models
    : null;
}

for (const config of CONFIGS)
  test(`as in SpamAssassin: ${config.replaceAll('\n', ', ')}`, context => {
    const models = orSkip(context, findPeer(), 'spamassassin');
    if (models === undefined) return;
    const set = ruleSet(config, [STOCK_RULES]);
    assert.deepEqual(set.faults, []);
    for (const [index, theirs] of peerAnswers(config, models).entries()) {
      const [name, message] = MESSAGES[index] ?? ['', ''];
      assert.deepEqual(inOrder(answerOf(set, message)), inOrder(theirs), name);
    }
  });

test('as in SpamAssassin without models', context => {
  if (orSkip(context, findPeer(), 'spamassassin') === undefined) return;
  const set = ruleSet('ok_languages en', []);
  for (const [index, theirs] of peerAnswers('ok_languages en', undefined).entries()) {
    const [name, message] = MESSAGES[index] ?? ['', ''];
    const ours = answerOf(set, message);
    // The library has an empty tag where a plugin has none.
    assert.deepEqual({ ...ours, languages: ours.languages ?? '' }, theirs, name);
  }
});

/** One language, whose only n-gram is a word of one letter. */
const TINY_MODELS = '\0a\0\n0 xx.utf8\n';
const A_TEXT = mail('a '.repeat(200));

function setWithModels(models: string | undefined, config = 'ok_languages de'): RuleSet {
  const place = mkdtempSync(join(folder, 'models-'));
  if (models !== undefined) writeFileSync(join(place, 'languages'), models, 'latin1');
  return ruleSet(config, [join(folder, 'nowhere'), place]);
}

test('a text without a letter is in no language', () => {
  // SpamAssassin names any language of all, each time another.
  const { hits, languages, results } = answerOf(
    setWithModels(TINY_MODELS),
    mail('1 2 3 '.repeat(100)).replace('journey', '1'),
  );
  assert.equal(hits, 'EMPTY THERE');
  assert.equal(languages, '');
  assert.equal(results, 'xx:0(unknown)');
});

test('the report names the languages', () => {
  const set = setWithModels(TINY_MODELS, 'ok_languages de\ntextcat_max_languages 20');
  const { hits } = run(set, A_TEXT);
  assert.deepEqual(hits.find(({ rule }) => rule === 'UNWANTED')?.logs, ['Languages detected: xx']);
});

const FAULTS: readonly (readonly [string, string | undefined, RegExp])[] = [
  ['no models', undefined, /no folder of the rules has the file languages$/],
  ['models of nothing', 'a\nb\n', /languages has no language models$/],
  ['far too many models', 'a\n'.repeat(2 ** 23 + 1), /languages is too long for language models$/],
];

for (const [name, models, why] of FAULTS)
  test(`${name}: nothing is guessed, and it is told once`, () => {
    const set = setWithModels(models);
    const { hits, tags, failures } = run(set, mail(`${text('en')} ${'\xe9'.repeat(9)}`));
    // A header that is not there is empty.
    assert.deepEqual(
      hits.map(({ rule }) => rule),
      ['EMPTY'],
    );
    assert.equal(tags.get('LANGUAGES'), undefined);
    assert.deepEqual(
      failures.map(({ rule }) => rule),
      ['TextCat'],
    );
    assert.match(failures[0]?.why ?? '', why);
    const faults = lintRules(set);
    assert.deepEqual(
      faults.map(({ level, file }) => `${level} ${file}`),
      ['warning test.cf'],
    );
    assert.match(faults[0]?.text ?? '', why);
  });

test('whatever a message says, no rule and no plugin fails', () => {
  const set = setWithModels('\0a\0\nb\n0 xx.utf8\n\xe9\n0 yy\n');
  const word = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('@a', 'http://', 'www.', 'Re: ', 'abcdE'),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 200 }), words => {
      const { failures, tags } = run(set, mail(utf8(words.join(''))));
      assert.deepEqual(failures, []);
      assert.equal(typeof tags.get('LANGUAGES'), 'string');
    }),
    { numRuns: 200 },
  );
});
