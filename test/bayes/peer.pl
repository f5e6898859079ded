# What Mail::SpamAssassin 4.0.1 makes of the files named on standard input for Bayes, one JSON object a line: tokens to learn, tokens to score, the
# ids that it knows the message by, and when it was received. Arguments: lines of configuration.
use strict; use warnings;
use File::Temp qw(tempdir); use JSON::PP; use Mail::SpamAssassin; use Mail::SpamAssassin::PerMsgStatus;
my $folder = tempdir(CLEANUP => 1);
my $sa = Mail::SpamAssassin->new({
  local_tests_only => 1, dont_copy_prefs => 1, userprefs_filename => '/dev/null', username => 'nobody',
  site_rules_filename => tempdir(CLEANUP => 1), rules_filename => '/usr/share/spamassassin',
  home_dir_for_helpers => $folder, pre_config_text => "loadplugin Mail::SpamAssassin::Plugin::Bayes\n",
  post_config_text => join("\n", "bayes_path $folder/bayes", @ARGV, ''),
});
$sa->init(1);
my $bayes = $sa->call_plugins('learner_get_implementation');
my $json = JSON::PP->new->canonical->latin1;
sub keyed { my ($tokens) = @_; return {map { unpack('H*', $_) => $tokens->{$_} } keys %$tokens} }
while (my $file = <STDIN>) {
  chomp $file;
  open my $in, '<:raw', $file or die "$file: $!";
  my $message = $sa->parse(do { local $/; <$in> }, 0);
  my $lesson = keyed($bayes->tokenize($message, $bayes->get_body_from_msg($message)));
  my $status = Mail::SpamAssassin::PerMsgStatus->new($sa, $message);
  $status->extract_message_metadata();
  my $scan = keyed($bayes->tokenize($message, $bayes->_get_msgdata_from_permsgstatus($status)));
  print $json->encode({
    lesson => $lesson, scan => $scan,
    ids => [grep { defined } $message->generate_msgid(), $message->get_msgid()],
    received => $message->receive_date(),
  }), "\n";
  $status->finish; $message->finish;
}
