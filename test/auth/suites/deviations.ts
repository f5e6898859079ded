/** Cases of foreign suites that end otherwise than the suite says, each with its reason. */
export const DEVIATIONS = {
  spf: new Map([
    [
      'v-macro-ip6',
      'the explanation has the address in small letters: names in the DNS are the same in both cases',
    ],
  ]),
};
