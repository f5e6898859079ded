/**
 * The views of one message that rules, the Bayes tokenizer and reports share: header, body, rawbody, full, uris, MIME
 * tree, HTML results. Each is made at the first question and kept.
 *
 * All strings are byte strings: one char per byte, latin1, decoded text as its UTF-8 octets. SpamAssassin matches bytes,
 * and its rules are written for that: `\xC3\xA9` is an e with acute, `.` is one byte. lib/views/bytes.ts turns them into
 * Unicode for people. (HTML results hold Unicode text; they say so.)
 *
 * Input: the bytes of the message, already cut to the scan size. Mail is hostile: nothing here throws, and the work is
 * linear in the size. Reference: SpamAssassin 4.0.1 with normalize_charset 1.
 */
import { bodyView, hidesText, invisibleBodyView, renderPart, visibleBodyView } from './body-view.ts';
import type { Rendering } from './body-view.ts';
import { recipientAddresses, senderAddresses } from './header/collect-addresses.ts';
import { HeaderView } from './header/header-view.ts';
import type { HeaderModifier } from './header/header-view.ts';
import { splitMessage, toLf } from './header/split-message.ts';
import type { ParseFlag } from './header/split-message.ts';
import type { HtmlResult } from './html/html-result.ts';
import type { MimeNode } from './mime/mime-node.ts';
import { leavesOf, parseMime } from './mime/parse-mime.ts';
import type { Relays } from './relays/relay.ts';
import type { Stopwatch } from '../stopwatch.ts';
import { rawbodyView } from './rawbody-view.ts';
import { addParsedUri, uriDetails } from './uri/uri-view.ts';
import type { UriDetail } from './uri/uri-view.ts';
import { DEFAULT_VIEW_SETTINGS } from './view-settings.ts';
import type { ViewSettings } from './view-settings.ts';

export interface ViewOptions {
  /** MAIL FROM; '' is the null sender. Without it the headers are asked. */
  readonly envelopeSender?: string;
  /** The bytes are the beginning of a longer message. */
  readonly truncated?: boolean;
  readonly settings?: ViewSettings;
  /** Told how long each view takes to make. */
  readonly stopwatch?: Stopwatch;
}

export interface Views {
  readonly truncated: boolean;
  readonly settings: ViewSettings;
  /** Values of a header or pseudo header; empty when absent. */
  header(name: string, modifiers?: readonly HeaderModifier[]): readonly string[];
  /** The hosts that the message passed. */
  readonly relays: Relays;
  /** What is known of the message beside its header, one header line each, sorted by name; `domains`: of sender and author, too. */
  metadata(options: { readonly domains: boolean }): readonly string[];
  /** Addresses of whoever may count as sender, as recipient: for welcome and block lists. */
  readonly fromAddresses: readonly string[];
  readonly toAddresses: readonly string[];
  readonly body: readonly string[];
  /** As `body`, without the text that HTML hides; that text alone. For Bayes. */
  readonly visibleBody: readonly string[];
  readonly invisibleBody: readonly string[];
  readonly rawbody: readonly string[];
  /** The message as received, without an mbox `From ` line. */
  readonly full: string;
  /** Every reading of every URI, each once. */
  readonly uris: readonly string[];
  readonly uriDetails: ReadonlyMap<string, UriDetail>;
  readonly mime: MimeNode;
  /** Leaf parts with their text, in document order. */
  readonly renderings: readonly Rendering[];
  /** One for each rendered text/html part. */
  readonly html: readonly HtmlResult[];
  readonly flags: ReadonlySet<ParseFlag>;
  /** The undecoded body with LF line ends, whichever it came with. */
  readonly undecodedBody: string;
  /** Length of the undecoded body, as it came. */
  readonly bodySizeBytes: number;
  /** A URI found elsewhere, in a document: `uri` rules see it beside the others. Before they run. */
  addUri(uri: string): void;
  /** A fact that header rules read by this name where the message has no such header. */
  putMetadata(name: string, value: string): void;
}

export function createViews(bytes: Buffer, options: ViewOptions = {}): Views {
  const settings = options.settings ?? DEFAULT_VIEW_SETTINGS;
  const { stopwatch } = options;
  const view = <T>(name: string, make: () => T): (() => T) =>
    lazy(stopwatch === undefined ? make : () => stopwatch.measure(name, make));
  const split = view('header', () => splitMessage(bytes));
  const headers = lazy(() => new HeaderView(split(), options.envelopeSender, settings));
  const header: Views['header'] = (name, modifiers) => headers().get(name, modifiers);
  const fromAddresses = lazy(() => senderAddresses(header));
  const toAddresses = lazy(() => recipientAddresses(header));
  const tree = view('mime', () => parseMime(split()));
  const leaves = lazy(() => leavesOf(tree().root));
  const renderings = view('render', () => leaves().map(leaf => renderPart(leaf, settings)));
  const html = lazy(() => renderings().flatMap(one => (one.html === undefined ? [] : [one.html])));
  const subject = (): string => (headers().get('Subject').at(-1) ?? '').replace(/\n$/, '');
  const body = view('body', () => bodyView(subject(), renderings(), settings));
  const visibleBody = lazy(() =>
    renderings().some(hidesText) ? visibleBodyView(subject(), renderings(), settings) : body(),
  );
  const invisibleBody = lazy(() => invisibleBodyView(renderings(), settings));
  const rawbody = view('rawbody', () => rawbodyView(leaves(), settings));
  const details = view('uris', () =>
    uriDetails(
      {
        body: body(),
        html: html(),
        signatures: [...header('DomainKey-Signature'), ...header('DKIM-Signature')],
      },
      settings,
    ),
  );
  let uris: readonly string[] | undefined;
  return {
    truncated: options.truncated ?? false,
    settings,
    header,
    get relays() {
      return headers().relays;
    },
    metadata: options => headers().metadata(options),
    get fromAddresses() {
      return fromAddresses();
    },
    get toAddresses() {
      return toAddresses();
    },
    get body() {
      return body();
    },
    get visibleBody() {
      return visibleBody();
    },
    get invisibleBody() {
      return invisibleBody();
    },
    get rawbody() {
      return rawbody();
    },
    get full() {
      return split().pristineHeader + split().pristineBody;
    },
    get uris() {
      return (uris ??= [...new Set([...details().values()].flatMap(one => one.cleaned))]);
    },
    get uriDetails() {
      return details();
    },
    get mime() {
      return tree().root;
    },
    get renderings() {
      return renderings();
    },
    get html() {
      return html();
    },
    get flags() {
      return tree().flags;
    },
    get undecodedBody() {
      const { pristineBody, isCrlf } = split();
      return isCrlf ? toLf(pristineBody) : pristineBody;
    },
    get bodySizeBytes() {
      return split().pristineBody.length;
    },
    addUri: uri => {
      addParsedUri(details(), uri, settings);
      uris = undefined;
    },
    putMetadata: (name, value) => {
      headers().putMetadata(name, value);
    },
  };
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
