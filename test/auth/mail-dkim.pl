# What Mail::DKIM, which SpamAssassin uses, says of messages. Input: a line of JSON each, {"message": BASE64, "keys": {NAME: [TEXT...]
# or "TIMEOUT", "SERVFAIL"}}. Output: a line of JSON each. Names that are not there do not exist. Asks no network.
use strict;
use warnings;
use JSON::PP;
use MIME::Base64;
use Net::DNS;
use Mail::DKIM::Verifier;
use Mail::DKIM::ARC::Verifier;

my $keys;
{
  no warnings 'redefine';
  *Mail::DKIM::DNS::query = sub {
    my ($name) = @_;
    my $found = $keys->{lc $name};
    if (!defined $found) { $@ = 'NXDOMAIN'; return; }
    die "DNS query timeout for $name\n" if $found eq 'TIMEOUT';
    die "DNS error: SERVFAIL\n" if $found eq 'SERVFAIL';
    return map {
      my $rr = Net::DNS::RR->new(name => $name, type => 'TXT', txtdata => [ /(.{1,255})/gs ]);
      $rr;
    } @$found;
  };
}

sub signatures {
  my ($verifier, $text) = @_;
  eval { $verifier->PRINT($text); $verifier->CLOSE; 1 } or return [];
  return [ map {
    my $sig = $_;
    my $bits = eval { my $key = $sig->get_public_key; $key && $key->cork && $key->cork->size * 8 };
    { domain => $sig->domain, identity => $sig->identity, selector => $sig->selector,
      result => $sig->result, detail => $sig->result_detail, bits => $bits, type => ref $sig }
  } $verifier->signatures ];
}

$| = 1;
while (my $line = <STDIN>) {
  my $in = decode_json($line);
  $keys = $in->{keys};
  my $text = decode_base64($in->{message});
  $text =~ s/\r?\n/\r\n/g;
  my $arc = Mail::DKIM::ARC::Verifier->new;
  my $arc_signatures = signatures($arc, $text);
  print encode_json({ dkim => signatures(Mail::DKIM::Verifier->new, $text), arc => $arc_signatures,
    chain => $arc->result }), "\n";
}
