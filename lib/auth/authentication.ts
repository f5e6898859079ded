/**
 * Who a message is from, as SPF, DKIM and ARC tell: each is asked once for a message, whoever asks, and all of them side by side.
 * Nothing rejects.
 */
import type { ByteSource } from '../io/source.ts';
import type { Resolver } from '../net/resolver.ts';
import { checkSpf } from './spf.ts';
import type { SpfAnswer, SpfQuestion } from './spf.ts';
import type { Signatures } from './signature.ts';
import { verifySignatures } from './verify-signatures.ts';

export interface AuthenticationInput {
  /** The message, all of it. */
  readonly source: ByteSource;
  readonly resolver: Resolver;
  /** This host. */
  readonly hostname: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  readonly spf: SpfLimits;
}

export interface SpfLimits {
  /** Terms that ask the DNS. */
  readonly maxTerms: number;
  readonly timeoutMs: number;
}

export class Authentication {
  readonly #input: AuthenticationInput;
  readonly #spf = new Map<string, Promise<SpfAnswer>>();
  #signatures: Promise<Signatures> | undefined;

  constructor(input: AuthenticationInput) {
    this.#input = input;
  }

  get resolver(): Resolver {
    return this.#input.resolver;
  }

  spf(question: SpfQuestion): Promise<SpfAnswer> {
    const { scope, identity, ip, helo } = question;
    const key = [scope, identity, ip, helo].join('\n');
    let answer = this.#spf.get(key);
    if (answer === undefined) {
      const { resolver, hostname, spf } = this.#input;
      answer = checkSpf(question, { resolver, hostname, ...spf });
      this.#spf.set(key, answer);
    }
    return answer;
  }

  signatures(): Promise<Signatures> {
    const { source, resolver, nowMs } = this.#input;
    return (this.#signatures ??= verifySignatures(source, { resolver, nowMs }));
  }
}
