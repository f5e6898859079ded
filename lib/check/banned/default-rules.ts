/**
 * The banned contents of a site that says nothing: what Windows runs, installs or mounts on a double click and what has
 * no business in a mail. Office files, with macros or not, are let through (a site adds `docm` and the like if it wants).
 *
 * Only the last extension counts, as it does for Windows, which also ignores dots and blanks at the end of a name.
 */
import type { BannedRule } from './rule.ts';

const PROGRAMS = ['exe', 'com', 'scr', 'pif', 'cpl', 'dll', 'ocx', 'sys', 'drv', 'xll', 'wll', 'gadget'];
const SCRIPTS = [
  ...['bat', 'cmd', 'vb', 'vbe', 'vbs', 'js', 'jse', 'ws', 'wsf', 'wsc', 'wsh', 'sct', 'hta', 'shs', 'shb'],
  ...['ps1', 'ps1xml', 'ps2', 'ps2xml', 'psc1', 'psc2', 'psd1', 'psm1', 'msh', 'msh1', 'msh2', 'mshxml'],
  ...['pyw', 'pyz', 'pyzw', 'ahk'],
];
const INSTALLERS = [
  ...['msi', 'msp', 'mst', 'msix', 'msixbundle', 'appx', 'appxbundle', 'appinstaller', 'application'],
  ...['appref-ms', 'jar', 'jnlp', 'inf', 'ins', 'isp', 'reg', 'diagcab', 'theme', 'themepack'],
];
const SHORTCUTS = [
  ...['lnk', 'url', 'website', 'scf', 'rdp', 'msc', 'library-ms', 'search-ms', 'searchconnector-ms'],
  ...['settingcontent-ms', 'chm', 'hlp'],
];
const CONTAINERS = ['iso', 'img', 'vhd', 'vhdx', 'udf', 'wim', 'one', 'onepkg'];
const DATABASES = ['ade', 'adp', 'mda', 'mde', 'accda', 'accde'];

/** What a bait pretends to be in front of its real extension. */
const HARMLESS_LOOKING = [
  ...['pdf', 'doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'rtf', 'odt', 'txt', 'csv', 'htm', 'html', 'eml'],
  ...['jpg', 'jpeg', 'png', 'gif', 'bmp', 'mp3', 'mp4', 'avi', 'zip', 'rar', '7z'],
];

const TYPES = [
  ...[
    'application/x-msdownload',
    'application/x-msdos-program',
    'application/x-dosexec',
    'application/x-msi',
  ],
  ...['application/x-ms-installer', 'application/vnd.microsoft.portable-executable', 'application/hta'],
  ...['application/x-ms-shortcut', 'application/java-archive', 'application/x-java-archive'],
  ...['application/x-java-jnlp-file', 'application/x-iso9660-image', 'application/x-cd-image'],
  ...['application/onenote', 'application/x-virtualbox-vhd', 'text/vbscript', 'text/scriptlet'],
];

const SHORT_TYPES = ['exe-ms', 'dll', 'lnk', 'iso', 'vhd', 'vhdx', 'one', 'chm', 'wim'];

export function defaultBannedRules(): readonly BannedRule[] {
  const runnable = alternatives([...PROGRAMS, ...SCRIPTS, ...INSTALLERS, ...SHORTCUTS, ...CONTAINERS]);
  const banned: readonly (readonly [comment: string, pattern: RegExp])[] = [
    ['name written backwards', /[\u202d\u202e]/],
    [
      'double extension',
      new RegExp(`\\.${alternatives(HARMLESS_LOOKING)}[. \\u00a0]*\\.${runnable}[. \\u00a0]*$`, 'i'),
    ],
    ['class id in name', /\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?[. ]*$/i],
    ['extension', new RegExp(`.\\.${runnable}[. \\u00a0]*$`, 'i')],
    ['extension', new RegExp(`.\\.${alternatives(DATABASES)}[. \\u00a0]*$`, 'i')],
    ['type', new RegExp(`^${alternatives(TYPES)}$`)],
    ['contents', new RegExp(`^\\.${alternatives(SHORT_TYPES)}$`)],
  ];
  return banned.map(([comment, pattern]) => ({ pattern, allow: false, comment }));
}

function alternatives(words: readonly string[]): string {
  return `(?:${words.map(word => word.replaceAll('.', '\\.')).join('|')})`;
}
