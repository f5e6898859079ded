/** Whether runs start from an image, and whether it is up to date. */
import { askImage } from '../image/build.ts';
import { findImage, type ImageEnvironment } from '../image/place.ts';
import { ok, warning, type Finding } from './finding.ts';

const AREA = 'image';
const ADVICE = 'run: mailsift compile';

/** `config`: the configuration file of the filter; undefined: the default one. `runtime`: the program of this process. */
export async function examineImage(
  environment: ImageEnvironment,
  config: string | undefined,
  runtime: string,
): Promise<Finding> {
  const image = findImage(environment);
  if (image === undefined)
    return warning(AREA, 'there is none: every run reads and translates all rules', ADVICE);
  const status = await askImage(image, runtime);
  if (status === undefined) return warning(AREA, `${image} does not fit this runtime`, ADVICE);
  if (status.changed !== null)
    return warning(AREA, `${image} is out of date: ${status.changed} has changed`, ADVICE);
  const own = status.isConfigRequired ? status.config : undefined;
  if (own !== config)
    return warning(
      AREA,
      `${image} is for another configuration (${own ?? 'the default one'})`,
      `${ADVICE}${config === undefined ? '' : ` --config ${config}`}`,
    );
  return ok(AREA, `${image}, ${status.rules} rules, up to date`);
}
