import { MemoryBayesStore } from '../../../lib/store/bayes/memory-store.ts';
import { storeConformance } from './conformance.ts';

storeConformance('memory', {
  open: (_, options) => Promise.resolve(new MemoryBayesStore(options?.touchGrainS)),
  hasTimes: true,
  isLasting: false,
  hasUsers: false,
});
