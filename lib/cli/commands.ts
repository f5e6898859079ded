/** All commands by name, and how each is loaded. */
import { MESSAGE_COMMANDS, type Commands } from './message-commands.ts';

export const COMMANDS: Commands = {
  ...MESSAGE_COMMANDS,
  quarantine: {
    summary: 'list, show, release and delete what was kept',
    load: async () => (await import('./quarantine.ts')).quarantineCommand(),
  },
  reputation: {
    summary: 'list, clean and correct what is known of senders (AWL, TxRep)',
    load: async () => (await import('./reputation.ts')).reputationCommand(),
  },
  rules: {
    summary: 'check, list, explain and update the rules that score mail',
    load: async () => (await import('./rules.ts')).rulesCommand(),
  },
  config: {
    summary: 'check and show the configuration',
    load: async () => (await import('./config.ts')).configCommand(),
  },
  compile: {
    summary: 'make the image that filter, tag, scan and learn start from',
    load: async () => (await import('./compile.ts')).compileCommand(),
  },
  doctor: {
    summary: 'look for mistakes in the set-up of Postfix, clamd and mailsift',
    load: async () => (await import('./doctor.ts')).doctorCommand(),
  },
};
