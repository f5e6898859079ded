/**
 * A connection to Redis, or to what speaks its protocol (Valkey, KeyDB). It is so small a part of the protocol, and a client
 * library costs each message 100 ms to load, that it is spoken here. node:net is loaded when it is made.
 */
import { createRequire } from 'node:module';
import type * as net from 'node:net';
import { describeError, MailsiftError } from '../errors.ts';
import { encodeCommand, RedisRefusal, RedisReplyReader, type RedisReply } from './redis-protocol.ts';
import { NETWORK_ADVICE, type ServerPlace } from './server-address.ts';
import { answered } from './sql-session.ts';

const require = createRequire(import.meta.url);

export type RedisCommand = readonly (string | number)[];

export interface RedisSession {
  /** For people, without a password. */
  readonly name: string;
  /** Sent at once; the answers stand in the same order. A refused command throws MailsiftError; so does no answer in time. */
  pipeline(
    commands: readonly RedisCommand[],
    limitMs?: number,
  ): Promise<readonly Exclude<RedisReply, RedisRefusal>[]>;
  close(): Promise<void>;
}

interface Waiting {
  readonly count: number;
  readonly replies: RedisReply[];
  readonly resolve: (replies: readonly RedisReply[]) => void;
  readonly reject: (error: Error) => void;
}

/** Throws MailsiftError. */
export async function connectRedis(
  place: ServerPlace,
  name: string,
  timeoutMs: number,
): Promise<RedisSession> {
  const wire = new Wire(place, name);
  const session: RedisSession = {
    name,
    pipeline: async (commands, limitMs) => {
      const replies = await answered(wire.send(commands), limitMs ?? timeoutMs, name, () => wire.giveUp());
      return replies.map(reply => accepted(reply, name));
    },
    close: () => {
      wire.giveUp();
      return Promise.resolve();
    },
  };
  try {
    await answered(wire.connected, timeoutMs, name, () => wire.giveUp());
    if (place.password !== undefined) await logIn(place, session);
    await session.pipeline([['SELECT', place.database]]);
    return session;
  } catch (thrown) {
    wire.giveUp();
    throw thrown;
  }
}

/** SpamAssassin gives the password only when it is asked for; a server that wants none refuses it. */
async function logIn({ user, password = '' }: ServerPlace, session: RedisSession): Promise<void> {
  try {
    await session.pipeline([user === undefined ? ['AUTH', password] : ['AUTH', user, password]]);
  } catch (thrown) {
    if (!/without any password configured/.test(describeError(thrown))) throw thrown;
  }
}

class Wire {
  readonly connected: Promise<void>;
  readonly #name: string;
  readonly #socket: net.Socket;
  readonly #reader = new RedisReplyReader();
  readonly #waiting: Waiting[] = [];
  #failure: Error | undefined;

  constructor(place: ServerPlace, name: string) {
    const { connect } = require('node:net') as typeof net;
    this.#name = name;
    this.#socket = connect(
      place.socket === undefined ? { host: place.host, port: place.port } : { path: place.socket },
    );
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#socket.on('close', () => this.#fail(new Error('the server closed the connection: see its log')));
    this.connected = new Promise((resolve, reject) => {
      this.#socket.once('connect', resolve);
      this.#socket.on('error', error => {
        this.#fail(error);
        reject(redisError(name, error));
      });
    });
    // Nobody may be waiting for it.
    this.connected.catch(() => undefined);
  }

  send(commands: readonly RedisCommand[]): Promise<readonly RedisReply[]> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) reject(redisError(this.#name, this.#failure));
      else if (commands.length === 0) resolve([]);
      else {
        this.#waiting.push({ count: commands.length, replies: [], resolve, reject });
        this.#socket.write(commands.map(encodeCommand).join(''), 'latin1');
      }
    });
  }

  giveUp(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    try {
      for (const reply of this.#reader.push(chunk)) {
        const first = this.#waiting[0];
        if (first === undefined) throw new Error('an answer that nobody asked for');
        first.replies.push(reply);
        if (first.replies.length < first.count) continue;
        this.#waiting.shift();
        first.resolve(first.replies);
      }
    } catch (thrown) {
      this.#fail(new Error(`not the protocol of Redis (${describeError(thrown)}): correct the address`));
      this.giveUp();
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(redisError(this.#name, this.#failure));
  }
}

function redisError(name: string, error: Error): MailsiftError {
  const advice = NETWORK_ADVICE.get((error as { code?: string }).code ?? '') ?? error.message;
  return new MailsiftError(`${name}: ${advice}`, { cause: error });
}

const ADVICE: ReadonlyMap<string, string> = new Map([
  ['NOAUTH', 'it wants a password: write it into the address, redis://:PASSWORD@HOST/0'],
  ['WRONGPASS', 'correct user and password of the address'],
  ['NOPERM', 'allow the user what it needs (ACL SETUSER)'],
  ['OOM', 'its memory is full: raise maxmemory'],
  ['MISCONF', 'it cannot save to its disk and takes nothing in: see its log'],
  ['READONLY', 'it may only be read: use the one that may be written'],
  ['LOADING', 'it is starting; try again'],
  ['BUSY', 'a script runs too long there; see its log'],
]);

function accepted(reply: RedisReply, name: string): Exclude<RedisReply, RedisRefusal> {
  if (!(reply instanceof RedisRefusal)) return reply;
  const advice = ADVICE.get(reply.code);
  const cause = new Error(reply.text);
  throw new MailsiftError(advice === undefined ? name : `${name}: ${advice}`, { cause });
}
