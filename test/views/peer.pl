# The views that Mail::SpamAssassin makes of the files named on standard input, one JSON object a line.
use strict; use warnings;
use File::Temp qw(tempdir); use JSON::PP; use Mail::SpamAssassin; use Mail::SpamAssassin::PerMsgStatus;
my $sa = Mail::SpamAssassin->new({
  local_tests_only => 1, dont_copy_prefs => 1, userprefs_filename => '/dev/null', username => 'nobody',
  site_rules_filename => tempdir(CLEANUP => 1), rules_filename => '/usr/share/spamassassin',
  home_dir_for_helpers => tempdir(CLEANUP => 1), post_config_text => "use_bayes 0\n",
});
$sa->init(1);
my $json = JSON::PP->new->canonical->ascii;
sub octets { my ($text) = @_; utf8::encode($text) if utf8::is_utf8($text); return $text }
my @flags = qw(missing_head_body_separator truncated_header missing_mime_headers missing_mime_head_body_separator
  mime_epilogue_exists mimepart_limit_exceeded);
# Type, name, charset and decoded length.
sub leaf {
  my ($part) = @_;
  return [$part->{type}, $part->{name}, lc($part->{charset} // ''), length($part->decode // '')];
}
while (my $file = <STDIN>) {
  chomp $file;
  open my $in, '<:raw', $file or die "$file: $!";
  my $message = $sa->parse(do { local $/; <$in> }, 0);
  my $status = Mail::SpamAssassin::PerMsgStatus->new($sa, $message);
  $status->extract_message_metadata();
  my %header = map { my $name = $_; $name => join('', map { octets($_) } grep { defined } $status->get($name)) }
    ('ALL', 'Subject', 'From:addr', 'From:name', 'ToCc:addr', 'MESSAGEID');
  print $json->encode({
    body => [map { octets($_) } @{$status->get_decoded_stripped_body_text_array()}],
    visibleBody => [map { octets($_) } @{$message->get_visible_rendered_body_text_array()}],
    invisibleBody => [map { octets($_) } @{$message->get_invisible_rendered_body_text_array()}],
    rawbody => [map { octets($_) } @{$status->get_decoded_body_text_array()}],
    leaves => [map { leaf($_) } $message->find_parts(qr/./, 1)],
    flags => [sort grep { defined $message->{$_} } @flags],
    uris => [map { octets($_) } $status->get_uri_list()], header => \%header,
  }), "\n";
  $status->finish; $message->finish;
}
