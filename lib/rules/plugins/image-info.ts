/** ImageInfo (spec 3.9): number, names and size of the images that a message brings along in base64. */
import { leavesOf } from '../../views/mime/parse-mime.ts';
import { bodyText } from '../body-text.ts';
import { numberArg } from './arguments.ts';
import { imageSize } from './image-info/image-size.ts';
import type { ImageSize, ImageType } from './image-info/image-size.ts';
import { patternOf } from './pattern.ts';
import type { EvalDefinition, MessageContext, Plugin } from './plugin.ts';

interface Image {
  readonly type: ImageType;
  readonly name: string;
  /** undefined: its header is broken. */
  readonly size: ImageSize | undefined;
}

const IMAGE = /^image\/(gif|png|jpe?g)$/;

/** Key of MessageContext.once. */
function images({ views }: MessageContext): readonly Image[] {
  return leavesOf(views.mime).flatMap(leaf => {
    const subtype = IMAGE.exec(leaf.contentType.type)?.[1];
    if (subtype === undefined || leaf.encoding !== 'base64') return [];
    const type = subtype === 'jpg' ? 'jpeg' : (subtype as ImageType);
    return [{ type, name: leaf.fileName ?? '', size: imageSize(type, leaf.decoded()) }];
  });
}

function imagesOf(context: MessageContext, type: string): readonly Image[] {
  return context.once(images).filter(image => type === 'all' || image.type === type);
}

function pixels(context: MessageContext, type: string): number {
  return imagesOf(context, type).reduce(
    (sum, { size }) => sum + (size === undefined ? 0 : size.width * size.height),
    0,
  );
}

/** Names of images whose size could be read. */
function imageNames(context: MessageContext): readonly string[] {
  return context
    .once(images)
    .filter(({ name, size }) => name !== '' && size !== undefined)
    .map(({ name }) => name);
}

const EVALS: Readonly<Record<string, EvalDefinition>> = {
  image_count: {
    area: 'body',
    run: (context, args) => {
      const count = imagesOf(context, args[0] ?? '').length;
      return args[1] !== undefined && count >= numberArg(args, 1, 0) && count <= numberArg(args, 2, Infinity);
    },
  },
  pixel_coverage: {
    area: 'body',
    run: (context, args) => {
      const area = pixels(context, args[0] ?? '');
      return args[1] !== undefined && area >= numberArg(args, 1, 0) && area <= numberArg(args, 2, Infinity);
    },
  },
  image_to_text_ratio: {
    area: 'body',
    run: (context, args) => {
      const { views, rule } = context;
      const isRaw = rule.test.kind === 'eval' && rule.test.area === 'rawbody';
      const characters = (isRaw ? views.rawbody : context.once(bodyText).lines).reduce(
        (sum, text) => sum + text.length,
        0,
      );
      const area = pixels(context, args[0] ?? '');
      const ratio = characters / area;
      return (
        args[2] !== undefined &&
        characters > 0 &&
        area > 0 &&
        ratio >= numberArg(args, 1, 0) &&
        ratio < numberArg(args, 2, Infinity)
      );
    },
  },
  image_named: { area: 'body', run: (context, [name = '']) => imageNames(context).includes(name) },
  image_name_regex: {
    area: 'body',
    run: (context, [source = '']) => {
      const regex = patternOf(source);
      return regex !== undefined && imageNames(context).some(name => regex.test(name));
    },
  },
  image_size_exact: {
    area: 'body',
    run: (context, [type = '', height, width]) =>
      imagesOf(context, type).some(
        ({ size }) => size?.height === Number(height) && size.width === Number(width),
      ),
  },
  image_size_range: {
    area: 'body',
    run: (context, args) =>
      args[2] !== undefined &&
      imagesOf(context, args[0] ?? '').some(
        ({ size }) =>
          size !== undefined &&
          size.height >= numberArg(args, 1, 0) &&
          size.width >= numberArg(args, 2, 0) &&
          size.height <= numberArg(args, 3, Infinity) &&
          size.width <= numberArg(args, 4, Infinity),
      ),
  },
};

export const imageInfo: Plugin = { name: 'ImageInfo', isDefault: true, evals: EVALS };
