# Mail::SpamAssassin 4.0.1 learns and scores by Bayes. Standard input: lines of `ham FILE`, `spam FILE`, then `score FILE`; standard
# output: for each of the last a line with the probability, or `none`. Arguments: lines of configuration.
use strict; use warnings;
use File::Temp qw(tempdir); use Mail::SpamAssassin; use Mail::SpamAssassin::PerMsgStatus;
my $folder = tempdir(CLEANUP => 1);
my $sa = Mail::SpamAssassin->new({
  local_tests_only => 1, dont_copy_prefs => 1, userprefs_filename => '/dev/null', username => 'nobody',
  site_rules_filename => tempdir(CLEANUP => 1), rules_filename => '/usr/share/spamassassin',
  home_dir_for_helpers => $folder, pre_config_text => "loadplugin Mail::SpamAssassin::Plugin::Bayes\n",
  post_config_text => join("\n", "bayes_path $folder/bayes", 'bayes_auto_expire 0', 'lock_method flock', @ARGV, ''),
});
$sa->init(1);
$sa->init_learner({caller_will_untie => 1, wait_for_lock => 1});
my $bayes = $sa->call_plugins('learner_get_implementation');
my $untied = 0;
$| = 1;
while (my $line = <STDIN>) {
  chomp $line;
  my ($what, $file) = split(/ /, $line, 2);
  open my $in, '<:raw', $file or die "$file: $!";
  my $message = $sa->parse(do { local $/; <$in> }, 0);
  if ($what ne 'score') {
    $sa->learn($message, undef, $what eq 'spam' ? 1 : 0, 0)->finish;
  } else {
    $sa->rebuild_learner_caches() unless $untied++;
    my $status = Mail::SpamAssassin::PerMsgStatus->new($sa, $message);
    $status->extract_message_metadata();
    my $score = $bayes->scan($status, $message);
    print defined $score ? sprintf('%.10f', $score) : 'none', "\n";
    $status->finish;
  }
  $message->finish;
}
