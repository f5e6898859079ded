/**
 * What pieces of text give as tokens, remembered: most words of a message were in earlier ones, or in it already. Reads one
 * message at a time and gives its tokens, each once.
 *
 * How much is remembered is bounded; when there are many, all is forgotten before the next message.
 */
import { tokenKey } from './token-key.ts';
import { MIN_LENGTH, piecesOf, pieceTokens, type TextKind, type WordSettings } from './tokenize-line.ts';

const MAX_PIECES = 50_000;
/** A shorter piece of a string is a string of its own; a longer one keeps all of what it was cut from in memory. */
const MAX_COPIED_CHARS = 12;

export class Token {
  readonly text: string;
  /** The last message that it was in. */
  message = 0;
  #key: string | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** By which stores know it. */
  get key(): string {
    return (this.#key ??= tokenKey(this.text));
  }
}

export class Vocabulary {
  readonly #settings: WordSettings;
  /** By kind and prefix, then by piece. */
  readonly #books = new Map<string, Map<string, readonly Token[]>>();
  readonly #tokens = new Map<string, Token>();
  #pieces = 0;
  #message = 0;
  #found: Token[] = [];

  constructor(settings: WordSettings) {
    this.#settings = settings;
  }

  /** Begins a message. */
  begin(): void {
    this.#message += 1;
    this.#found = [];
    if (this.#pieces < MAX_PIECES) return;
    this.#books.clear();
    this.#tokens.clear();
    this.#pieces = 0;
  }

  /** Gives how many tokens there were, those that were met already included. */
  readLine(line: string, prefix: string, kind: TextKind): number {
    const book = this.#book(`${kind} ${prefix}`);
    let count = 0;
    for (const piece of piecesOf(line, kind)) {
      if (piece.length < MIN_LENGTH) continue;
      const tokens = book.get(piece) ?? this.#learn(book, piece, prefix, kind);
      count += tokens.length;
      for (const token of tokens) this.#note(token);
    }
    return count;
  }

  /** Another token of the message. */
  add(text: string): void {
    this.#note(this.#token(text));
  }

  /** Those of the message, in the order in which they were met. */
  get found(): readonly Token[] {
    return this.#found;
  }

  #note(token: Token): void {
    if (token.message === this.#message || token.text === '') return;
    token.message = this.#message;
    this.#found.push(token);
  }

  #book(name: string): Map<string, readonly Token[]> {
    let book = this.#books.get(name);
    if (book === undefined) {
      book = new Map();
      this.#books.set(name, book);
      // Names of header fields are as many as senders like.
      this.#pieces += 1;
    }
    return book;
  }

  #learn(
    book: Map<string, readonly Token[]>,
    piece: string,
    prefix: string,
    kind: TextKind,
  ): readonly Token[] {
    const own = piece.length > MAX_COPIED_CHARS ? Buffer.from(piece, 'latin1').toString('latin1') : piece;
    const tokens = pieceTokens(own, prefix, kind, this.#settings).map(text => this.#token(text));
    book.set(own, tokens);
    this.#pieces += 1;
    return tokens;
  }

  #token(text: string): Token {
    let token = this.#tokens.get(text);
    if (token === undefined) {
      token = new Token(text);
      this.#tokens.set(text, token);
    }
    return token;
  }
}
