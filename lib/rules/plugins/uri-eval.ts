/** URIEval and HTTPSMismatch (spec 3.9): links that say one thing and go elsewhere. */
import { isIpv4 } from '../../views/uri/domains.ts';
import type { Domains } from '../../views/uri/domains.ts';
import type { Views } from '../../views/views.ts';
import type { EvalDefinition, Plugin } from './plugin.ts';
import { numberArg } from './arguments.ts';

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  check_https_ip_mismatch: {
    area: 'body',
    run: ({ views }) =>
      links(views).some(
        ({ uri, text }) =>
          isIpv4(hostOf(uri)) && /https:/i.test(text) && !/https:\/\/\d{1,3}(?:\.\d{1,3}){3}/i.test(text),
      ),
  },
  check_https_http_mismatch: {
    area: 'body',
    run: ({ views }, args) => {
      const count = links(views).filter(link => mismatches(link, views.settings.domains)).length;
      return count >= numberArg(args, 0, 1) && count < numberArg(args, 1, Infinity);
    },
  },
  check_uri_truncated: { area: 'body', run: ({ views }) => views.html.some(html => html.uriTruncated) },
};

function links(views: Views): readonly { readonly uri: string; readonly text: string }[] {
  return views.html.flatMap(html => html.anchors);
}

function mismatches(
  { uri, text }: { readonly uri: string; readonly text: string },
  domains: Domains,
): boolean {
  const host = hostOf(uri);
  const shown = /https:\/\/([^/\s"'<>?#]{1,253})/i.exec(text)?.[1];
  if (shown === undefined || isIpv4(host)) return false;
  const domain = domains.registrableDomain(host);
  const shownDomain = domains.registrableDomain(shown.replace(/:\d+$/, ''));
  return domain !== '' && shownDomain !== '' && domain !== shownDomain;
}

/** Host of an http URI; '' for others. */
function hostOf(uri: string): string {
  return /^https?:\/\/(?:[^/?#@]{0,255}@)?([^/?#:]{1,253})/i.exec(uri.trim())?.[1] ?? '';
}

export const uriEval: Plugin = { name: 'URIEval', isDefault: true, evals: EVALS };
