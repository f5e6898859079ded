# What Mail::SpamAssassin answers to header queries. Standard input: one JSON object a line,
# {"message": bytes as latin1 | "file": path, "config": rule file lines, "queries": ["From:addr", ...]}.
# Standard output: for each an object of the values of the queries, and of fromAddresses (sorted), toAddresses, unparseable.
use strict; use warnings;
use File::Temp qw(tempdir); use JSON::PP; use Mail::SpamAssassin; use Mail::SpamAssassin::PerMsgStatus;
my $json = JSON::PP->new->canonical->latin1;
my (%made, @kept);
sub octets { my ($text) = @_; utf8::encode($text) if utf8::is_utf8($text); return $text }
sub library {
  my ($config) = @_;
  return $made{$config} //= do {
    my $sa = Mail::SpamAssassin->new({
      local_tests_only => 1, dont_copy_prefs => 1, userprefs_filename => '/dev/null', username => 'nobody',
      site_rules_filename => tempdir(CLEANUP => 1), rules_filename => '/usr/share/spamassassin',
      home_dir_for_helpers => tempdir(CLEANUP => 1), post_config_text => "use_bayes 0\n$config",
    });
    $sa->init(1);
    $sa;
  };
}
while (my $line = <STDIN>) {
  my $asked = $json->decode($line);
  my $text = $asked->{message};
  if (defined $asked->{file}) {
    open my $in, '<:raw', $asked->{file} or die "$asked->{file}: $!";
    $text = do { local $/; <$in> };
  }
  utf8::downgrade($text);
  my $sa = library($asked->{config} // '');
  my $message = $sa->parse($text, 0);
  my $status = Mail::SpamAssassin::PerMsgStatus->new($sa, $message);
  $message->delete_header('X-Spam-.*');
  $status->extract_message_metadata();
  my %answer = map { my $query = $_; $query => [map { octets($_) } grep { defined } $status->get($query)] }
    @{$asked->{queries}};
  $answer{fromAddresses} = [sort map { octets($_) } $status->all_from_addrs()];
  $answer{toAddresses} = [map { octets($_) } grep { defined } $status->all_to_addrs()];
  $answer{unparseable} = 0 + $status->{num_relays_unparseable};
  $answer{indexes} = [0 + $status->{last_trusted_relay_index}, 0 + $status->{last_internal_relay_index}];
  print $json->encode(\%answer), "\n";
  $status->finish; $message->finish;
}
