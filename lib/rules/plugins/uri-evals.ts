/** URIEval and HTTPSMismatch (spec 3.9): links that say one thing and go elsewhere. */
import { isIpv4 } from '../../views/uri/domains.ts';
import { registrableDomain } from '../../views/uri/domains.ts';
import type { Views } from '../../views/views.ts';
import type { EvalDefinition } from './eval-function.ts';
import { numberArg } from './eval-function.ts';

export const uriEvals: Readonly<Record<string, EvalDefinition>> = {
  check_https_ip_mismatch: {
    area: 'body',
    run: views =>
      links(views).some(
        ({ uri, text }) =>
          isIpv4(hostOf(uri)) && /https:/i.test(text) && !/https:\/\/\d{1,3}(?:\.\d{1,3}){3}/i.test(text),
      ),
  },
  check_https_http_mismatch: {
    area: 'body',
    run: (views, args) => {
      const count = links(views).filter(mismatches).length;
      return count >= numberArg(args, 0, 1) && count < numberArg(args, 1, Infinity);
    },
  },
  check_uri_truncated: { area: 'body', run: views => views.html.some(html => html.uriTruncated) },
};

function links(views: Views): readonly { readonly uri: string; readonly text: string }[] {
  return views.html.flatMap(html => html.anchors);
}

function mismatches({ uri, text }: { readonly uri: string; readonly text: string }): boolean {
  const host = hostOf(uri);
  const shown = /https:\/\/([^/\s"'<>?#]{1,253})/i.exec(text)?.[1];
  if (shown === undefined || isIpv4(host)) return false;
  const domain = registrableDomain(host);
  const shownDomain = registrableDomain(shown.replace(/:\d+$/, ''));
  return domain !== '' && shownDomain !== '' && domain !== shownDomain;
}

/** Host of an http URI; '' for others. */
function hostOf(uri: string): string {
  return /^https?:\/\/(?:[^/?#@]{0,255}@)?([^/?#:]{1,253})/i.exec(uri.trim())?.[1] ?? '';
}
