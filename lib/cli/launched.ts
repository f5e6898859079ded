/**
 * What the launcher (bin/mailsift) tells of the image of this run. Taken from the environment at once, so that no program that
 * is started from here hears of it.
 */
export interface LaunchedImage {
  /** The image that was found; undefined: none. */
  readonly image: string | undefined;
  /** Found, but of no use for this runtime or this program. */
  readonly isUnfit: boolean;
}

let told: LaunchedImage | undefined;

export function launchedImage(): LaunchedImage {
  if (told === undefined) {
    const { MAILSIFT_IMAGE_USED: image, MAILSIFT_IMAGE_UNFIT: unfit } = process.env;
    told = { image, isUnfit: unfit !== undefined };
    delete process.env['MAILSIFT_IMAGE_USED'];
    delete process.env['MAILSIFT_IMAGE_UNFIT'];
  }
  return told;
}
