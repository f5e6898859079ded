/** HTMLEval (spec 3.2): each asks every rendered text/html part, the first that answers yes hits. */
import type { HtmlResult } from '../../views/html/html-result.ts';
import { lengthInCharacters, toUtf8Bytes } from '../../views/bytes.ts';
import type { EvalDefinition, Plugin } from './plugin.ts';
import { isCharsetOk, localesOf } from './locales.ts';
import { patternOf } from './pattern.ts';
import { compare, numberArg } from './arguments.ts';

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  html_test: some((html, [key = '']) => flag(html, key)),
  html_eval: some((html, [key = '', condition = '']) => {
    const value = measure(html, key);
    return value !== undefined && compare(value, condition);
  }),
  html_range: some((html, args) => {
    const value = measure(html, args[0] ?? '');
    return (
      value !== undefined && value > numberArg(args, 1, -Infinity) && value <= numberArg(args, 2, Infinity)
    );
  }),
  html_tag_exists: some((html, [tag = '']) => html.inside.has(tag)),
  html_tag_balance: some((html, [tag = '', condition = '']) => {
    const count = html.inside.get(tag);
    return count !== undefined && compare(count, condition);
  }),
  html_image_only: some(
    (html, args) =>
      html.inside.has('img') &&
      html.length > numberArg(args, 0, 0) &&
      html.length <= numberArg(args, 1, Infinity),
  ),
  html_image_ratio: some((html, args) => {
    const ratio =
      html.imageArea > 0 ? lengthInCharacters(html.text.replace(/\s+/g, '')) / html.imageArea : undefined;
    return ratio !== undefined && ratio > numberArg(args, 0, 0) && ratio <= numberArg(args, 1, Infinity);
  }),
  html_text_match: some((html, [list = '', pattern = '']) => {
    const regex = patternOf(pattern);
    return regex !== undefined && textsOf(html, list).some(text => regex.test(toUtf8Bytes(text)));
  }),
  html_text_not_match: some((html, [list = '', pattern = '']) => {
    const regex = patternOf(pattern);
    return regex !== undefined && textsOf(html, list).some(text => !regex.test(toUtf8Bytes(text)));
  }),
  html_charset_faraway: {
    area: 'body',
    run: ({ views, set }) => {
      const locales = localesOf(set.settings.last('ok_locales'));
      return views.html.some(({ charsets }) => {
        const names = charsets.flatMap(names => names.split(/\s+/)).filter(name => name !== '');
        const bad = names.filter(name => !isCharsetOk(name, locales)).length;
        return bad > 0 && bad >= names.length - bad;
      });
    },
  },
  html_title_subject_ratio: {
    area: 'body',
    run: ({ views }, args) => {
      const subject = views.header('Subject').join('');
      if (subject === '') return false;
      const longest = Math.max(0, ...views.html.flatMap(html => html.titles.map(lengthInCharacters)));
      return longest / subject.length > numberArg(args, 0, Infinity);
    },
  },
  check_iframe_src: {
    area: 'body',
    run: ({ views }) => [...views.uriDetails.values()].some(uri => uri.types.has('iframe')),
  },
};

function some(test: (html: HtmlResult, args: readonly string[]) => boolean): EvalDefinition {
  return { area: 'body', run: ({ views }, args) => views.html.some(html => test(html, args)) };
}

function flag(html: HtmlResult, key: string): boolean {
  switch (key) {
    case 'html':
      return true;
    case 'embeds':
      return html.embeds;
    case 'font_low_contrast':
      return html.fontLowContrast;
    case 'font_invalid_color':
      return html.fontInvalidColor;
    case 'font_face_bad':
      return html.fontFaceBad;
    case 'form_action_mailto':
      return html.formActionMailto;
    default:
      return (measure(html, key) ?? 0) !== 0;
  }
}

/** A counter by SpamAssassin's name; undefined when it is not defined for the part. */
function measure(html: HtmlResult, key: string): number | undefined {
  switch (key) {
    case 'length':
      return html.length;
    case 'image_area':
      return html.imageArea;
    case 'backhair_count':
      return html.backhair === 0 ? undefined : html.backhair;
    case 'min_size':
      return html.minSize;
    case 'max_size':
      return html.maxSize;
    case 'tags':
      return html.tags;
    case 'elements':
      return html.elements;
    case 'ratio':
      return html.length === 0 ? undefined : (html.length - lengthInCharacters(html.text)) / html.length;
    case 'closed_extra_ratio':
      return ratio(html.closedExtra, html.tags);
    case 'bad_tag_ratio':
      return ratio(html.tags - html.elements, html.tags);
    case 'non_element_ratio':
      return ratio(html.tagsSeen - html.elementsSeen, html.tagsSeen);
    case 'obfuscation_ratio':
      return ratio(html.obfuscation, html.tags);
    default:
      return undefined;
  }
}

function ratio(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}

function textsOf(html: HtmlResult, list: string): readonly string[] {
  switch (list) {
    case 'comment':
      return html.comments;
    case 'title':
      return html.titles;
    case 'script':
      return html.scripts;
    case 'anchor':
      return html.anchors.map(anchor => anchor.text);
    default:
      return [];
  }
}

export const htmlEval: Plugin = { name: 'HTMLEval', isDefault: true, evals: EVALS };
