/**
 * Questions on their way to name servers, any number side by side. Sockets of each server's own with a port at random, a
 * random id for each question; an answer counts if it comes from where the question went, has its id and repeats the
 * question. Without an answer the next server is asked in its turn; at once, where one refuses, fails or is not there. A
 * truncated answer is asked for again over TCP, one that does not understand EDNS without it (RFC 6891, section 6.2.2).
 *
 * There is no time limit here: who asks says when it is over (endAll).
 */
import { randomBytes } from 'node:crypto';
import type { DnsServerAddress } from './dns-server.ts';
import { encodeQuery, encodeQuestion, mixCase } from './question.ts';
import type { RecordType } from './resolver.ts';
import { askOverTcp, type TcpExchange } from './tcp-exchange.ts';
import { openUdpChannel, type UdpChannel } from './udp-channel.ts';
import { readAnswer, type WireAnswer } from './wire.ts';

export interface ExchangeOptions {
  /** In the order in which they are asked. */
  readonly servers: readonly DnsServerAddress[];
  /** undefined: without EDNS. */
  readonly ednsBytes: number | undefined;
  /** dns0x20: letters large and small at random, which the answer has to repeat. */
  readonly mixesCase: boolean;
  readonly localPorts: Uint16Array;
}

interface Link {
  readonly server: DnsServerAddress;
  /** The last one is used. */
  readonly channels: UdpChannel[];
  /** Sent through the last one. */
  sends: number;
  isDead: boolean;
}

interface OpenQuestion {
  readonly id: number;
  readonly bytes: Buffer;
  readonly settle: (answer: WireAnswer | undefined) => void;
  readonly askedOf: Set<number>;
  /** Servers that will not do better when asked again. */
  readonly failedAt: Set<number>;
  ednsBytes: number | undefined;
  at: number;
  sends: number;
  /** The answer of a server that could not tell; better than none. */
  failure: WireAnswer | undefined;
  resend: NodeJS.Timeout | undefined;
  tcp: TcpExchange | undefined;
}

/** Before a question is sent again, to the next server; twice as long each time. */
const RESEND_MS = 1500;
const MAX_SENDS = 4;
/**
 * Through one socket: the system keeps some 270 small answers for it (net.core.rmem_default) until they are read, which is not
 * before the rules have run.
 */
const MAX_SENDS_OF_CHANNEL = 150;
/** At a time; a sender may make all his answers long. */
const MAX_CONNECTIONS = 20;
/** Turns of the event loop that unread answers may take. */
const MAX_TURNS = 100;

export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #links: readonly Link[];
  /** By id. */
  readonly #open = new Map<number, OpenQuestion>();
  #connections = 0;
  #heard = 0;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#links = options.servers.map(server => ({ server, channels: [], sends: 0, isDead: false }));
  }

  /** undefined: no usable answer. The name has to be askable. */
  ask(name: string, type: RecordType): Promise<WireAnswer | undefined> {
    const plain = encodeQuestion(name, type);
    return new Promise(resolve => {
      const question: OpenQuestion = {
        id: this.#freeId(),
        bytes: this.#options.mixesCase ? mixCase(plain, randomBytes(32)) : plain,
        settle: resolve,
        askedOf: new Set(),
        failedAt: new Set(),
        ednsBytes: this.#options.ednsBytes,
        at: -1,
        sends: 0,
        failure: undefined,
        resend: undefined,
        tcp: undefined,
      };
      this.#open.set(question.id, question);
      this.#sendToNext(question);
    });
  }

  /** What is open ends without an answer. */
  endAll(): void {
    for (const question of [...this.#open.values()]) this.#settle(question, question.failure);
  }

  close(): void {
    this.endAll();
    for (const link of this.#links) {
      link.isDead = true;
      for (const channel of link.channels) channel.close();
    }
  }

  /**
   * Runs the action when all that has arrived is read: timers come before arrivals in a turn of the event loop, so that after a
   * long piece of work answers that are there already would look late.
   */
  whenRead(action: () => void, turns = MAX_TURNS): void {
    const heard = this.#heard;
    setImmediate(() => {
      if (this.#heard === heard || turns <= 1) action();
      else this.whenRead(action, turns - 1);
    });
  }

  #freeId(): number {
    // Not randomInt, which draws ahead: what it has drawn when an image is made would be the same in each process.
    let id = randomBytes(2).readUInt16BE();
    while (this.#open.has(id)) id = (id + 1) & 0xffff;
    return id;
  }

  #sendToNext(question: OpenQuestion): void {
    const count = this.#links.length;
    for (let step = 1; step <= count; step += 1) {
      const index = (question.at + step) % count;
      if (this.#links[index]?.isDead === false && !question.failedAt.has(index)) {
        this.#send(question, index);
        return;
      }
    }
    this.#settle(question, question.failure);
  }

  #send(question: OpenQuestion, index: number): void {
    const link = this.#links[index];
    if (link === undefined) return;
    question.at = index;
    question.sends += 1;
    question.askedOf.add(index);
    clearTimeout(question.resend);
    if (question.sends < MAX_SENDS) {
      const resend = (): void => {
        this.whenRead(() => {
          if (this.#isOpen(question) && question.tcp === undefined) this.#sendToNext(question);
        });
      };
      question.resend = setTimeout(resend, RESEND_MS * 2 ** (question.sends - 1)).unref();
    }
    this.#channel(link, index).send(encodeQuery(question.id, question.bytes, question.ednsBytes));
  }

  #channel(link: Link, index: number): UdpChannel {
    const last = link.channels.at(-1);
    link.sends = last === undefined || link.sends >= MAX_SENDS_OF_CHANNEL ? 1 : link.sends + 1;
    if (last !== undefined && link.sends > 1) return last;
    const channel = openUdpChannel({
      server: link.server,
      localPorts: this.#options.localPorts,
      onMessage: bytes => {
        this.#onMessage(index, bytes);
      },
      onFailure: () => {
        this.#onFailure(index);
      },
    });
    link.channels.push(channel);
    return channel;
  }

  #isOpen(question: OpenQuestion): boolean {
    return this.#open.get(question.id) === question;
  }

  #onMessage(index: number, bytes: Buffer): void {
    this.#heard += 1;
    const question = bytes.length < 2 ? undefined : this.#open.get(bytes.readUInt16BE(0));
    if (question?.askedOf.has(index) !== true) return;
    const answer = readAnswer(bytes, question.bytes, this.#options.mixesCase);
    if (answer !== undefined) this.#take(question, index, answer);
  }

  #onFailure(index: number): void {
    const link = this.#links[index];
    if (link !== undefined) link.isDead = true;
    for (const question of [...this.#open.values()]) if (question.at === index) this.#sendToNext(question);
  }

  #take(question: OpenQuestion, index: number, answer: WireAnswer): void {
    const { code } = answer;
    if (answer.isTruncated) this.#askOverTcp(question, index);
    else if (code === 'NOERROR' || code === 'NXDOMAIN') this.#settle(question, answer);
    else if ((code === 'FORMERR' || code === 'NOTIMP') && question.ednsBytes !== undefined) {
      question.ednsBytes = undefined;
      this.#send(question, index);
    } else {
      question.failure ??= answer;
      this.#giveUpOn(question, index);
    }
  }

  #giveUpOn(question: OpenQuestion, index: number): void {
    question.failedAt.add(index);
    if (question.at === index) this.#sendToNext(question);
  }

  #askOverTcp(question: OpenQuestion, index: number): void {
    const server = this.#links[index]?.server;
    if (question.tcp !== undefined || server === undefined) return;
    if (this.#connections >= MAX_CONNECTIONS) {
      this.#settle(question, question.failure);
      return;
    }
    this.#connections += 1;
    question.tcp = askOverTcp(server, encodeQuery(question.id, question.bytes, question.ednsBytes), bytes => {
      this.#heard += 1;
      this.#connections -= 1;
      question.tcp = undefined;
      const isOurs = bytes !== undefined && bytes.length >= 2 && bytes.readUInt16BE(0) === question.id;
      const answer = isOurs ? readAnswer(bytes, question.bytes, this.#options.mixesCase) : undefined;
      if (answer === undefined || answer.isTruncated) this.#giveUpOn(question, index);
      else this.#take(question, index, answer);
    });
  }

  #settle(question: OpenQuestion, answer: WireAnswer | undefined): void {
    if (!this.#isOpen(question)) return;
    this.#open.delete(question.id);
    clearTimeout(question.resend);
    if (question.tcp !== undefined) this.#connections -= 1;
    question.tcp?.close();
    question.settle(answer);
  }
}
