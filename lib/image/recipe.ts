/** What an image is to hold, and what it says of itself. */
export interface Recipe {
  /** The program's own source files; when one has changed, the image is not of this program any more. */
  readonly codeFiles: readonly string[];
  /** Configuration file; one that need not exist is watched for all the same. */
  readonly config: string;
  readonly isConfigRequired: boolean;
  /** For files that are of no use afterwards. */
  readonly folder: string;
}

/** Status of a run that has found its image out of date before it did anything; node itself ends so with an image that is not its own. */
export const IMAGE_UNFIT = 14;

/** An image that is started with this word prints an ImageStatus as JSON. */
export const IMAGE_STATUS = '--image-status';

export interface ImageStatus {
  readonly version: string;
  readonly config: string;
  readonly isConfigRequired: boolean;
  readonly rules: number;
  /** A file that has changed since the image was made; null: none. */
  readonly changed: string | null;
}
