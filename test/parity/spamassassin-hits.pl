#!/usr/bin/perl
# What SpamAssassin's own library hits on the files named on standard input, for test/parity/parity.ts: one JSON object a
# line, {file, score, hits, subs}. Local tests, no Bayes, no preferences. RULES: the folder or file of rules. SITE: a folder
# of .pre files (default: the .pre files of /etc/spamassassin, without compiled rules). PREFS: more lines of configuration.
use strict;
use warnings;
use File::Copy qw(copy);
use File::Temp qw(tempdir);
use JSON::PP;
use Mail::SpamAssassin;

my $site = $ENV{SITE} // pre_files_only();
my $engine = Mail::SpamAssassin->new({
  rules_filename       => $ENV{RULES} // '/usr/share/spamassassin',
  site_rules_filename  => $site,
  userprefs_filename   => '/dev/null',
  dont_copy_prefs      => 1,
  local_tests_only     => 1,
  home_dir_for_helpers => tempdir(CLEANUP => 1),
  username             => 'nobody',
  post_config_text     => "use_bayes 0\nuse_auto_welcomelist 0\n" . ($ENV{PREFS} // '') . "\n",
});
my $json = JSON::PP->new->canonical->ascii;
while (my $path = <STDIN>) {
  chomp $path;
  my $message = $engine->parse(read_bytes($path));
  my $status  = $engine->check($message);
  my %subrules = map { $_ => 1 } grep { length } split /,/, $status->get_names_of_subtests_hit();
  print $json->encode({
    file  => $path,
    score => $status->get_score() + 0,
    hits  => [ sort grep { length } split /,/, $status->get_names_of_tests_hit() ],
    subs  => [ sort keys %subrules ],
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

sub pre_files_only {
  my $folder = tempdir(CLEANUP => 1);
  copy($_, $folder) for grep { !/sa-compile/ } glob '/etc/spamassassin/*.pre';
  open my $cf, '>', "$folder/local.cf" or die "$folder/local.cf: $!\n";
  close $cf;
  return $folder;
}
