/** Header values as HeaderEval's tests look at them. Byte strings; '' for a header that is not there. */
import type { Views } from '../../../views/views.ts';

/** All values behind each other. */
export function headerText(views: Views, name: string): string {
  return views.header(name).join('');
}

/** The first address in a header. */
export function firstAddress(views: Views, name: string): string {
  return (views.header(name, ['addr'])[0] ?? '').replace(/\n$/, '');
}

/** The Received headers with white space made even. */
export function receivedText(views: Views): string {
  return headerText(views, 'Received').replace(/[\t-\r ]+/g, ' ');
}

export const IPV4 = String.raw`\b(?:1\d\d|2[0-4]\d|25[0-5]|\d\d|\d)(?:\.(?:1\d\d|2[0-4]\d|25[0-5]|\d\d|\d)){3}\b`;
const ADDRESS = new RegExp(`${IPV4}|(?:[0-9a-f]{1,4}:){2,7}:?[0-9a-f]{1,4}`, 'i');

export function namesAddress(text: string): boolean {
  return ADDRESS.test(text);
}
