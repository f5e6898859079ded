/**
 * Mistakes in how Postfix and the filter are put together (FILTER_README, pipe(8)): loops, addresses expanded twice,
 * mail that bounces for our trouble, retries that cannot be recognised.
 */
import { ok, problem, warning, type Finding } from './finding.ts';
import type { PostfixFacts, Service } from './postfix-facts.ts';

const AREA = 'postfix';

export interface PostfixExpectations {
  readonly timeLimitMs: number;
  readonly scannerMaxBytes: number;
}

export function judgePostfix(facts: PostfixFacts, expected: PostfixExpectations): Finding[] {
  const transports = facts.services.filter(isOurs);
  if (transports.length === 0) {
    return [
      warning(
        AREA,
        'no transport in master.cf runs mailsift filter',
        'add one; see the README, "In Postfix"',
      ),
    ];
  }
  const findings = [
    ...judgeContentFilter(facts, transports),
    ...transports.flatMap(transport => judgeTransport(transport, facts, expected)),
    ...judgeSecondPass(facts),
    ...judgeMain(facts, expected),
  ];
  const bad = findings.some(({ level }) => level !== 'ok');
  return bad ? findings : [...findings, ok(AREA, 'nothing loops or is expanded twice')];
}

function isOurs({ command, arguments: words }: Service): boolean {
  return command === 'pipe' && /argv=\S*\bmailsift(?:\.ts)? filter\b/.test(words);
}

function judgeContentFilter({ main, services }: PostfixFacts, transports: readonly Service[]): Finding[] {
  const names = new Set(transports.map(({ name }) => name));
  const uses = (value: string | undefined) => names.has((value ?? '').split(':')[0] ?? '');
  const global = uses(main.get('content_filter'));
  const pickup = services.find(({ name }) => name === 'pickup');
  const pickupFilter = pickup?.options.get('content_filter');
  const loops = uses(pickupFilter) || (global && pickupFilter === undefined);
  const users = services.filter(
    ({ name, options }) => name !== 'pickup' && uses(options.get('content_filter')),
  );
  return [
    ...(loops
      ? [
          problem(
            AREA,
            'mail that the filter hands back goes into the filter again: a loop',
            'set content_filter with -o on the smtpd service only, or -o content_filter= on pickup',
          ),
        ]
      : []),
    ...(!global && users.length === 0
      ? [
          warning(
            AREA,
            'no service sends its mail to the filter',
            `add -o content_filter=${[...names][0] ?? ''}:dummy to the smtpd service`,
          ),
        ]
      : []),
    ...users.flatMap(user => judgeMappings(user, main)),
    ...(users.some(({ options }) => /^[^:]+:$/.test(options.get('content_filter') ?? ''))
      ? [
          warning(
            AREA,
            'content_filter ends in a colon: one filter run for each recipient domain',
            'write content_filter=NAME:dummy for one run a message',
          ),
        ]
      : []),
  ];
}

/** With mappings on both sides of the filter, virtual aliases are expanded and always_bcc is copied twice. */
function judgeMappings({ name, options }: Service, main: ReadonlyMap<string, string>): Finding[] {
  const set = options.get('receive_override_options') ?? main.get('receive_override_options') ?? '';
  const doubled = [
    'virtual_alias_maps',
    'canonical_maps',
    'recipient_canonical_maps',
    'always_bcc',
    'recipient_bcc_maps',
    'sender_bcc_maps',
  ].filter(key => (main.get(key) ?? '') !== '');
  if (set.includes('no_address_mappings') || doubled.length === 0) return [];
  const what = `${doubled.join(', ')} act before and after the filter: aliases and copies come twice`;
  return [warning(AREA, what, `add -o receive_override_options=no_address_mappings to ${name}`)];
}

function judgeTransport(
  service: Service,
  { main }: PostfixFacts,
  { timeLimitMs }: PostfixExpectations,
): Finding[] {
  const { name, arguments: words, maxProcesses } = service;
  const flags = /(?:^| )flags=(\S*)/.exec(words)?.[1] ?? '';
  const user = /(?:^| )user=([^\s:]*)/.exec(words)?.[1];
  const limitS = seconds(main.get(`${name}_time_limit`) ?? main.get('command_time_limit') ?? '1000s');
  const single = main.get(`${name}_destination_recipient_limit`) === '1';
  const findings: Finding[] = [];
  if (user === undefined || ['root', 'postfix'].includes(user)) {
    findings.push(
      problem(
        AREA,
        `${name}: user=${user ?? ''} cannot be`,
        'give it a user of its own, neither root nor postfix',
      ),
    );
  }
  if (limitS * 1000 <= timeLimitMs) {
    findings.push(
      problem(
        AREA,
        `${name}: Postfix kills the filter, and bounces the mail, after ${limitS} s; time_limit is ${timeLimitMs / 1000} s`,
        `raise ${name}_time_limit or lower time_limit`,
      ),
    );
  }
  if (/[DO]/.test(flags) && !single) {
    findings.push(
      problem(
        AREA,
        `${name}: flags D and O take one recipient at a time, else all mail is deferred`,
        `set ${name}_destination_recipient_limit = 1, or drop the flags`,
      ),
    );
  }
  if (!flags.includes('q')) {
    findings.push(
      warning(AREA, `${name}: without flag q addresses such as "a b"@x arrive unquoted`, 'add q to flags='),
    );
  }
  if (/argv=.*\S\$[{(]?(?:sender|recipient)\b|\$[{(]?(?:sender|recipient)[})]?[^\s})]/.test(words)) {
    findings.push(
      problem(
        AREA,
        `${name}: an address is glued to other text in one argument`,
        'write ${sender} and ${recipient} as arguments of their own',
      ),
    );
  }
  if (!/--queue-id \$[{(]?queue_id\b/.test(words)) {
    findings.push(
      warning(
        AREA,
        `${name}: a retry is known by the contents of the message alone`,
        'add --queue-id ${queue_id} to argv=',
      ),
    );
  }
  findings.push(
    ok(
      AREA,
      `${name}: up to ${maxProcesses === '-' ? (main.get('default_process_limit') ?? '100') : maxProcesses} filters at a time, about 150 MB each`,
    ),
  );
  return findings;
}

function judgeSecondPass({ main, services }: PostfixFacts): Finding[] {
  const pickup = services.find(({ name }) => name === 'pickup');
  const off = pickup?.options.get('receive_override_options') ?? '';
  const again = ['header_checks', 'body_checks', 'mime_header_checks'].filter(
    key => (main.get(key) ?? '') !== '',
  );
  const milters = main.get('non_smtpd_milters') ?? '';
  return [
    ...(again.length > 0 && !off.includes('no_header_body_checks')
      ? [
          warning(
            AREA,
            `${again.join(', ')} act on the mail a second time, when it comes back; a FILTER action there loops`,
            'add -o receive_override_options=no_header_body_checks to pickup',
          ),
        ]
      : []),
    ...(milters !== '' && !off.includes('no_milters')
      ? [
          warning(
            AREA,
            `non_smtpd_milters (${milters}) see the mail when it comes back`,
            'add no_milters to receive_override_options of pickup, if they saw it before',
          ),
        ]
      : []),
  ];
}

function judgeMain({ main }: PostfixFacts, { scannerMaxBytes }: PostfixExpectations): Finding[] {
  const limit = Number(main.get('message_size_limit') ?? '0');
  const submitters = main.get('authorized_submit_users') ?? '';
  return [
    ...(main.get('soft_bounce') === 'yes'
      ? [
          warning(
            AREA,
            'soft_bounce = yes: refusals are tried again instead of bounced',
            'remove it when done with testing',
          ),
        ]
      : []),
    ...(submitters !== '' && !submitters.includes('static:anyone')
      ? [
          warning(
            AREA,
            `authorized_submit_users = ${submitters}: the user of the filter has to be among them`,
            'add it, or handing mail back fails',
          ),
        ]
      : []),
    ...(limit === 0 || limit > scannerMaxBytes
      ? [
          warning(
            AREA,
            `messages may have ${limit === 0 ? 'any number of' : String(limit)} bytes, and up to ${scannerMaxBytes} are scanned for viruses`,
            "raise virus.max_size_bytes and clamd's StreamMaxLength and MaxFileSize, or lower message_size_limit",
          ),
        ]
      : []),
  ];
}

/** `600s`, `10m`, `1h`; seconds without a unit. */
function seconds(text: string): number {
  const [, number = '0', unit = 's'] = /^(\d+)([smhdw]?)$/.exec(text.trim()) ?? [];
  const factors: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  return Number(number) * (factors[unit === '' ? 's' : unit] ?? 1);
}
