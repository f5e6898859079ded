/** Cases of foreign suites that end otherwise than the suite says, each with its reason. */
export const DEVIATIONS = {
  spf: new Map([
    [
      'v-macro-ip6',
      'the explanation has the address in small letters: names in the DNS are the same in both cases',
    ],
  ]),
  arc: new Map([
    ['cv_fail_i1_as_cv_fail', 'the suite leaves it open; a chain that says that it failed has failed'],
    ['cv_fail_i2_as2_fail', 'the same'],
    ['cv_fail_i2_as1_fail', 'the same'],
    ['ams_fields_h_empty', 'a signature that does not cover From is none (RFC 6376, section 5.4)'],
  ]),
  /** Against the Mail::DKIM that Debian has. */
  dkim: new Map([
    ['goodkey_ed25519', 'Mail::DKIM 1.2023 does not know ed25519 (RFC 8463); later ones do'],
    ['01-rfc8463', 'the same'],
    ['02-too_many_headers', 'the same; chasquid stops at 5 signatures, Mail::DKIM and mailsift at 50'],
    ['08-our_signature', 'the same'],
    ['09-limited_body', 'the same'],
    ['10-strict_domain_check_pass', 'the same'],
  ]),
};
