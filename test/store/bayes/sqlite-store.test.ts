import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { openBayesStore } from '../../../lib/store/bayes/open.ts';
import { storeConformance } from './conformance.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-bayes-'));
after(() => rmSync(folder, { recursive: true }));

storeConformance('sqlite', {
  open: (name, options) => openBayesStore({ kind: 'sqlite', path: join(folder, `${name}.sqlite`) }, options),
  hasTimes: true,
  isLasting: true,
  hasUsers: true,
});
