/** Where a value stands in the file, as people write it: `levels.kill[0].hash["sales@example.com"]`. */
export type Segments = readonly (string | number)[];

export function joinName(segments: Segments): string {
  return segments.map(segmentText).join('').replace(/^\./, '');
}

function segmentText(segment: string | number): string {
  if (typeof segment === 'number') return `[${segment}]`;
  return /^[a-z_0-9]+$/.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`;
}
