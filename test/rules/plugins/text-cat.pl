#!/usr/bin/perl
# What SpamAssassin's TextCat makes of messages: first a JSON object {config, languages} on a line of standard input, where
# `languages` is the path of the models, then a JSON string, a message, a line; {hits, languages, results} a line on standard output.
# Local tests; only TextCat and what the library needs.
use strict;
use warnings;
use File::Temp qw(tempdir);
use JSON::PP;
use Mail::SpamAssassin;

my $json = JSON::PP->new->canonical->latin1->allow_nonref;
my $setup = $json->decode(scalar <STDIN>);
open my $answers, '>&', \*STDOUT or die "$!\n";
open STDOUT, '>', '/dev/null' or die "$!\n";
open STDERR, '>', '/dev/null' or die "$!\n";
my $engine = Mail::SpamAssassin->new({
  config_text => "loadplugin Mail::SpamAssassin::Plugin::Check\nloadplugin Mail::SpamAssassin::Plugin::TextCat\n"
    . "util_rb_tld com org\nuse_bayes 0\n$setup->{config}\n",
  userprefs_filename   => '/dev/null',
  dont_copy_prefs      => 1,
  local_tests_only     => 1,
  home_dir_for_helpers => tempdir(CLEANUP => 1),
  username             => 'nobody',
  defined $setup->{languages} ? (languages_filename => $setup->{languages}) : (),
});
while (my $line = <STDIN>) {
  my $message = $engine->parse(do { my $t = $json->decode($line); utf8::downgrade($t); $t });
  my $status  = $engine->check($message);
  print {$answers} $json->encode({
    hits      => join(' ', sort @{ $status->{test_names_hit} }),
    languages => scalar $status->get_tag('LANGUAGES'),
    results   => scalar $status->get_tag('TEXTCATRESULTS'),
  }), "\n";
  $status->finish;
  $message->finish;
}
