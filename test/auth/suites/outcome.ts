/** What became of one case of a foreign suite. */
export interface Outcome {
  readonly suite: string;
  readonly name: string;
  readonly expected: string;
  readonly actual: string;
  readonly isRight: boolean;
}
