/** What an image is to hold. */
export interface Recipe {
  /** The program's own source files; when one has changed, the image is not of this program any more. */
  readonly codeFiles: readonly string[];
  /** Configuration file; absent: the one at the default place, if there is one. */
  readonly config?: string;
}

/** Status of a run that has found its image out of date before it did anything; node itself ends so with an image that is not its own. */
export const IMAGE_UNFIT = 14;
