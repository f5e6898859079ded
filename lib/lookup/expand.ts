/**
 * `$1`, `${1}` and `$(1)` in a value that a look-up found: what the expression captured, or parts of the address.
 * Control characters of the address do not get through. A number without a group gives nothing; `$` otherwise stays.
 */
export function expandGroups(value: string, groups: readonly (string | undefined)[]): string {
  if (!value.includes('$')) return value;
  return value.replace(
    /\$(?:(\d)|\{(\d+)\}|\((\d+)\))/g,
    (_, bare?: string, braced?: string, round?: string) => {
      const group = groups[Number(bare ?? braced ?? round)] ?? '';
      return group.replace(/[\x00-\x1f\x7f-\x9f]/g, '?');
    },
  );
}
