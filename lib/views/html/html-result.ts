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
  readonly tagsSeen: Set<string>;
  readonly elementsSeen: Set<string>;
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
    tagsSeen: new Set(),
    elementsSeen: new Set(),
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
    comments: [],
    titles: [],
    scripts: [],
    links: [],
    anchors: [],
    uriTruncated: false,
  };
}
