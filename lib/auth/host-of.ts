/** What stands behind the last @ of an address, in small letters; '' if there is no @. */
export function hostOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? '' : address.slice(at + 1).toLowerCase();
}
