/**
 * Shortcircuit: a hit of certain rules ends the run. `shortcircuit NAME ham|spam|on|off` names them (the directive is read
 * by the parser, since it sets priority and flags as well); shortcircuit_min_ham_score and shortcircuit_max_spam_score end
 * it by the score so far. The rule SHORTCIRCUIT hits with it. Tags: SC, SCRULE, SCTYPE. Not loaded by default.
 */
import { perSet } from '../per-set.ts';
import type { HitEvent, Plugin } from './plugin.ts';

const RULE = 'SHORTCIRCUIT';

interface Limits {
  readonly hamScore: number;
  readonly spamScore: number;
  readonly minHamScore: number;
  readonly maxSpamScore: number;
}

const limits = perSet(({ settings }): Limits => ({
  hamScore: settings.number('shortcircuit_ham_score', -100),
  spamScore: settings.number('shortcircuit_spam_score', 100),
  minHamScore: settings.number('shortcircuit_min_ham_score', -Infinity),
  maxSpamScore: settings.number('shortcircuit_max_spam_score', Infinity),
}));

export const shortcircuit: Plugin = {
  name: 'Shortcircuit',
  isDefault: false,
  directives: {
    shortcircuit_ham_score: 'number',
    shortcircuit_spam_score: 'number',
    shortcircuit_min_ham_score: 'number',
    shortcircuit_max_spam_score: 'number',
  },
  evals: {
    check_shortcircuit: { area: 'any', never: 'hits when a rule ends the run', run: () => false },
  },
  onStart: ({ tags }) => {
    tags.set('SC', 'no');
    tags.set('SCRULE', 'none');
    tags.set('SCTYPE', 'no');
  },
  onHit: event => {
    if (event.rule === RULE || event.tags.get('SCTYPE') !== 'no') return;
    endByScore(event);
    endByRule(event);
  },
};

function endByScore({ set, tags, scoreSoFar, stop, hit }: HitEvent): void {
  const { minHamScore, maxSpamScore } = limits(set);
  if (scoreSoFar >= minHamScore && scoreSoFar <= maxSpamScore) return;
  stop();
  tags.set('SCTYPE', scoreSoFar < 0 ? 'ham' : 'spam');
  hit(RULE, scoreSoFar < 0 ? -0.001 : 0.001);
}

function endByRule({ set, tags, rule, score, stop, hit }: HitEvent): void {
  const way = set.shortcircuits.get(rule);
  if (way === undefined || way === 'off') return;
  const byScore = score < 0 ? 'ham' : 'spam';
  const type = way === 'on' ? byScore : way;
  stop();
  tags.set('SCTYPE', type);
  tags.set('SCRULE', rule);
  tags.set('SC', `${rule} (${type})`);
  if (way === 'on') hit(RULE, score < 0 ? -0.0001 : 0.0001);
  else hit(RULE, way === 'ham' ? limits(set).hamScore : limits(set).spamScore);
}
