/**
 * The fields of a header as rules see them: by name, all of them, and the parts above and below a Received field.
 * X-Spam-* of the incoming message does not exist, except in the raw text. Byte strings; values end in a newline.
 */
import { decodeHeader } from './decode-header.ts';
import type { RawField, SplitMessage } from './split-message.ts';

const MAX_ALL_BYTES = 65_536;

interface DecodedField {
  readonly name: string;
  readonly raw: string;
  value(): string;
}

export class HeaderFields {
  readonly #fields: readonly DecodedField[];
  readonly #byName = new Map<string, DecodedField[]>();
  readonly #pristine: string;
  #all: readonly string[] | undefined;

  constructor(message: SplitMessage) {
    this.#pristine = message.pristineHeader;
    this.#fields = message.fields.filter(field => !/^x-spam-/i.test(field.name)).map(decodedOnce);
    for (const field of this.#fields) {
      const key = field.name.toLowerCase();
      const list = this.#byName.get(key);
      if (list === undefined) this.#byName.set(key, [field]);
      else list.push(field);
    }
  }

  values(name: string): readonly string[] {
    return (this.#byName.get(name.toLowerCase()) ?? []).map(field => field.value());
  }

  /** As received: what follows the colon, with folds. */
  rawValues(name: string): readonly string[] {
    return (this.#byName.get(name.toLowerCase()) ?? []).map(field => field.raw);
  }

  unfoldedRawValues(name: string): readonly string[] {
    return this.rawValues(name).map(raw => raw.replace(/\r?\n[ \t\n\r\f\v]+/g, ' '));
  }

  /** One line for each field. The fields of the names that come first have the room; behind 64 kB nothing counts. */
  all(): readonly string[] {
    if (this.#all !== undefined) return this.#all;
    const lines = new Map<DecodedField, string>();
    let sizeBytes = 0;
    for (const field of [...this.#byName.values()].flat()) {
      const line = `${field.name}: ${field.value()}`;
      sizeBytes += line.length;
      if (sizeBytes > MAX_ALL_BYTES) break;
      lines.set(field, line);
    }
    this.#all = this.#fields.flatMap(field => lines.get(field) ?? []);
    return this.#all;
  }

  /** The fields as received, each with its folds. */
  allRaw(): readonly string[] {
    return this.#pristine.match(/^[^ \t\n][^\n]*\n(?:[ \t][^\n]*(?:\n|$))*/gm) ?? [];
  }

  /** Fields from the Received field `first` on, or from the top; up to the Received field `last`, or to the end. */
  receivedRange(
    first: number | undefined,
    last: number | undefined,
    { raw }: { readonly raw: boolean },
  ): readonly string[] {
    if (last !== undefined && last < 0) return [];
    const lines = raw
      ? this.allRaw()
      : (this.all()
          .join('')
          .match(/[^\n]*\n|[^\n]+$/g) ?? []);
    const chosen: string[] = [];
    let index = -1;
    for (const line of lines) {
      if (/^received:/i.test(line)) index += 1;
      if ((first === undefined || first <= index) && (last === undefined || index <= last)) chosen.push(line);
      if (last !== undefined && index === last) break;
    }
    return chosen;
  }

  /** A field of this name stands somewhere below a Received field. */
  isBelowReceived(name: string): boolean {
    const wanted = name.toLowerCase();
    const received = this.#fields.findIndex(field => field.name.toLowerCase() === 'received');
    return (
      received >= 0 && this.#fields.findLastIndex(field => field.name.toLowerCase() === wanted) > received
    );
  }
}

function decodedOnce({ name, raw }: RawField): DecodedField {
  let value: string | undefined;
  return { name, raw, value: () => (value ??= `${decodeHeader(name, raw)}\n`) };
}
