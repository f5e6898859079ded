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

/** What the launcher sets for an image. */
const LARGE_PAGES = 'glibc.malloc.hugetlb=1';

let told: LaunchedImage | undefined;

export function launchedImage(): LaunchedImage {
  if (told === undefined) {
    const { MAILSIFT_IMAGE_USED: image, MAILSIFT_IMAGE_UNFIT: unfit } = process.env;
    told = { image, isUnfit: unfit !== undefined };
    delete process.env['MAILSIFT_IMAGE_USED'];
    delete process.env['MAILSIFT_IMAGE_UNFIT'];
    if (process.env['GLIBC_TUNABLES'] === LARGE_PAGES) delete process.env['GLIBC_TUNABLES'];
  }
  return told;
}
