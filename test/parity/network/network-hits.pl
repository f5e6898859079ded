#!/usr/bin/perl
# What SpamAssassin's own library hits on the files named on standard input with network tests, for test/parity/network.ts: one JSON
# object a line, {file, score, hits, subs, logs}. DNS_SERVER: its address, as in dns_server. SITE: a folder of .pre files. Razor and
# Pyzor are not asked, nothing is learnt, and no list is left alone for having refused.
use strict;
use warnings;
use File::Temp qw(tempdir);
use JSON::PP;
use Mail::SpamAssassin;
use Net::DNS;

$SIG{__WARN__} = sub { print STDERR @_ if $_[0] !~ /dns_block_rule|touch_file|bogus rr/ };
# Mail::DMARC asks with a resolver of its own.
if (eval { require Mail::DMARC::PurePerl; 1 }) {
  no warnings qw(redefine once);
  my ($host, $port) = split /:/, $ENV{DNS_SERVER};
  *Mail::DMARC::Base::get_resolver = sub {
    return Net::DNS::Resolver->new(nameservers => [$host], port => $port, dnsrch => 0, udp_timeout => 3);
  };
}
my $engine = Mail::SpamAssassin->new({
  rules_filename       => $ENV{RULES} // '/usr/share/spamassassin',
  site_rules_filename  => $ENV{SITE},
  userprefs_filename   => '/dev/null',
  dont_copy_prefs      => 1,
  local_tests_only     => 0,
  LOCAL_STATE_DIR      => '/nonexistent',
  home_dir_for_helpers => tempdir(CLEANUP => 1),
  username             => 'nobody',
  post_config_text     => "use_bayes 0\ndns_available yes\ndns_server $ENV{DNS_SERVER}\nuse_razor2 0\nuse_pyzor 0\ndns_block_time -1\n"
                          . ($ENV{PREFS} // '') . "\n",
});
my $json = JSON::PP->new->canonical->ascii;
$| = 1;
while (my $path = <STDIN>) {
  chomp $path;
  my $message = $engine->parse(read_bytes($path));
  my $status  = $engine->check($message);
  my %subrules = map { $_ => 1 } grep { length } split /,/, $status->get_names_of_subtests_hit();
  my %logs = map { $_ => [ sort @{ $status->{test_logs}{$_}{msg} // [] } ] } @{ $status->{test_names_hit} };
  print $json->encode({
    file  => $path,
    score => $status->get_score() + 0,
    hits  => [ sort grep { length } split /,/, $status->get_names_of_tests_hit() ],
    subs  => [ sort keys %subrules ],
    logs  => \%logs,
  }), "\n";
  $status->finish;
  $message->finish;
}

sub read_bytes {
  my ($path) = @_;
  open my $handle, '<:raw', $path or die "$path: $!\n";
  local $/;
  return scalar <$handle>;
}
