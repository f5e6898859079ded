# What SpamAssassin hits on messages with network tests. Environment: RULES, a file of rules; PORT of a name server on 127.0.0.1, which
# is the only one asked, by Mail::DMARC too. Input: a message in base64 each line. Output: the names of the hits each line.
use strict;
use warnings;
use File::Copy qw(copy);
use File::Temp qw(tempdir);
use MIME::Base64;
use Net::DNS;
use Mail::SpamAssassin;
use Mail::DMARC::PurePerl;

{
  no warnings 'redefine';
  *Mail::DMARC::Base::get_resolver = sub {
    return Net::DNS::Resolver->new(nameservers => ['127.0.0.1'], port => $ENV{PORT}, dnsrch => 0, udp_timeout => 3);
  };
}
my $site = tempdir(CLEANUP => 1);
copy($_, $site) for grep { !/sa-compile/ } glob '/etc/spamassassin/*.pre';
my $engine = Mail::SpamAssassin->new({
  rules_filename       => $ENV{RULES},
  site_rules_filename  => $site,
  userprefs_filename   => '/dev/null',
  dont_copy_prefs      => 1,
  home_dir_for_helpers => tempdir(CLEANUP => 1),
  username             => 'nobody',
  post_config_text     => "use_bayes 0\ndns_available yes\ndns_server 127.0.0.1:$ENV{PORT}\n",
});
$| = 1;
while (my $line = <STDIN>) {
  my $message = $engine->parse(decode_base64($line));
  my $status  = $engine->check($message);
  my @hits = grep { length } split(/,/, $status->get_names_of_tests_hit()), split(/,/, $status->get_names_of_subtests_hit());
  my %seen = map { $_ => 1 } @hits;
  print join(' ', sort keys %seen), "\n";
  $status->finish;
  $message->finish;
}
