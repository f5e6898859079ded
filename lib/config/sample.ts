/**
 * The sample configuration file, made from the declarations: every setting with what it means and its default,
 * commented out. Lines that begin with `##` explain; taking a single `#` away puts a setting into effect (and the
 * group above it, which has to be uncommented, too).
 */
import type { Declarations, Setting } from './setting.ts';
import { declareSettings } from './settings.ts';

const WIDTH = 100;

const HEAD = `## Settings of mailsift. This file is generated from the declarations in the program; each setting is
## shown with its default. Check a file with: mailsift config check FILE
##
## A value that depends on an address may be a list of look-up tables instead, tried in order:
##   levels:
##     kill:
##       - hash: { "sales@example.com": 10, ".example.org": 8 }
##       - file: /etc/mailsift/kill_levels
##       - regexp: [["/^abuse@/i", 100]]
##       - constant: 6.9
##   lovers:
##     spam:
##       - acl: ["!.example.net", ".net", "postmaster@example.com"]
##       - acl_file: /etc/mailsift/spam_lovers
## hash and file know user@domain, user@, domain, .domain (with its subdomains) and . (everything). Where no
## table has an opinion, the default holds; yes-or-no values are false then. null in a hash or regexp is no opinion.
`;

/** Text of the file. The YAML library is loaded for it. */
export async function sampleConfig(): Promise<string> {
  const { stringify } = await import('yaml');
  const yaml = (value: unknown) => stringify(value, { lineWidth: 0 }).trimEnd();

  function settingLines(
    name: string,
    { default: value, doc, type }: Setting<unknown>,
    indent: string,
  ): string[] {
    const more = typeof type.schema['description'] === 'string' ? ` ${type.schema['description']}` : '';
    const written = yaml({ [name]: value })
      .split('\n')
      .map(line => `#${indent}${line}`);
    return [...prose(`${doc}${more} (${type.schema.title})`, indent), ...written];
  }

  function groupLines(children: Declarations, indent: string): string[] {
    return Object.entries(children).flatMap(([name, child]) => {
      if (child.kind === 'setting') return settingLines(name, child, indent);
      const inside = groupLines(child.children, `${indent}  `);
      const gap = indent === '' ? [''] : [];
      return [...gap, ...prose(child.doc, indent), `#${indent}${name}:`, ...inside];
    });
  }

  return `${HEAD}\n${groupLines(declareSettings(), '').join('\n')}\n`;
}

function prose(text: string, indent: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`## ${indent}${word}`);
  }
  return lines;
}
