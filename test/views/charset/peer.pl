# What SpamAssassin's charset normalisation makes of texts: JSON objects in, one a line, the text as UTF-8 in base64 out.
use strict; use warnings;
use Encode::Detect::Detector; use JSON::PP; use MIME::Base64; use Mail::SpamAssassin::Message::Node;
my $json = JSON::PP->new;
while (my $line = <STDIN>) {
  my $case = $json->decode($line);
  my $text = Mail::SpamAssassin::Message::Node::_normalize(
    decode_base64($case->{bytes}), $case->{charset}, $case->{declaredOnly} ? (0, 1) : (1, 0));
  utf8::encode($text) if utf8::is_utf8($text);
  print encode_base64($text, ''), "\n";
}
