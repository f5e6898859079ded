/** The language whose `lang` lines count, from the environment of the process (spec 1.3): gettext's rules. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): string {
  const [language = ''] = (environment['LANGUAGE'] ?? '').split(':');
  const candidates = [language, environment['LC_ALL'], environment['LC_MESSAGES'], environment['LANG']];
  const found = candidates.find(one => one !== undefined && one !== '' && one !== '0') ?? 'C';
  return found === 'C' || found === 'POSIX' ? 'en_US' : found.replace(/[@.+,].*$/s, '');
}
