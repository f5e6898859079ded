/** The commands that look at messages, by name, and how each is loaded: those that images are made for. */
import type { Command } from 'commander';

export interface Entry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

export type Commands = Readonly<Record<string, Entry>>;

export const MESSAGE_COMMANDS: Commands = {
  filter: {
    summary: 'take a message from Postfix, decide, hand it back (pipe(8) transport)',
    load: async () => (await import('./filter.ts')).filterCommand(),
  },
  tag: {
    summary: 'mark a message on its way from standard input to standard output (procmail, maildrop)',
    load: async () => (await import('./tag.ts')).tagCommand(),
  },
  scan: {
    summary: 'report on messages, mbox files, Maildirs and folders',
    load: async () => (await import('./scan.ts')).scanCommand(),
  },
  learn: {
    summary: 'teach Bayes what is spam and what is not',
    load: async () => (await import('./learn.ts')).learnCommand(),
  },
};
