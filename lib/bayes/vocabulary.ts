/**
 * What pieces of text give as tokens, remembered: most words of a message were in earlier ones, or in it already. Reads one
 * message at a time.
 *
 * Learning spends most of its time with tokens, so a piece that is known is found where it stands in the line, by a hash of its
 * characters, and not cut out. Whoever writes pieces of one hash gains nothing: of those only a few are remembered. When
 * there are many pieces, all are forgotten before the next message.
 */
import { tokenKey } from './token-key.ts';
import { cleaned, MIN_LENGTH, pieceTokens, type TextKind, type WordSettings } from './tokenize-line.ts';

const MAX_PIECES = 50_000;
const FIRST_SLOTS = 1024;
const MAX_PROBES = 16;
const SPACE = 0x20;
/** FNV-1a */
const HASH_START = 0x811c9dc5;
const HASH_FACTOR = 0x01000193;

export class Token {
  readonly text: string;
  #key: string | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** By which stores know it. */
  get key(): string {
    return (this.#key ??= tokenKey(this.text));
  }
}

interface Piece {
  readonly text: string;
  readonly book: number;
  readonly hash: number;
  /** How many tokens it gives, empty ones included. */
  readonly count: number;
  readonly tokens: readonly Token[];
  /** The last message that it was in. */
  message: number;
}

export class Vocabulary {
  readonly #settings: WordSettings;
  /** Kind of text and prefix, of which there may be as many as there are names of header fields. */
  readonly #books = new Map<string, number>();
  #pieces: Piece[] = [];
  /** Where in #pieces, and 1; 0 is free. */
  #slots = new Int32Array(0);
  #message = 0;
  #found: Token[] = [];

  constructor(settings: WordSettings) {
    this.#settings = settings;
  }

  /** Begins a message. */
  begin(): void {
    this.#message += 1;
    this.#found = [];
    if (this.#slots.length > 0 && this.#pieces.length + this.#books.size < MAX_PIECES) return;
    this.#books.clear();
    this.#pieces = [];
    this.#slots = new Int32Array(FIRST_SLOTS);
  }

  /** Gives how many tokens there were, those that were met already included. */
  readLine(line: string, prefix: string, kind: TextKind): number {
    const text = cleaned(line, kind);
    const book = this.#book(`${kind} ${prefix}`);
    const seed = Math.imul(HASH_START ^ book, HASH_FACTOR);
    let [count, start, hash] = [0, 0, seed];
    for (let at = 0; at <= text.length; at += 1) {
      const code = at < text.length ? text.charCodeAt(at) : SPACE;
      if (code !== SPACE) {
        hash = Math.imul(hash ^ code, HASH_FACTOR);
        continue;
      }
      if (at - start >= MIN_LENGTH) {
        const piece =
          this.#known(text, start, at, hash, book) ??
          this.#meet(text.slice(start, at), hash, book, prefix, kind);
        count += piece.count;
        this.#note(piece);
      }
      start = at + 1;
      hash = seed;
    }
    return count;
  }

  /** Another token of the message. */
  add(text: string): void {
    this.#found.push(new Token(text));
  }

  /** Those of the message, in the order in which they were met. One may come twice. */
  get found(): readonly Token[] {
    return this.#found;
  }

  #note(piece: Piece): void {
    if (piece.message === this.#message) return;
    piece.message = this.#message;
    for (const token of piece.tokens) this.#found.push(token);
  }

  #book(name: string): number {
    let book = this.#books.get(name);
    if (book === undefined) {
      book = this.#books.size;
      this.#books.set(name, book);
    }
    return book;
  }

  #known(text: string, start: number, end: number, hash: number, book: number): Piece | undefined {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = firstSlot(hash, mask);
    for (let probes = 0; probes < MAX_PROBES; probes += 1) {
      const index = slots[slot] ?? 0;
      if (index === 0) return undefined;
      const piece = this.#pieces[index - 1];
      if (piece?.hash === hash && piece.book === book && isAt(piece.text, text, start, end)) return piece;
      slot = (slot + 1) & mask;
    }
    return undefined;
  }

  #meet(text: string, hash: number, book: number, prefix: string, kind: TextKind): Piece {
    // What is cut out of a line may keep the whole line in memory.
    const own = Buffer.from(text, 'latin1').toString('latin1');
    const tokens = pieceTokens(own, prefix, kind, this.#settings);
    const piece: Piece = {
      text: own,
      book,
      hash,
      count: tokens.length,
      tokens: tokens.filter(token => token !== '').map(token => new Token(token)),
      message: 0,
    };
    if (this.#pieces.length * 2 >= this.#slots.length) this.#grow();
    if (this.#place(piece, this.#pieces.length + 1)) this.#pieces.push(piece);
    return piece;
  }

  /** False: there is no room near where it should be. */
  #place({ hash }: Piece, number: number): boolean {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = firstSlot(hash, mask);
    for (let probes = 0; probes < MAX_PROBES; probes += 1) {
      if (slots[slot] === 0) {
        slots[slot] = number;
        return true;
      }
      slot = (slot + 1) & mask;
    }
    return false;
  }

  #grow(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    this.#pieces.forEach((piece, index) => this.#place(piece, index + 1));
  }
}

function firstSlot(hash: number, mask: number): number {
  return (hash ^ (hash >>> 15)) & mask;
}

function isAt(piece: string, text: string, start: number, end: number): boolean {
  return piece.length === end - start && text.startsWith(piece, start);
}
