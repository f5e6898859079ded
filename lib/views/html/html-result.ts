/** What one text/html part gives: its text, and what the HTML evals ask for (spec 2.10). Text is Unicode. */
export interface HtmlLink {
  /** As written, trimmed. */
  readonly uri: string;
  /** Resolved against the base. */
  readonly resolved: string;
  /** Tag it was found in. */
  readonly tag: string;
}

export interface HtmlAnchor {
  /** As written, trimmed; '' without href. */
  readonly uri: string;
  text: string;
}

export interface HtmlResult {
  /** Rendered text, before white space is collapsed into paragraphs. */
  text: string;
  visibleText: string;
  invisibleText: string;
  /** Opened minus closed per tag, never below 0. A tag that is here was seen. */
  readonly inside: Map<string, number>;
  tags: number;
  elements: number;
  /** Different ones, start and end tags alike. */
  tagsSeen: number;
  elementsSeen: number;
  closedExtra: number;
  /** Length of the decoded HTML source. */
  length: number;
  imageArea: number;
  minSize: number;
  maxSize: number;
  embeds: boolean;
  formActionMailto: boolean;
  fontFaceBad: boolean;
  fontLowContrast: boolean;
  fontInvalidColor: boolean;
  obfuscation: number;
  /** Different ways in which tags cut short words. */
  backhair: number;
  /** Charsets that meta elements claim. */
  readonly charsets: string[];
  readonly comments: string[];
  readonly titles: string[];
  readonly scripts: string[];
  readonly links: HtmlLink[];
  readonly anchors: HtmlAnchor[];
  uriTruncated: boolean;
}

export function emptyHtmlResult(length: number): HtmlResult {
  return {
    text: '',
    visibleText: '',
    invisibleText: '',
    inside: new Map(),
    tags: 0,
    elements: 0,
    tagsSeen: 0,
    elementsSeen: 0,
    closedExtra: 0,
    length,
    imageArea: 0,
    minSize: 3,
    maxSize: 3,
    embeds: false,
    formActionMailto: false,
    fontFaceBad: false,
    fontLowContrast: false,
    fontInvalidColor: false,
    obfuscation: 0,
    backhair: 0,
    charsets: [],
    comments: [],
    titles: [],
    scripts: [],
    links: [],
    anchors: [],
    uriTruncated: false,
  };
}
