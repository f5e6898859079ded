/**
 * Colours as SpamAssassin compares them (spec 2.10): the names of CSS, `#rgb`, `#rrggbb`, `rgb(...)`; anything else is
 * 'invalid'. The result is `#rrggbb` in lower case; numbers above 255 make it longer.
 */
const NAMED: ReadonlyMap<string, string> = new Map(
  `aqua=00ffff black=000000 blue=0000ff fuchsia=ff00ff gray=808080 green=008000 lime=00ff00 maroon=800000
    navy=000080 olive=808000 purple=800080 red=ff0000 silver=c0c0c0 teal=008080 white=ffffff yellow=ffff00
    aliceblue=f0f8ff antiquewhite=faebd7 aquamarine=7fffd4 azure=f0ffff beige=f5f5dc bisque=ffe4c4
    blanchedalmond=ffebcd blueviolet=8a2be2 brown=a52a2a burlywood=deb887 cadetblue=5f9ea0 chartreuse=7fff00
    chocolate=d2691e coral=ff7f50 cornflowerblue=6495ed cornsilk=fff8dc crimson=dc143c cyan=00ffff darkblue=00008b
    darkcyan=008b8b darkgoldenrod=b8860b darkgray=a9a9a9 darkgreen=006400 darkgrey=a9a9a9 darkkhaki=bdb76b
    darkmagenta=8b008b darkolivegreen=556b2f darkorange=ff8c00 darkorchid=9932cc darkred=8b0000 darksalmon=e9967a
    darkseagreen=8fbc8f darkslateblue=483d8b darkslategray=2f4f4f darkslategrey=2f4f4f darkturquoise=00ced1
    darkviolet=9400d3 deeppink=ff1493 deepskyblue=00bfff dimgray=696969 dimgrey=696969 dodgerblue=1e90ff
    firebrick=b22222 floralwhite=fffaf0 forestgreen=228b22 gainsboro=dcdcdc ghostwhite=f8f8ff gold=ffd700
    goldenrod=daa520 greenyellow=adff2f grey=808080 honeydew=f0fff0 hotpink=ff69b4 indianred=cd5c5c indigo=4b0082
    ivory=fffff0 khaki=f0e68c lavender=e6e6fa lavenderblush=fff0f5 lawngreen=7cfc00 lemonchiffon=fffacd
    lightblue=add8e6 lightcoral=f08080 lightcyan=e0ffff lightgoldenrodyellow=fafad2 lightgray=d3d3d3
    lightgreen=90ee90 lightgrey=d3d3d3 lightpink=ffb6c1 lightsalmon=ffa07a lightseagreen=20b2aa lightskyblue=87cefa
    lightslategray=778899 lightslategrey=778899 lightsteelblue=b0c4de lightyellow=ffffe0 limegreen=32cd32
    linen=faf0e6 magenta=ff00ff mediumaquamarine=66cdaa mediumblue=0000cd mediumorchid=ba55d3 mediumpurple=9370db
    mediumseagreen=3cb371 mediumslateblue=7b68ee mediumspringgreen=00fa9a mediumturquoise=48d1cc
    mediumvioletred=c71585 midnightblue=191970 mintcream=f5fffa mistyrose=ffe4e1 moccasin=ffe4b5 navajowhite=ffdead
    oldlace=fdf5e6 olivedrab=6b8e23 orange=ffa500 orangered=ff4500 orchid=da70d6 palegoldenrod=eee8aa
    palegreen=98fb98 paleturquoise=afeeee palevioletred=db7093 papayawhip=ffefd5 peachpuff=ffdab9 peru=cd853f
    pink=ffc0cb plum=dda0dd powderblue=b0e0e6 rosybrown=bc8f8f royalblue=4169e1 saddlebrown=8b4513 salmon=fa8072
    sandybrown=f4a460 seagreen=2e8b57 seashell=fff5ee sienna=a0522d skyblue=87ceeb slateblue=6a5acd slategray=708090
    slategrey=708090 snow=fffafa springgreen=00ff7f steelblue=4682b4 tan=d2b48c thistle=d8bfd8 tomato=ff6347
    turquoise=40e0d0 violet=ee82ee wheat=f5deb3 whitesmoke=f5f5f5 yellowgreen=9acd32`
    .split(/\s+/)
    .map(entry => entry.split('=') as [string, string]),
);

export function parseColour(value: string): string {
  const text = value.toLowerCase().trim();
  const named = NAMED.get(text);
  if (named !== undefined) return `#${named}`;
  if (!/^[#a-f0-9]*$|rgb\([\d%, ]*\)/.test(text)) return 'invalid';
  const percent = /rgb\((\d{1,9})%,\s*(\d{1,9})%,\s*(\d{1,9})%\s*\)/.exec(text);
  if (percent !== null)
    return hexColour(
      percent
        .slice(1)
        .map(part => hexByte(Math.trunc((Number(part) / 100) * 255)))
        .join(''),
    );
  const plain = /rgb\((\d{1,9}),\s*(\d{1,9}),\s*(\d{1,9})\s*\)/.exec(text);
  if (plain !== null)
    return hexColour(
      plain
        .slice(1)
        .map(part => hexByte(Number(part)))
        .join(''),
    );
  return text.startsWith('#') ? hexColour(text.slice(1)) : 'invalid';
}

/** `r, g, b` of CSS, each at most 255; what is missing is 0. */
export function colourOfNumbers(numbers: readonly string[]): string {
  const channels = [0, 1, 2].map(index => hexByte(Math.min(255, Number(numbers[index] ?? '0'))));
  return `#${channels.join('')}`;
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}

function hexColour(digits: string): string {
  let hex = digits.replace(/[^0-9a-f]+/g, '').slice(0, 6);
  if (hex.length > 3 && hex.length < 6) hex = hex.slice(0, 3);
  if (hex.length % 3 !== 0) hex = hex.padEnd(3, '0');
  return `#${hex.length === 3 ? hex.replace(/./g, '$&$&') : hex}`;
}

const RGB = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/;
const NEAR = 12;

/** True when text of colour `fg` cannot be read on `bg`: equal, or nearer than 12 in weighted RGB distance. */
export function isLowContrast(fg: string, bg: string): boolean {
  if (fg.slice(-6) === bg.slice(-6)) return true;
  const [front, back] = [RGB.exec(fg), RGB.exec(bg)];
  if (front === null || back === null) return false;
  const difference = (channel: number): number =>
    Number.parseInt(front[channel] ?? '', 16) - Number.parseInt(back[channel] ?? '', 16);
  return Math.hypot(0.2126 * difference(1), 0.7152 * difference(2), 0.0722 * difference(3)) < NEAR;
}
