/** HTTPSMismatch (spec 3.9): the text of a link shows an https address of another domain than the link goes to. */
import type { HtmlResult } from '../../views/html/html-result.ts';
import { isIpv4 } from '../../views/uri/domains.ts';
import type { Domains } from '../../views/uri/domains.ts';
import { numberArg } from './arguments.ts';
import type { EvalDefinition, Plugin } from './plugin.ts';

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  check_https_http_mismatch: {
    area: 'body',
    run: ({ views }, args) =>
      views.html.some(html => {
        const links = namedLinks(html, views.settings.domains);
        const count = links.length;
        return (
          count >= numberArg(args, 0, 1) &&
          count < numberArg(args, 1, Infinity) &&
          links.some(({ domain, texts }) =>
            texts.some(text => showsOther(text, domain, views.settings.domains)),
          )
        );
      }),
  },
};

export const httpsMismatch: Plugin = { name: 'HTTPSMismatch', isDefault: true, evals: EVALS };

/** Links to hosts with a name, each URI once, with the texts that lead there. */
function namedLinks(
  { anchors }: HtmlResult,
  domains: Domains,
): readonly { readonly domain: string; readonly texts: readonly string[] }[] {
  const byUri = Map.groupBy(anchors, anchor => anchor.uri);
  return [...byUri].flatMap(([uri, same]) => {
    const host = /^https?:\/\/([^/:?#]{1,253})/i.exec(uri)?.[1];
    if (host === undefined || isIpv4(host)) return [];
    const domain = domains.registrableDomain(host);
    return domain === '' ? [] : [{ domain, texts: same.map(anchor => anchor.text) }];
  });
}

function showsOther(text: string, domain: string, domains: Domains): boolean {
  const shown = /https:\/\/([^\s/:?#]{1,253})/i.exec(text)?.[1];
  if (shown === undefined) return false;
  const other = isIpv4(shown) ? shown : domains.registrableDomain(shown);
  return other !== '' && other !== domain;
}
