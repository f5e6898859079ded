/** Where mailsift's own templates of headers and reports are: a .cf file to be read in front of the rules. */
import { join } from 'node:path';

export const TEMPLATES_PATH = join(import.meta.dirname, 'templates.cf');
