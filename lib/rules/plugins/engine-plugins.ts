/**
 * Plugins of SpamAssassin's that are part of the engine here: their names are known to loadplugin and to conditions, and
 * what they do happens anyway.
 */
import type { Plugin } from './plugin.ts';

export const enginePlugins: readonly Plugin[] = [
  { name: 'Check', isDefault: true },
  {
    name: 'MIMEHeader',
    isDefault: true,
    capabilities: [
      'has_all_header',
      'has_capture_rules',
      'has_tflags_concat',
      'has_tflags_multiple',
      'has_tflags_range',
    ],
  },
  /** For the test of conditions and of plugins themselves: its rule always hits. */
  {
    name: 'Test',
    isDefault: false,
    capabilities: ['test_feature_xxxx_true'],
    incapabilities: ['test_feature_xxxx_false'],
    evals: { check_test_plugin: { area: 'header', run: () => true } },
  },
  ...['Rule2XSBody', 'OneLineBodyRuleType', 'BodyRuleBaseExtractor', 'P595Body'].map(name => ({
    name,
    isDefault: false,
  })),
];
